"""Signing in with a provider, over HTTP with a provider that listens on this machine."""

import json
import logging
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.errors import NotSignedInError, SignInProviderError
from assistant.evaluation.benching.serving import running_server
from assistant.office import Office
from assistant.office.accounts import AccountChanges
from assistant.office.oidc import Departure, SignInProvider
from assistant.office.schema import Role
from assistant.settings import OidcSettings
from assistant.testing import canned_office
from tests.assistant.api.browser import HOME, visit

CALLBACK = f"{HOME}/api/v1/session/oidc/callback"
START = "/api/v1/session/oidc"
LI = {"sub": "7", "name": "李红", "roles": ["administrator"], "preferred_username": "admin"}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    command = [sys.executable, "-m", "oidc_provider_mock", "--require-nonce", "true"]
    command += ["--user-claims", json.dumps(LI)]
    log = tmp_path_factory.mktemp("provider") / "provider.log"
    with running_server(command, health="/", log=log) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def settings(issuer: str) -> OidcSettings:
    return OidcSettings(issuer=issuer, client_id="policy", client_secret="secret", name="县门户")


@pytest.fixture
def provider(settings: OidcSettings) -> SignInProvider:
    return SignInProvider(settings)


@pytest.fixture
def office(settings: OidcSettings, tmp_path: Path) -> Office:
    return canned_office(folder=tmp_path / "office", oidc=settings)


@pytest.fixture
def client(office: Office) -> TestClient:
    client = visit(office)
    client.follow_redirects = False
    return client


def agree(url: str, sub: str = "7") -> dict[str, str]:
    """What the provider sends back with somebody who signed in there."""
    response = httpx.post(url, data={"sub": sub}, follow_redirects=False)
    sent = urlsplit(response.headers["location"])
    assert f"{sent.scheme}://{sent.netloc}{sent.path}" == CALLBACK
    return {name: values[0] for name, values in parse_qs(sent.query).items()}


def test_the_flow_goes_with_pkce_a_state_and_a_nonce(provider: SignInProvider) -> None:
    first, second = (parse_qs(urlsplit(provider.depart(CALLBACK).url).query) for _ in range(2))
    assert first["response_type"] == ["code"]
    assert first["code_challenge_method"] == ["S256"]
    assert first["redirect_uri"] == [CALLBACK]
    assert first["scope"] == ["openid profile"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 20
        assert first[name] != second[name]


def test_the_provider_tells_who_came_back(provider: SignInProvider, issuer: str) -> None:
    departure = provider.depart(CALLBACK)
    identity = provider.arrive(handshake=departure.handshake, **agree(departure.url))
    assert identity.subject == f"{issuer} 7"
    assert identity.name == "李红"


def test_the_handshake_does_not_tell_its_secrets(provider: SignInProvider) -> None:
    departure = provider.depart(CALLBACK)
    (state,) = parse_qs(urlsplit(departure.url).query)["state"]
    assert state not in departure.handshake


def arrive_with(provider: SignInProvider, departure: Departure, **changed: str) -> None:
    sent = {"handshake": departure.handshake, **agree(departure.url), **changed}
    provider.arrive(**sent)


def test_a_browser_that_did_not_leave_from_here_is_turned_away(
    provider: SignInProvider, settings: OidcSettings
) -> None:
    departure = provider.depart(CALLBACK)
    other = provider.depart(CALLBACK).handshake
    restarted = SignInProvider(settings).depart(CALLBACK).handshake
    for changed in (
        {"handshake": ""},
        {"handshake": restarted},
        {"handshake": other},
        {"state": ""},
    ):
        with pytest.raises(NotSignedInError, match="没有完成"):
            arrive_with(provider, departure, **changed)
    arrive_with(provider, departure)


def test_a_code_is_good_once_and_a_wrong_one_never(provider: SignInProvider) -> None:
    departure = provider.depart(CALLBACK)
    sent = agree(departure.url)
    with pytest.raises(SignInProviderError, match="没有正常应答"):
        provider.arrive(handshake=departure.handshake, state=sent["state"], code="wrong")
    provider.arrive(handshake=departure.handshake, **sent)
    with pytest.raises(SignInProviderError):
        provider.arrive(handshake=departure.handshake, **sent)


def test_an_identity_made_out_for_another_sign_in_is_refused(provider: SignInProvider) -> None:
    """The code of one sign-in brought to another one: the nonce tells."""
    victim, attacker = provider.depart(CALLBACK), provider.depart(CALLBACK)
    code = agree(attacker.url)["code"]
    state = agree(victim.url)["state"]
    with pytest.raises(SignInProviderError):
        provider.arrive(handshake=victim.handshake, state=state, code=code)


def test_an_identity_made_out_for_another_program_is_refused(
    settings: OidcSettings, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = SignInProvider(settings)
    departure = provider.depart(CALLBACK)
    sent = agree(departure.url)
    # The provider gives the token to the one that asks; the one that reads it is another.
    fetch = provider._app.fetch_access_token

    def fetch_and_rename(**parameters: str) -> dict:
        token = fetch(**parameters)
        provider._app.client_id = "another"
        return token

    monkeypatch.setattr(provider._app, "fetch_access_token", fetch_and_rename)
    with pytest.raises(SignInProviderError):
        provider.arrive(handshake=departure.handshake, **sent)


def test_a_provider_that_calls_itself_otherwise_is_refused(issuer: str) -> None:
    provider = SignInProvider(OidcSettings(issuer=issuer, client_id="policy"))
    # The mock calls itself by whatever address it is asked at.
    provider._issuer = issuer.replace("127.0.0.1", "localhost")
    with pytest.raises(SignInProviderError):
        provider.depart(CALLBACK)


def test_a_provider_that_does_not_answer_is_told_with_what_to_do(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = OidcSettings(issuer=f"http://127.0.0.1:{port}", client_id="policy")
    with caplog.at_level(logging.WARNING), pytest.raises(SignInProviderError) as caught:
        SignInProvider(settings).depart(CALLBACK)
    assert "POLICY_OIDC" in caught.value.hint
    assert "ConnectError" in caplog.text


# --- Over the routes ----------------------------------------------------------------------


def test_somebody_new_signs_in_as_a_reader_and_comes_back_as_the_same(
    office: Office, client: TestClient
) -> None:
    office.accounts.create_first()
    options = client.get("/api/v1/session/options").json()
    assert (options["oidc"], options["oidc_name"]) == (True, "县门户")
    for _ in range(2):
        sent = agree(client.get(START).headers["location"])
        arrived = client.get(f"{START}/callback", params=sent)
        assert (arrived.status_code, arrived.headers["location"]) == (303, "/")
        info = client.get("/api/v1/session").json()
        assert info["account"]["name"] == "李红"
        assert info["account"]["username"] == "李红"
        # Roles and usernames of the provider are not believed.
        assert info["permissions"] == ["ask"]
    assert len(office.accounts.list_accounts()) == 2


def test_the_log_tells_who_came_from_the_provider(office: Office, client: TestClient) -> None:
    sent = agree(client.get(START).headers["location"])
    client.get(f"{START}/callback", params=sent)
    page = office.audit.read()
    assert [(each.username, each.action, each.outcome) for each in page.events] == [
        ("李红", "sign_in", "done")
    ]


def test_who_is_turned_away_reads_why(office: Office, client: TestClient) -> None:
    refused = client.get(f"{START}/callback", params={"error": "access_denied", "state": "x"})
    assert refused.status_code == 401
    assert "登录没有完成" in refused.text
    assert refused.headers["content-type"].startswith("text/html")
    (account,) = [office.accounts.of_subject("other", username="wang", name="王")]
    assert account.roles == (Role.READER,)
    assert client.get("/api/v1/session").status_code == 401


def test_a_closed_account_stays_closed(office: Office, client: TestClient, issuer: str) -> None:
    account = office.accounts.of_subject(f"{issuer} 7", username="李红", name="李红")
    office.accounts.update(account.id, AccountChanges(is_active=False))
    sent = agree(client.get(START).headers["location"])
    refused = client.get(f"{START}/callback", params=sent)
    assert refused.status_code == 403
    assert "已停用" in refused.text


def test_without_a_provider_there_is_none_to_sign_in_with(tmp_path: Path) -> None:
    client = visit(canned_office(folder=tmp_path))
    assert client.get("/api/v1/session/options").json()["oidc"] is False
    assert client.get(START).status_code == 404
