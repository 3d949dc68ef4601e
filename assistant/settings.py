"""Every setting of the project, from `POLICY_*` variables, `.env`, then these defaults."""

from typing import Self

from pydantic import Field, SecretStr, ValidationError, model_validator

from ingest.errors import SettingsError
from ingest.settings import IngestSettings, Section


class ChatModelSettings(Section):
    """Which language model writes answers; none by default: answers then quote their sources."""

    base_url: str = ""
    """An OpenAI-compatible server, e.g. "http://127.0.0.1:11434/v1"; empty for none."""

    model: str = ""
    """The server's name for the model."""

    api_key: SecretStr = SecretStr("")
    """Key of that server."""

    timeout_s: float = Field(default=30, gt=0)
    """Longest wait for the next piece of an answer, in seconds; a slow machine may need more."""

    answer_s: float = Field(default=120, gt=0)
    """Longest time for a whole answer, in seconds."""

    max_tokens: int = Field(default=1024, gt=0)
    """Most tokens of one answer; models that think aloud first need more."""

    @model_validator(mode="after")
    def _names_both_or_none(self) -> Self:
        if bool(self.base_url) != bool(self.model):
            raise ValueError("base_url and model go together")
        return self

    @property
    def is_set(self) -> bool:
        """True when a language model is to write the answers."""
        return bool(self.base_url)


class RerankerSettings(Section):
    """Which cross-encoder judges the best passages once more; none by default."""

    model: str = ""
    """A sentence-transformers cross-encoder's name or local folder; empty for none."""


class ServerSettings(Section):
    """Where `policy serve` listens."""

    host: str = "127.0.0.1"
    """An address of this machine; "0.0.0.0" for all of them, so that others in the network reach
    it."""

    port: int = Field(default=8000, ge=0, le=65535)
    """0 lets the system choose."""

    name: str = ""
    """By which a proxy on this machine makes the server known, e.g. "policy.example.gov.cn"; empty
    where there is none."""


class OfficeSettings(Section):
    """How the accounts of an office, its log and its limits are kept."""

    session_hours: float = Field(default=12, gt=0)
    """How long a browser stays signed in without being used."""

    failures: int = Field(default=5, gt=0)
    """Wrong passwords in a row that lock an account."""

    lock_minutes: float = Field(default=15, gt=0)
    """How long it stays locked."""

    question_days: int = Field(default=180, ge=0, le=36_500)
    """How long the log keeps the text of questions; 0 keeps none."""

    requests_per_minute: int = Field(default=240, gt=0)
    """Most requests of one account, and of one address without one."""

    questions_per_minute: int = Field(default=20, gt=0)
    """Most questions of one account."""


class OidcSettings(Section):
    """An OpenID Connect provider that people may sign in with; none by default."""

    issuer: str = ""
    """The provider's address, under which /.well-known/openid-configuration stands."""

    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    name: str = "统一身份认证"
    """What the button at sign-in says."""

    @model_validator(mode="after")
    def _names_both_or_none(self) -> Self:
        if bool(self.issuer) != bool(self.client_id):
            raise ValueError("issuer and client_id go together")
        return self

    @property
    def is_set(self) -> bool:
        """True when people may sign in with the provider."""
        return bool(self.issuer)


class Settings(IngestSettings):
    """The library's settings, and those of answering and serving."""

    chat_model: ChatModelSettings = ChatModelSettings()
    reranker: RerankerSettings = RerankerSettings()
    server: ServerSettings = ServerSettings()
    office: OfficeSettings = OfficeSettings()
    oidc: OidcSettings = OidcSettings()


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        SettingsError: a value is wrong, or a section has no such key; names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            "POLICY_" + "__".join(str(part) for part in each["loc"]).upper()
            for each in error.errors()
        ]
        raise SettingsError(
            f"设置有误：{'、'.join(wrong)}。",
            hint="请检查环境变量和 .env 文件中的拼写与取值，设置一览见 README。",
        ) from error
