"""edited texts of notices; messages that are withdrawn before they go"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_text",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_notice_text_by_id_account")
        ),
        sa.PrimaryKeyConstraint("name", "language", "version", name=op.f("pk_notice_text")),
    )
    for table in ("mail_message", "sms_message"):
        column = sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
        op.add_column(table, column)
    op.execute(
        "CREATE TRIGGER notice_text_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_text "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in ("mail_message", "sms_message"):
        op.drop_column(table, "withdrawn_at")
    op.drop_table("notice_text")
