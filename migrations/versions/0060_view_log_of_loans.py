"""looks at a loan after its contract are kept as well"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

TABLE = "view_log"
BEFORE = ["dossier_id", "account_id", "what", "document_id", "hour"]
NOW = ["dossier_id", "loan_no", *BEFORE[1:]]


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("loan_no", sa.Text(), nullable=False, server_default=""))
    op.alter_column(TABLE, "loan_no", server_default=None)
    op.alter_column(TABLE, "dossier_id", nullable=True)
    op.drop_constraint(f"uq_{TABLE}_{'_'.join(BEFORE)}", TABLE, type_="unique")
    op.create_unique_constraint(
        f"uq_{TABLE}_{'_'.join(NOW)}", TABLE, NOW, postgresql_nulls_not_distinct=True
    )
    op.create_check_constraint(
        op.f(f"ck_{TABLE}_about"), TABLE, "dossier_id IS NOT NULL OR loan_no <> ''"
    )


def downgrade() -> None:
    op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_append_only")
    op.execute(f"DELETE FROM {TABLE} WHERE loan_no <> ''")
    op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER {TABLE}_append_only")
    op.drop_constraint(op.f(f"ck_{TABLE}_about"), TABLE, type_="check")
    op.drop_constraint(f"uq_{TABLE}_{'_'.join(NOW)}", TABLE, type_="unique")
    op.create_unique_constraint(f"uq_{TABLE}_{'_'.join(BEFORE)}", TABLE, BEFORE)
    op.alter_column(TABLE, "dossier_id", nullable=False)
    op.drop_column(TABLE, "loan_no")
