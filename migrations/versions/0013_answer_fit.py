"""who found an answer instead of filing"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_fit",
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_fit_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_answer_fit_account_id_account")
        ),
        sa.PrimaryKeyConstraint("answer_id", "account_id", name=op.f("pk_answer_fit")),
    )
    op.add_column(
        "publication", sa.Column("fit_count", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.alter_column("publication", "fit_count", server_default=None)


def downgrade() -> None:
    op.drop_column("publication", "fit_count")
    op.drop_table("answer_fit")
