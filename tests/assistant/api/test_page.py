"""What serves the page, over a folder as Vite leaves it."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api.failures import install_error_handlers
from assistant.api.guards import SecurityHeaders
from assistant.api.metrics import Metrics
from assistant.api.page import NONCE_MARK, page_router

INDEX = f'<html lang="zh-CN"><meta property="csp-nonce" nonce="{NONCE_MARK}"></html>'


def client_of(folder: Path) -> TestClient:
    application = FastAPI()
    install_error_handlers(application, Metrics())
    application.include_router(page_router(folder))
    application.add_middleware(SecurityHeaders)
    return TestClient(application, raise_server_exceptions=False)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text(INDEX, encoding="utf-8")
    (dist / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (dist / "assets" / "main-abc123.js").write_text("main()", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return client_of(dist)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/c/abc",
        "/library/文件.docx",
        "/sign-in?next=/library",
        "/index.html",
        f"/c/{'长' * 300}",
    ],
)
def test_every_path_of_the_page_is_the_page(path: str, client: TestClient) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert 'lang="zh-CN"' in response.text
    assert response.headers["cache-control"] == "no-cache"


def test_each_visit_has_its_own_nonce_for_styles_and_none_for_scripts(client: TestClient) -> None:
    nonces = set()
    for _ in range(3):
        response = client.get("/")
        (nonce,) = re.findall(r'nonce="([^"]+)"', response.text)
        policy = response.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{nonce}';" in policy
        assert "script-src 'self';" in policy
        nonces.add(nonce)
    assert len(nonces) == 3


def test_the_policy_lets_nothing_come_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_files_named_after_their_content_are_kept_and_others_asked_for_again(
    client: TestClient,
) -> None:
    script = client.get("/assets/main-abc123.js")
    assert script.text == "main()"
    assert "immutable" in script.headers["cache-control"]
    assert client.get("/favicon.svg").headers["cache-control"] == "no-cache"
    assert client.head("/assets/main-abc123.js").status_code == 200


@pytest.mark.parametrize(
    "path", ["/assets/main-old.js", "/api/v1/nowhere", "/v1/nowhere", "/assets/%00", "/assets/"]
)
def test_what_programs_ask_for_in_vain_is_not_the_page(path: str, client: TestClient) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "html" not in response.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt", "/%00"]
)
def test_nothing_beside_the_page_is_served(path: str, client: TestClient) -> None:
    response = client.get(path)
    assert response.status_code in (200, 404)
    assert "secret" not in response.text


def test_a_page_that_was_not_built_says_how(tmp_path: Path) -> None:
    response = client_of(tmp_path / "nowhere").get("/")
    assert response.status_code == 200
    assert "make serve" in response.text
    assert "style" not in response.text
