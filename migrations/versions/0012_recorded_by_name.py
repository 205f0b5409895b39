"""a petition may be recorded for whom the registry does not know; a form is taken once"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("asker_name", sa.Text(), server_default="", nullable=False))
    op.alter_column("dossier", "asker_name", server_default=None)
    op.alter_column("dossier", "cooperative_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_check_constraint(
        op.f("ck_dossier_asker"), "dossier", "cooperative_id IS NOT NULL OR asker_name <> ''"
    )
    op.create_index("ix_dossier_filed_by", "dossier", ["filed_by_id", "id"])
    op.add_column("petition", sa.Column("form_key", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_petition_form_key"), "petition", ["form_key"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_petition_form_key"), "petition", type_="unique")
    op.drop_column("petition", "form_key")
    op.drop_index("ix_dossier_filed_by", table_name="dossier")
    op.drop_constraint(op.f("ck_dossier_asker"), "dossier", type_="check")
    op.alter_column("dossier", "cooperative_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("dossier", "asker_name")
