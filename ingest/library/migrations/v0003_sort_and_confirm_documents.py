"""Sort documents into categories, and keep who found their metadata right."""

import sqlalchemy as sa
from alembic import op

from ingest.categories import DEFAULT_CATEGORIES, propose_category

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, and propose a category for every document that is there."""
    for name in ("category", "confirmed_by"):
        op.add_column("document", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("document", sa.Column("confirmed_on", sa.Date()))
    category = op.create_table(
        "category",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_category"),
        sa.UniqueConstraint("name", name="uq_category_name"),
    )
    op.bulk_insert(
        category,
        [{"position": place, "name": name} for place, name in enumerate(DEFAULT_CATEGORIES)],
    )
    _propose_categories(op.get_bind())


def _propose_categories(connection: sa.Connection) -> None:
    document = sa.table("document", *map(sa.column, ("id", "title", "kind", "category")))
    for row in connection.execute(sa.select(document.c.id, document.c.title, document.c.kind)):
        connection.execute(
            sa.update(document)
            .where(document.c.id == row.id)
            .values(category=propose_category(row.title, row.kind))
        )
    # What the text alone says, on which the manifest and the keeper's marks are put again.
    revision = sa.table("revision", sa.column("id"), sa.column("proposed", sa.JSON))
    for row in connection.execute(sa.select(revision)):
        category = propose_category(row.proposed.get("title", ""), row.proposed.get("kind", ""))
        connection.execute(
            sa.update(revision)
            .where(revision.c.id == row.id)
            .values(proposed={**row.proposed, "category": category})
        )
