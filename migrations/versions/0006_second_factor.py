"""the second factor: sealed secrets, recovery codes, and which account an attempt was at"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_ACCOUNT = """
    UPDATE sign_in_attempt SET account_id = account.id FROM account
    WHERE sign_in_attempt.login IN (account.email, account.phone)
"""


def upgrade() -> None:
    op.add_column(
        "account", sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True)
    )
    _add_attempt_columns()
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("offered_secret", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_second_factor_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])


def _add_attempt_columns() -> None:
    op.add_column("sign_in_attempt", sa.Column("account_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_sign_in_attempt_account_id_account"),
        "sign_in_attempt",
        "account",
        ["account_id"],
        ["id"],
    )
    step = sa.Column("step", sa.Text(), nullable=False, server_default="password")
    op.add_column("sign_in_attempt", step)
    op.alter_column("sign_in_attempt", "step", server_default=None)
    op.create_check_constraint(
        op.f("ck_sign_in_attempt_step"),
        "sign_in_attempt",
        "step IN ('password', 'code', 'recovery', 'link')",
    )
    op.execute(OF_ACCOUNT)
    op.create_index("ix_sign_in_attempt_account_id", "sign_in_attempt", ["account_id", "id"])


def downgrade() -> None:
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_column("sign_in_attempt", "step")
    op.drop_column("sign_in_attempt", "account_id")
    op.drop_column("account", "second_factor_at")
