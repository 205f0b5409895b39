"""bank statements: each line once"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_bank_statement_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("sha256", name=op.f("uq_bank_statement_sha256")),
    )
    op.create_table(
        "bank_statement_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("set_aside", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["bank_statement.id"],
            name=op.f("fk_bank_statement_line_statement_id_bank_statement"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["loan_payment.id"],
            name=op.f("fk_bank_statement_line_payment_id_loan_payment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement_line")),
        sa.UniqueConstraint("reference", name=op.f("uq_bank_statement_line_reference")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_bank_statement_line_payment_id")),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_bank_statement_line_amount")),
        sa.CheckConstraint(
            "payment_id IS NULL OR set_aside = ''", name=op.f("ck_bank_statement_line_decided")
        ),
    )
    op.create_index(
        "ix_bank_statement_line_waiting",
        "bank_statement_line",
        ["statement_id"],
        postgresql_where=sa.text("payment_id IS NULL AND set_aside = ''"),
    )


def downgrade() -> None:
    op.drop_table("bank_statement_line")
    op.drop_table("bank_statement")
