"""requests for accounts; who began and who ended a mandate, and why"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_request",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("tax_code", sa.Text(), nullable=False),
        sa.Column("cooperative_name", sa.Text(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('', 'confirmed', 'refused')", name=op.f("ck_account_request_decision")
        ),
        sa.CheckConstraint(
            "(decision = '') = (decided_at IS NULL)", name=op.f("ck_account_request_decided")
        ),
        *_keys(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_request")),
    )
    op.create_index("ix_account_request_decision", "account_request", ["decision", "id"])
    _add_mandate_columns()


def _keys() -> list[sa.ForeignKeyConstraint]:
    held = {
        "cooperative_id": "cooperative",
        "document_id": "document",
        "decided_by_id": "account",
        "account_id": "account",
    }
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{table}.id"], name=op.f(f"fk_account_request_{column}_{table}")
        )
        for column, table in held.items()
    ]


def _add_mandate_columns() -> None:
    for who in ("begun", "ended"):
        op.add_column("mandate", sa.Column(f"{who}_by_id", sa.BigInteger(), nullable=True))
        moment = sa.Column(f"{who}_at", sa.DateTime(timezone=True), nullable=True)
        op.add_column("mandate", moment)
        key = op.f(f"fk_mandate_{who}_by_id_account")
        op.create_foreign_key(key, "mandate", "account", [f"{who}_by_id"], ["id"])
    reason = sa.Column("end_reason", sa.Text(), nullable=False, server_default="")
    op.add_column("mandate", reason)
    op.alter_column("mandate", "end_reason", server_default=None)


def downgrade() -> None:
    for column in ("begun_by_id", "begun_at", "ended_by_id", "ended_at", "end_reason"):
        op.drop_column("mandate", column)
    op.drop_table("account_request")
