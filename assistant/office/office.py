"""The office's parts, wired."""

from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.office.tables import SCHEMA
from assistant.settings import OfficeSettings, OidcSettings, Settings
from ingest.library.database import bring_up_to_date

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.application import Assistant


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
