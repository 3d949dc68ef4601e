"""Keep what the keeper marked by hand apart from what the manifest says."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Give documents a column for their marks; those that are there have none."""
    op.add_column("document", sa.Column("marks", sa.JSON(), server_default="{}", nullable=False))
