"""how an answer reached the cooperative, append-only; when a notice itself was opened"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAYS = "way IN ('read', 'opened', 'telephone', 'paper', 'missed', 'void')"


def upgrade() -> None:
    op.create_table(
        "answer_delivery",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(WAYS, name=op.f("ck_answer_delivery_way")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_delivery_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
            name=op.f("fk_answer_delivery_recorded_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_delivery")),
    )
    op.create_index(op.f("ix_answer_delivery_answer_id"), "answer_delivery", ["answer_id"])
    op.create_index(
        "uq_answer_delivery_by_owner",
        "answer_delivery",
        ["answer_id", "recorded_by_id", "way"],
        unique=True,
        postgresql_where=sa.text("way IN ('read', 'opened')"),
    )
    op.execute(
        "CREATE TRIGGER answer_delivery_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON answer_delivery FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.add_column("notice", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "opened_at")
    op.drop_table("answer_delivery")
