"""support activities, who came, programmes and their budget lines"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "support_paper",
    "support_guest",
    "support_activity",
    "support_budget",
    "support_programme",
)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _budgets() -> None:
    op.create_table(
        "support_programme",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_programme")),
        sa.UniqueConstraint("name_fold", name=op.f("uq_support_programme_name_fold")),
    )
    op.create_table(
        "support_budget",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        _refers("support_budget", "programme_id", "support_programme"),
        _refers("support_budget", "entered_by_id", "account"),
        _check("support_budget", "amount", "amount_vnd > 0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_budget")),
        sa.UniqueConstraint(
            "programme_id", "year", "name", name=op.f("uq_support_budget_programme_id_year_name")
        ),
    )
    op.create_index("ix_support_budget_year", "support_budget", ["year"])


def _activities() -> None:
    table = "support_activity"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "topic", "content")),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("hours", "place", "teacher", "source")
        ),
        sa.Column("budget_id", sa.BigInteger(), nullable=True),
        sa.Column("planned_vnd", sa.BigInteger(), nullable=False),
        sa.Column("spent_vnd", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("planned_by_id", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _refers(table, "budget_id", "support_budget"),
        _refers(table, "planned_by_id", "account"),
        _refers(table, "closed_by_id", "account"),
        _check(table, "kind", "kind IN ('training', 'advice', 'propaganda', 'programme')"),
        _check(table, "status", "status IN ('planned', 'held', 'cancelled')"),
        _check(table, "closed", "(status = 'planned') = (closed_at IS NULL)"),
        _check(table, "spent", "(status = 'held') = (spent_vnd IS NOT NULL)"),
        _check(table, "days", "begins_on <= ends_on"),
        _check(table, "amounts", "planned_vnd >= 0 AND spent_vnd >= 0"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_support_activity_begins_on", table, ["begins_on"])
    op.create_index("ix_support_activity_budget_id", table, ["budget_id"])


def _guests() -> None:
    table = "support_guest"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("people", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("names", "rating", "comment")),
        sa.Column("rated_at", MOMENT, nullable=True),
        _refers(table, "activity_id", "support_activity"),
        _refers(table, "cooperative_id", "cooperative"),
        _check(table, "reply", "reply IN ('', 'yes', 'no')"),
        _check(table, "rating", "rating IN ('', 'very_useful', 'useful', 'little', 'useless')"),
        _check(table, "people", "people >= 0"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("token", name=op.f(f"uq_{table}_token")),
        sa.UniqueConstraint(
            "activity_id", "cooperative_id", name=op.f(f"uq_{table}_activity_id_cooperative_id")
        ),
    )
    op.create_index("ix_support_guest_cooperative_id", table, ["cooperative_id"])
    op.create_table(
        "support_paper",
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        _refers("support_paper", "activity_id", "support_activity"),
        _refers("support_paper", "document_id", "document"),
        sa.PrimaryKeyConstraint("activity_id", "document_id", name=op.f("pk_support_paper")),
    )


def upgrade() -> None:
    _budgets()
    _activities()
    _guests()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
