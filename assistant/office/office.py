"""The office's parts, wired."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.errors import NotSignedInError
from assistant.office.accounts import Accounts
from assistant.office.answering import AnswerDesk
from assistant.office.audit import AuditLog
from assistant.office.conversations import Conversations
from assistant.office.enquiries import Enquiries
from assistant.office.feedback import FeedbackBox
from assistant.office.gaps import GapRadar
from assistant.office.jobs import Jobs
from assistant.office.keys import Keys
from assistant.office.rights import Rights
from assistant.office.schema import Account, Reader
from assistant.office.sessions import Session, Sessions
from assistant.office.tables import SCHEMA
from assistant.office.throttling import Throttle
from assistant.office.uploads import UploadDesk
from assistant.settings import OfficeSettings, OidcSettings, Settings
from ingest.errors import NotFoundError
from ingest.library.database import bring_up_to_date

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.application import Assistant
    from assistant.office.oidc import SignInProvider


class Office:
    """What several people share beside the library; one per process, for any number of threads.

    Args:
        assistant: The library and everything that can be asked of it, unlimited.
        engine: The database; the tables of the office are made in it where they are missing.
        home: The folder that holds what is no row.
        settings: How accounts, log and limits are kept.
        oidc: The provider people may sign in with.
    """

    def __init__(
        self,
        assistant: "Assistant",
        *,
        engine: "Engine",
        home: Path,
        settings: OfficeSettings | None = None,
        oidc: OidcSettings | None = None,
    ) -> None:
        bring_up_to_date(engine, SCHEMA, lock=home / "migrate.lock")
        self.assistant = assistant
        self.engine = engine
        self.home = home
        self.settings = settings or OfficeSettings()
        self.oidc = oidc or OidcSettings()

    @classmethod
    def from_settings(cls, settings: Settings, *, assistant: "Assistant | None" = None) -> Self:
        """Return the office of a deployment.

        Args:
            settings: All of them.
            assistant: Instead of the one the settings describe.
        """
        if assistant is None:
            from assistant.application import Assistant

            assistant = Assistant.from_settings(settings)
        return cls(
            assistant,
            engine=assistant.store.engine,
            home=settings.home,
            settings=settings.office,
            oidc=settings.oidc,
        )

    def start(self) -> None:
        """Take up what the last server left; called when a server begins."""
        self.answers.open()
        self.uploads.open()

    def stop(self) -> None:
        """End what goes on in the background; called when the server ends."""
        self.answers.close()
        self.uploads.close()
        self.jobs.close()

    # --- People -----------------------------------------------------------------------------

    @cached_property
    def accounts(self) -> Accounts:
        """Who may sign in."""
        return Accounts(self.engine, self.settings)

    @cached_property
    def sessions(self) -> Sessions:
        """Browsers in which somebody is signed in."""
        return Sessions(self.engine, hours=self.settings.session_hours)

    @cached_property
    def keys(self) -> Keys:
        """Keys with which programs speak for a person."""
        return Keys(self.engine)

    @cached_property
    def rights(self) -> Rights:
        """Who may see which library."""
        return Rights(self.engine, self.assistant.store.library)

    @cached_property
    def throttle(self) -> Throttle:
        """How much one account, and one address, may ask in a minute."""
        return Throttle(self.settings)

    @cached_property
    def audit(self) -> AuditLog:
        """Who did what."""
        return AuditLog(self.engine, self.settings)

    @cached_property
    def provider(self) -> "SignInProvider":
        """Who else says who somebody is.

        Raises:
            NotFoundError: none is set.
        """
        if not self.oidc.is_set:
            raise NotFoundError(
                "没有设置统一身份认证。", hint="请用本系统的账号登录；设置方法见 README。"
            )
        from assistant.office.oidc import SignInProvider

        return SignInProvider(self.oidc)

    def reader_of(self, account: Account) -> Reader:
        """Return somebody with all that their account may do and see."""
        libraries = self.rights.libraries_of(account)
        return Reader(account=account, permissions=account.permissions, libraries=libraries)

    def reader_of_session(self, session: Session) -> Reader:
        """Return the person of a session.

        Raises:
            NotSignedInError: the account was closed just now.
        """
        account = self.accounts.get(session.account_id)
        if not account.is_active:
            raise NotSignedInError("您的账号已停用。", hint="如需使用，请找管理员启用。")
        return self.reader_of(account)

    def reader_of_key(self, secret: str) -> Reader:
        """Return the person a program speaks for, with what its key allows of their permissions.

        Raises:
            NotSignedInError: the key is unknown, has ended, or its account is closed.
        """
        found = self.keys.find(secret)
        account = self.accounts.get(found[1]) if found else None
        if not found or not account or not account.is_active:
            raise NotSignedInError(
                "API 密钥无效、已过期或已停用。", hint="请在网页的“我的账号”中新建密钥。"
            )
        key, _ = found
        reader = self.reader_of(account)
        permissions = reader.permissions & set(key.scopes)
        return reader.model_copy(update={"permissions": permissions, "key_id": key.id})

    # --- Questions --------------------------------------------------------------------------

    @cached_property
    def conversations(self) -> Conversations:
        """What people asked, and what they got."""
        return Conversations(self.engine, self.assistant.store.library)

    @cached_property
    def answers(self) -> AnswerDesk:
        """Answers questions, whether or not anybody listens; for the server alone."""
        return AnswerDesk(self.assistant, self.conversations)

    @cached_property
    def feedback(self) -> FeedbackBox:
        """What people thought of their answers."""
        return FeedbackBox(self.engine, self.conversations)

    @cached_property
    def enquiries(self) -> Enquiries:
        """Questions to the keepers."""
        return Enquiries(self.engine, self.conversations)

    @cached_property
    def gaps(self) -> GapRadar:
        """What the library seems to lack."""
        return GapRadar(self.engine, self.assistant.store)

    # --- The library's desk -----------------------------------------------------------------

    @cached_property
    def uploads(self) -> UploadDesk:
        """Files on their way into the library; read by the server alone."""
        return UploadDesk(self.assistant, engine=self.engine, folder=self.home / "uploads")

    # --- Drafting ---------------------------------------------------------------------------

    @cached_property
    def jobs(self) -> Jobs:
        """Long work of those who draft; for the server alone."""
        return Jobs()
