"""Signing in with an OpenID Connect provider: the authorization code flow with PKCE.

References:
    OpenID Foundation, "OpenID Connect Core 1.0". https://openid.net/specs/openid-connect-core-1_0.html
    IETF, "RFC 7636: Proof Key for Code Exchange". https://www.rfc-editor.org/rfc/rfc7636
"""

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.httpx_client import OAuth2Client
from cryptography.fernet import Fernet, InvalidToken
from httpx2 import HTTPError
from joserfc.errors import JoseError

from assistant.errors import NotSignedInError, SignInProviderError
from assistant.settings import OidcSettings
from ingest.schema import Record

logger = logging.getLogger(__name__)

# How long a person may take at the provider.
HANDSHAKE_S = 600
TIMEOUT_S = 10
LONGEST_NAME = 64
NAMELESS = "新用户"


class Identity(Record):
    """Somebody as the provider knows them; nothing else it tells is believed."""

    subject: str
    """Issuer and subject, which together mean the same person for ever."""

    name: str


class Departure(Record):
    """A browser on its way to the provider."""

    url: str
    """Where it goes."""

    handshake: str
    """What it must bring back in a cookie: encrypted, and good for ten minutes."""


class _App(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Client


class SignInProvider:
    """A provider that people may sign in with.

    Args:
        settings: Which one.
    """

    def __init__(self, settings: OidcSettings) -> None:
        self._issuer = settings.issuer.rstrip("/")
        # Restarting the server sends those who are at the provider just then back to the start.
        self._cipher = Fernet(Fernet.generate_key())
        self._lock = Lock()
        self._app = _App(
            None,
            name="provider",
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value() or None,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "timeout": TIMEOUT_S,
            },
        )

    def depart(self, redirect_uri: str) -> Departure:
        """Return how a browser goes to the provider.

        Args:
            redirect_uri: Where the provider sends it afterwards.

        Raises:
            SignInProviderError: the provider does not answer as one.
        """
        with self._talking():
            began = self._app.create_authorization_url(redirect_uri)
        handshake = {
            "state": began["state"],
            "nonce": began["nonce"],
            "code_verifier": began["code_verifier"],
            "redirect_uri": redirect_uri,
        }
        encrypted = self._cipher.encrypt(json.dumps(handshake).encode()).decode()
        return Departure(url=began["url"], handshake=encrypted)

    def arrive(self, *, handshake: str, state: str, code: str) -> Identity:
        """Return who came back from the provider.

        Args:
            handshake: What the browser was given when it left.
            state: What the provider sent back with it.
            code: For which the provider tells who it is.

        Raises:
            NotSignedInError: the browser did not leave from here, or too long ago.
            SignInProviderError: the provider does not confirm who it is.
        """
        left = self._read(handshake)
        if not secrets.compare_digest(left["state"].encode(), state.encode()):
            raise _expired()
        with self._talking():
            token = self._app.fetch_access_token(
                redirect_uri=left["redirect_uri"], code=code, code_verifier=left["code_verifier"]
            )
            claims = self._app.parse_id_token(
                token,
                nonce=left["nonce"],
                claims_options={
                    "iss": {"essential": True, "value": self._app.server_metadata["issuer"]},
                    "aud": {"essential": True, "value": self._app.client_id},
                    "sub": {"essential": True},
                },
            )
        if claims is None:
            raise _unusable()
        name = str(claims.get("name") or "").strip()[:LONGEST_NAME]
        return Identity(subject=f"{self._issuer} {claims['sub']}", name=name or NAMELESS)

    def _read(self, handshake: str) -> dict[str, Any]:
        try:
            left: dict[str, Any] = json.loads(self._cipher.decrypt(handshake, ttl=HANDSHAKE_S))
        except (InvalidToken, ValueError) as error:
            raise _expired() from error
        return left

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Speak with the provider, of which the library loads what it says of itself first."""
        try:
            with self._lock:
                metadata = self._app.load_server_metadata()
                if str(metadata.get("issuer", "")).rstrip("/") != self._issuer:
                    metadata.pop("_loaded_at", None)
                    raise _unusable()
            yield
        except (
            HTTPError,
            AuthlibBaseError,
            JoseError,
            RuntimeError,
            ValueError,
            KeyError,
        ) as error:
            logger.warning("sign-in provider failed: %s", type(error).__name__)
            raise _unusable() from error


def _expired() -> NotSignedInError:
    return NotSignedInError("登录没有完成，或用时太长。", hint="请重新登录。")


def _unusable() -> SignInProviderError:
    return SignInProviderError(
        "统一身份认证没有正常应答。",
        hint="请稍后再试，或用本系统的账号登录；若仍然如此，请管理员检查 POLICY_OIDC 的设置。",
    )
