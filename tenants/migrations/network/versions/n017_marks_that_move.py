"""What the mark of somebody who comes was made with: it stays when the date goes to another day or entry."""

import sqlalchemy as sa
from alembic import op

revision = "n017"
down_revision = "n016"

TABLE = "calendar_entry_coming"


def upgrade() -> None:
    """Marks made until now were made with the entry and the date at which they stand."""
    op.add_column(TABLE, sa.Column("made_for", sa.Uuid(), nullable=True))
    op.add_column(TABLE, sa.Column("made_on", sa.Date(), nullable=True))
    op.execute("UPDATE calendar_entry_coming SET made_for = entry_id, made_on = on_date")
    for column in ("made_for", "made_on"):
        op.alter_column(TABLE, column, nullable=False)
