"""the question four weeks after an answer"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "effect_question",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reply IN ('done', 'partly', 'not_yet')", name=op.f("ck_effect_question_reply")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petition.dossier_id"],
            name=op.f("fk_effect_question_petition_id_petition"),
        ),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_effect_question")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_effect_question_token_hash")),
    )
    op.create_index(
        "ix_effect_question_open",
        "effect_question",
        ["asked_at"],
        postgresql_where=sa.text("replied_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("effect_question")
