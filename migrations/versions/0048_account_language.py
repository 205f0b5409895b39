"""one language for an account's pages and notices"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.Text(), server_default="vi", nullable=False))
    op.execute(
        "UPDATE account SET language = told.language FROM notice_language told"
        " WHERE told.account_id = account.id"
    )
    op.alter_column("account", "language", server_default=None)
    op.create_check_constraint(op.f("ck_account_language"), "account", "language IN ('vi', 'en')")
    op.drop_table("notice_language")


def downgrade() -> None:
    op.create_table(
        "notice_language",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.CheckConstraint("language IN ('vi', 'en')", name=op.f("ck_notice_language_language")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_language_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_language")),
    )
    op.execute(
        "INSERT INTO notice_language (account_id, language)"
        " SELECT id, language FROM account WHERE language <> 'vi'"
    )
    op.drop_constraint(op.f("ck_account_language"), "account", type_="check")
    op.drop_column("account", "language")
