"""who stands in for whom"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("deputy_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("account_id <> deputy_id", name=op.f("ck_deputy_not_oneself")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_deputy_order")),
        *(
            sa.ForeignKeyConstraint(
                [column], ["account.id"], name=op.f(f"fk_deputy_{column}_account")
            )
            for column in ("account_id", "deputy_id", "made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    op.create_index("ix_deputy_deputy_id", "deputy", ["deputy_id", "ends_on"])
    op.create_index("ix_deputy_account_id", "deputy", ["account_id", "ends_on"])


def downgrade() -> None:
    op.drop_table("deputy")
