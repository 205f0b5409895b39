"""what is hidden of an answer when it becomes public"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "masking",
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("spans", postgresql.JSONB(), nullable=False),
        sa.Column("chosen_by_id", sa.BigInteger(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_masking_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["account.id"], name=op.f("fk_masking_chosen_by_id_account")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_masking")),
    )


def downgrade() -> None:
    op.drop_table("masking")
