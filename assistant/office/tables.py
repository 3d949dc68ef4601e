"""The tables of the office.

account ─┬─▶ session, api_key
         ├─▶ conversation ─▶ message ─▶ feedback
         └─▶ enquiry
library_access ─▶ library_grant; upload; audit_event, audit_question

Moments are ISO 8601 in UTC with microseconds, so that they sort as text. Rows about a library name
it rather than refer to it: they outlive it. A change here needs a migration beside it.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ingest.library.database import Schema
from ingest.library.tables import NAMING

SCHEMA = Schema(Path(__file__).with_name("migrations"), head="0001", version_table="office_version")

MOMENT = String(32)
ID = String(32)
DIGEST = String(64)


class Base(DeclarativeBase):
    """Base of every table of the office."""

    metadata = MetaData(naming_convention=NAMING)


# --- People -------------------------------------------------------------------------------


class AccountRow(Base):
    """A person who may sign in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    """As typed at sign-in, case folded."""

    name: Mapped[str] = mapped_column(String(64))
    department: Mapped[str] = mapped_column(String(128))
    roles: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str] = mapped_column(Text)
    """Argon2; empty for one who signs in elsewhere only."""

    must_change_password: Mapped[bool]
    is_active: Mapped[bool]
    failures: Mapped[int]
    """Wrong passwords in a row."""

    locked_until: Mapped[str | None] = mapped_column(MOMENT)
    subject: Mapped[str | None] = mapped_column(String(512), unique=True)
    """Issuer and subject of OpenID Connect, joined by a blank."""

    created_at: Mapped[str] = mapped_column(MOMENT)
    signed_in_at: Mapped[str | None] = mapped_column(MOMENT)


class SessionRow(Base):
    """A browser in which somebody is signed in."""

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    """SHA-256 of what the cookie holds."""

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    csrf_token: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[str] = mapped_column(MOMENT)
    seen_at: Mapped[str] = mapped_column(MOMENT)
    expires_at: Mapped[str] = mapped_column(MOMENT)


class ApiKeyRow(Base):
    """A key with which a program speaks for a person."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    prefix: Mapped[str] = mapped_column(String(16))
    """The beginning of the key, by which its owner knows it."""

    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    """SHA-256 of the key: it is random, so a slow hash would add nothing."""

    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[str] = mapped_column(MOMENT)
    used_at: Mapped[str | None] = mapped_column(MOMENT)
    expires_at: Mapped[str | None] = mapped_column(MOMENT)
    revoked_at: Mapped[str | None] = mapped_column(MOMENT)


class LibraryAccessRow(Base):
    """A library that not everybody may see, or that has no document yet."""

    __tablename__ = "library_access"

    library: Mapped[str] = mapped_column(String(200), primary_key=True)
    is_open: Mapped[bool]
    """Whether every account may see it; so it is for libraries without a row."""


class LibraryGrantRow(Base):
    """Who may see a library that is not open: one person, or one department."""

    __tablename__ = "library_grant"
    __table_args__ = (UniqueConstraint("library", "account_id", "department"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    library: Mapped[str] = mapped_column(
        ForeignKey("library_access.library", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    department: Mapped[str | None] = mapped_column(String(128))


# --- Questions ----------------------------------------------------------------------------


class ConversationRow(Base):
    """What one person asked, one question after the other."""

    __tablename__ = "conversation"
    __table_args__ = (Index(None, "account_id", "updated_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    is_named: Mapped[bool]
    """Whether a person gave the title; else it is the first question."""

    created_at: Mapped[str] = mapped_column(MOMENT)
    updated_at: Mapped[str] = mapped_column(MOMENT)


class MessageRow(Base):
    """A question of a conversation with its answer."""

    __tablename__ = "message"
    __table_args__ = (Index(None, "conversation_id", "ordinal", unique=True),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    """Counting from 0 within the conversation."""

    question: Mapped[str] = mapped_column(Text)
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), index=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """A whole `Answer`, never a part of one."""

    failure: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Code, message and hint, where there is no answer."""

    asked_at: Mapped[str] = mapped_column(MOMENT, index=True)
    answered_at: Mapped[str | None] = mapped_column(MOMENT)


class FeedbackRow(Base):
    """What the asker thought of an answer."""

    __tablename__ = "feedback"

    message_id: Mapped[str] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    verdict: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(32))
    comment: Mapped[str] = mapped_column(Text)
    given_at: Mapped[str] = mapped_column(MOMENT)


class EnquiryRow(Base):
    """A question that the keeper of the library was asked; it outlives its conversation."""

    __tablename__ = "enquiry"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))
    question: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    library: Mapped[str | None] = mapped_column(String(200))
    """Whose keepers it is for; None for all of them."""

    state: Mapped[str] = mapped_column(String(16), index=True)
    reply: Mapped[str] = mapped_column(Text)
    replied_by: Mapped[str] = mapped_column(String(64))
    """Name of the keeper."""

    asked_at: Mapped[str] = mapped_column(MOMENT)
    replied_at: Mapped[str | None] = mapped_column(MOMENT)


# --- The library's desk -------------------------------------------------------------------


class UploadRow(Base):
    """A file handed in, on its way into the library."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    library: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(64))
    """What the keeper chose; empty leaves it to the text."""

    file: Mapped[str] = mapped_column(String(512))
    size: Mapped[int]
    """Bytes."""

    state: Mapped[str] = mapped_column(String(16), index=True)
    events: Mapped[list[Any]] = mapped_column(JSON)
    """`IngestEvent`s: one for a file, one per member for an archive."""

    reason: Mapped[str] = mapped_column(Text)
    """Why there is no event, where there is none: what happened and what to do."""

    uploaded_at: Mapped[str] = mapped_column(MOMENT)
    finished_at: Mapped[str | None] = mapped_column(MOMENT)


# --- The log ------------------------------------------------------------------------------


class AuditEventRow(Base):
    """Who did what; never changed and never deleted, which triggers see to."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(MOMENT, index=True)
    account_id: Mapped[str] = mapped_column(ID, index=True)
    """Empty for somebody who is not signed in, and for the command line."""

    username: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32), index=True)
    object: Mapped[str] = mapped_column(Text)
    """What it was done to, in words; never a question's text."""

    outcome: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(64))


class AuditQuestionRow(Base):
    """The question of an event, kept only as long as a setting says."""

    __tablename__ = "audit_question"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[str] = mapped_column(MOMENT, index=True)
