"""who looked at what is confidential; events by their moment"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "view_log",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("account_role", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_view_log_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_view_log_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_log")),
        sa.UniqueConstraint(
            "dossier_id", "account_id", "what", "document_id", "hour",
            name=op.f("uq_view_log_dossier_id_account_id_what_document_id_hour"),
        ),
    )  # fmt: skip
    op.create_index("ix_dossier_event_at", "dossier_event", ["at"])
    op.execute(
        "CREATE TRIGGER view_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON view_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_index("ix_dossier_event_at", table_name="dossier_event")
    op.drop_table("view_log")
