"""requests of cooperatives for a change of their row of the registry"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLE = "registry_request"


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("what", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        _refers(TABLE, "cooperative_id", "cooperative"),
        _refers(TABLE, "asked_by_id", "account"),
        _refers(TABLE, "decided_by_id", "account"),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'refused', 'withdrawn')",
            name=op.f(f"ck_{TABLE}_status"),
        ),
        sa.CheckConstraint(
            "(status = 'open') = (decided_at IS NULL)", name=op.f(f"ck_{TABLE}_decided")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index("ix_registry_request_cooperative_id", TABLE, ["cooperative_id"])
    op.create_index(
        "uq_registry_request_open",
        TABLE,
        ["cooperative_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "registry_request_paper",
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        _refers("registry_request_paper", "request_id", TABLE),
        _refers("registry_request_paper", "document_id", "document"),
        sa.PrimaryKeyConstraint(
            "request_id", "document_id", name=op.f("pk_registry_request_paper")
        ),
    )


def downgrade() -> None:
    op.drop_table("registry_request_paper")
    op.drop_table(TABLE)
