"""requests to restructure a loan; debt notes as official letters"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

PEOPLE = ("asked_by_id", "appraised_by_id", "decided_by_id")


def _refers(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_loan_restructuring_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "loan_restructuring",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("every_months", sa.BigInteger(), nullable=False),
        sa.Column("instalments", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("is_supported", sa.Boolean(), nullable=True),
        sa.Column("proposed_first_on", sa.Date(), nullable=True),
        sa.Column("proposed_every_months", sa.BigInteger(), nullable=True),
        sa.Column("proposed_instalments", sa.BigInteger(), nullable=True),
        sa.Column("appraised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appraised_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.Column("plan_id", sa.BigInteger(), nullable=True),
        _refers("loan_id", "loan"),
        *(_refers(column, "account") for column in PEOPLE),
        _refers("letter_id", "letter"),
        _refers("plan_id", "loan_plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_restructuring")),
        sa.CheckConstraint(
            "status IN ('asked', 'appraised', 'approved', 'refused', 'withdrawn')",
            name=op.f("ck_loan_restructuring_status"),
        ),
        sa.CheckConstraint("kind IN ('adjust', 'extend')", name=op.f("ck_loan_restructuring_kind")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id IS DISTINCT FROM appraised_by_id",
            name=op.f("ck_loan_restructuring_four_eyes"),
        ),
    )
    op.create_index(
        "uq_loan_restructuring_waiting",
        "loan_restructuring",
        ["loan_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('asked', 'appraised')"),
    )
    op.create_table(
        "loan_debt_note",
        sa.Column("disbursement_id", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disbursement_id"],
            ["loan_disbursement.id"],
            name=op.f("fk_loan_debt_note_disbursement_id_loan_disbursement"),
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_loan_debt_note_letter_id_letter")
        ),
        sa.PrimaryKeyConstraint("disbursement_id", name=op.f("pk_loan_debt_note")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_loan_debt_note_letter_id")),
    )


def downgrade() -> None:
    op.drop_table("loan_debt_note")
    op.drop_table("loan_restructuring")
