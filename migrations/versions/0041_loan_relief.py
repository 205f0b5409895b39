"""relief of a disaster area"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "loan_relief",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("communes", postgresql.JSONB(), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision_no", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("loan_count", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_loan_relief_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["account.id"], name=op.f("fk_loan_relief_undone_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_relief")),
        sa.CheckConstraint("months BETWEEN 1 AND 24", name=op.f("ck_loan_relief_months")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_loan_relief_undone")
        ),
    )
    op.create_foreign_key(
        op.f("fk_loan_plan_relief_id_loan_relief"),
        "loan_plan",
        "loan_relief",
        ["relief_id"],
        ["id"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_loan_plan_relief_id_loan_relief"), "loan_plan", type_="foreignkey")
    op.drop_table("loan_relief")
