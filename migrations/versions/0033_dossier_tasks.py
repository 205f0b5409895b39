"""what colleagues are asked to do on a dossier"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def _refers(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_dossier_task_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "dossier_task",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_of_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'done', 'waived')", name=op.f("ck_dossier_task_status")
        ),
        sa.CheckConstraint(
            "(status = 'open') = (ended_at IS NULL)", name=op.f("ck_dossier_task_ended")
        ),
        _refers("dossier_id", "dossier"),
        _refers("asked_by_id", "account"),
        _refers("asked_of_id", "account"),
        _refers("ended_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_task")),
    )
    op.create_index("ix_dossier_task_dossier_id", "dossier_task", ["dossier_id"])
    op.create_index(
        "ix_dossier_task_open",
        "dossier_task",
        ["asked_of_id", "due_on"],
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    op.drop_table("dossier_task")
