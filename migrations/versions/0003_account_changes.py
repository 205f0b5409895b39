"""what administrators changed about accounts, append-only; a way from a dossier to its seals"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_change_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_account_change_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
    )
    op.create_index("ix_account_change_account_id", "account_change", ["account_id", "at"])
    op.execute(
        "CREATE TRIGGER account_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON account_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.create_index("ix_seal_head_dossier_id", "seal_head", ["dossier_id", "seal_id"])


def downgrade() -> None:
    op.drop_index("ix_seal_head_dossier_id", "seal_head")
    op.drop_table("account_change")
