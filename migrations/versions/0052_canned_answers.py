"""pieces of text for answers, per topic, with the days they may be used and every version"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    op.create_table(
        "canned_answer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("topic_code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_canned_answer_order")
        ),
        _refers("canned_answer", "topic_code", "topic", "code"),
        _refers("canned_answer", "written_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answer")),
        sa.UniqueConstraint("topic_code", "title", name=op.f("uq_canned_answer_topic_code_title")),
    )
    op.create_table(
        "canned_version",
        sa.Column("canned_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _refers("canned_version", "canned_id", "canned_answer"),
        _refers("canned_version", "written_by_id", "account"),
        sa.PrimaryKeyConstraint("canned_id", "version", name=op.f("pk_canned_version")),
    )
    op.execute(
        "CREATE TRIGGER canned_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON canned_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("canned_version")
    op.drop_table("canned_answer")
