"""Settings of ingestion and the library, from `POLICY_*` variables, `.env`, then these defaults."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Section(BaseModel):
    """Base of every settings section: unknown keys are refused by name."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class EmbeddingSettings(Section):
    """Which model turns text into vectors."""

    model: str = "bundled"
    """"bundled", a sentence-transformers name, or a local folder; with `base_url`, the server's
    name for the model."""

    base_url: str = ""
    """An OpenAI-compatible embeddings server, e.g. "http://127.0.0.1:8080/v1"; empty for none."""

    api_key: SecretStr = SecretStr("")
    """Key of that server."""

    batch_size: int = Field(default=16, gt=0)
    """Texts embedded at a time."""

    threads: int = Field(default=0, ge=0)
    """Processor threads of the bundled model; 0 uses every core."""


class LimitSettings(Section):
    """Bounds on what one file may cost."""

    file_mib: int = Field(default=200, gt=0)
    """Largest file read, in MiB."""

    unpacked_mib: int = Field(default=500, gt=0)
    """Largest size of a .docx or .xlsx once unpacked, in MiB."""

    archive_mib: int = Field(default=4096, gt=0)
    """Largest size of a .zip of files once unpacked, in MiB, archives inside it included."""

    archive_members: int = Field(default=10_000, gt=0)
    """Most files unpacked from one .zip, archives inside it included."""

    archive_depth: int = Field(default=3, gt=0)
    """How deep archives may lie inside archives; 1 allows none inside."""

    conversion_seconds: int = Field(default=120, gt=0)
    """Longest time LibreOffice may take to convert one .doc, .wps, .rtf or OpenDocument file."""

    pages: int = Field(default=5000, gt=0)
    """Most pages read of one PDF."""

    table_cells: int = Field(default=500_000, gt=0)
    """Most cells read of one file's tables."""

    characters: int = Field(default=5_000_000, gt=0)
    """Most characters read of one file, cells included."""

    seconds: int = Field(default=1800, gt=0)
    """Longest time for reading one file, recognition of scanned pages included."""

    memory_mib: int = Field(default=2048, ge=256)
    """Most memory taken to read one file, in MiB, where the system can bound it (Linux)."""


class OcrSettings(Section):
    """How text is recognized in scanned pages and photos."""

    enabled: bool = True
    """Off, scanned pages are named in a warning and photos are refused."""

    dpi: int = Field(default=200, ge=72, le=600)
    """Resolution at which a page is drawn before it is recognized, in dots per inch."""

    minimum_confidence: float = Field(default=0.5, ge=0, le=1)
    """Lines recognized with less are left out, and the page is named in a warning."""

    pages: int = Field(default=300, gt=0)
    """Most pages recognized of one file; the others are named in a warning."""

    megapixels: int = Field(default=80, gt=0)
    """Largest picture read, in millions of pixels."""


class IngestSettings(BaseSettings):
    """Every setting of the library."""

    model_config = SettingsConfigDict(
        env_prefix="POLICY_",
        env_nested_delimiter="__",
        env_file=".env",
        extra="ignore",
        use_attribute_docstrings=True,
    )

    home: Annotated[Path, AfterValidator(Path.expanduser)] = Path(
        "~/.local/share/policy-assistant"
    ).expanduser()
    """The one folder that holds everything a deployment stores; "~" is the user's home."""

    database_url: str = ""
    """SQLAlchemy URL of the database; empty for SQLite in `home`."""

    chroma_url: str = ""
    """URL of a Chroma server; empty for Chroma inside this process, its files in `home`."""

    embedding: EmbeddingSettings = EmbeddingSettings()
    limits: LimitSettings = LimitSettings()
    ocr: OcrSettings = OcrSettings()
