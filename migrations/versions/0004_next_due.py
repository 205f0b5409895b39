"""the earliest limit that is not met yet, beside the date of the answer"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("settled_at IS NULL")
INDEXES = {
    "ix_dossier_open_unit": "unit_id",
    "ix_dossier_open_officer": "officer_id",
    "ix_dossier_open_due": None,
}


def _index(column: str) -> None:
    for name, first in INDEXES.items():
        op.drop_index(name, table_name="dossier")
        columns = [first, column] if first else [column]
        op.create_index(name, "dossier", columns, postgresql_where=OPEN)


def upgrade() -> None:
    op.add_column("dossier", sa.Column("next_due_on", sa.Date(), nullable=True))
    op.add_column("dossier", sa.Column("next_due", sa.Text(), nullable=True))
    op.execute("UPDATE dossier SET next_due_on = due_on, next_due = 'answer'")
    op.alter_column("dossier", "next_due_on", nullable=False)
    op.alter_column("dossier", "next_due", nullable=False)
    _index("next_due_on")


def downgrade() -> None:
    _index("due_on")
    op.drop_column("dossier", "next_due")
    op.drop_column("dossier", "next_due_on")
