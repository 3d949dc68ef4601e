"""Make the tables of the bank of quiz items."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

IS_LIVE = sa.text("fact != '' AND state != 'withdrawn'")


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "quiz_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("library", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("difficulty", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ending", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("replaces", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("flaws", sa.JSON(), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("checked_at", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_item")),
    )
    op.create_index(
        "ix_quiz_item_one_of_a_fact",
        "quiz_item",
        ["library", "fact"],
        unique=True,
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    )
    op.create_index("ix_quiz_item_ordinal", "quiz_item", ["ordinal"])
    op.create_index("ix_quiz_item_replaces", "quiz_item", ["replaces"])
    op.create_index("ix_quiz_item_state", "quiz_item", ["library", "state", "kind"])
    op.create_table(
        "quiz_evidence",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("revision_id", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["quiz_item.id"], name=op.f("fk_quiz_evidence_item_id_quiz_item")
        ),
        sa.PrimaryKeyConstraint("item_id", "number", name=op.f("pk_quiz_evidence")),
    )
    op.create_index("ix_quiz_evidence_document_id", "quiz_evidence", ["document_id"])
    op.create_index("ix_quiz_evidence_entry_id", "quiz_evidence", ["entry_id"])
    op.create_table(
        "quiz_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["quiz_item.id"], name=op.f("fk_quiz_change_item_id_quiz_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_change")),
    )
    op.create_index("ix_quiz_change_item_id", "quiz_change", ["item_id"])
