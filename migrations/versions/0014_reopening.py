"""what was promised and kept for the first answer of a petition that was reopened"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("first_due_on", sa.Date(), nullable=True))
    op.add_column(
        "dossier", sa.Column("first_settled_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("dossier", "first_settled_at")
    op.drop_column("dossier", "first_due_on")
