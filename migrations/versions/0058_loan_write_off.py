"""the decision that takes a loan off the balance, with its letter"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

TABLE = "loan_write_off"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("principal_vnd", sa.BigInteger(), nullable=False),
        sa.Column("interest_vnd", sa.BigInteger(), nullable=False),
        sa.Column("provision_vnd", sa.BigInteger(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "principal_vnd > 0 AND interest_vnd >= 0", name=op.f("ck_loan_write_off_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loan.id"], name=op.f("fk_loan_write_off_loan_id_loan")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_loan_write_off_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_loan_write_off_decided_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loan_write_off")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_loan_write_off_letter_id")),
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table(TABLE)
