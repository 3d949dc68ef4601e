"""Create the library."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "library",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_library"),
        sa.UniqueConstraint("name", name="uq_library_name"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(512), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("issuing_authority", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date()),
        sa.Column("effective_on", sa.Date()),
        sa.Column("repealed_on", sa.Date()),
        sa.Column("replaced_by", sa.Text(), nullable=False),
        sa.Column("validity", sa.String(16), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name="fk_document_library_id_library"
        ),
        sa.UniqueConstraint("library_id", "file", name="uq_document_library_id_file"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("document_id", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("suffix", sa.String(32), nullable=False),
        sa.Column("ingested_at", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("clean", sa.LargeBinary(), nullable=False),
        sa.Column("sections", sa.LargeBinary(), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("health", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name="fk_revision_document_id_document",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("document_id", "number", name="uq_revision_document_id_number"),
    )
    op.create_index("ix_revision_sha256", "revision", ["sha256"])
    op.create_table(
        "chunk",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("revision_id", sa.String(64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("section_path", sa.JSON(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer()),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("is_note", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chunk"),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name="fk_chunk_revision_id_revision",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_chunk_revision_id_ordinal", "chunk", ["revision_id", "ordinal"], unique=True
    )
    op.create_table(
        "index_entry",
        sa.Column("revision_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("revision_id", name="pk_index_entry"),
    )
    op.create_index("ix_index_entry_state", "index_entry", ["state"])
    op.create_table(
        "index_state",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_index_state"),
    )
