"""how people want to be told; text messages with their reports"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "notice", sa.Column("is_for_digest", sa.Boolean(), nullable=False, server_default="false")
    )
    op.alter_column("notice", "is_for_digest", server_default=None)
    op.create_index(
        "ix_notice_digest", "notice", ["account_id"], postgresql_where=sa.text("is_for_digest")
    )
    op.create_table(
        "sms_message",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("message_key", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_sms_message_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_message")),
        sa.UniqueConstraint("message_key", name=op.f("uq_sms_message_message_key")),
    )
    op.create_index(op.f("ix_sms_message_notice_id"), "sms_message", ["notice_id"])
    op.create_index(op.f("ix_sms_message_reference"), "sms_message", ["reference"])
    op.create_table(
        "notice_preference",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("event_group", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("sms", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "mail IN ('each', 'daily', 'none')", name=op.f("ck_notice_preference_mail")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_preference_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "event_group", name=op.f("pk_notice_preference")),
    )
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


def downgrade() -> None:
    op.drop_table("notice_language")
    op.drop_table("notice_preference")
    op.drop_table("sms_message")
    op.drop_index("ix_notice_digest", "notice")
    op.drop_column("notice", "is_for_digest")
