"""balances that borrowers confirm; the account of the general provision"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

BEFORE = (
    "112", "131", "211", "212", "213", "214", "215", "219", "338", "411", "421", "511", "512",
    "513", "515", "631", "642", "711", "901", "902", "911", "912", "921", "922",
)  # fmt: skip
GENERAL = "218"


def _accounts(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.execute("ALTER TABLE fund_line DROP CONSTRAINT ck_fund_line_account")
    op.execute(
        f"ALTER TABLE fund_line ADD CONSTRAINT ck_fund_line_account CHECK (account IN ({listed}))"
    )


def _refers(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_loan_confirmation_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "loan_confirmation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("loan_id", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("principal_vnd", sa.BigInteger(), nullable=False),
        sa.Column("due_vnd", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("is_agreed", sa.Boolean(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        _refers("loan_id", "loan"),
        _refers("answered_by_id", "account"),
        _refers("draft_id", "petition_draft"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_confirmation")),
        sa.UniqueConstraint("loan_id", "as_of", name=op.f("uq_loan_confirmation_loan_id_as_of")),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (is_agreed IS NULL)",
            name=op.f("ck_loan_confirmation_answered"),
        ),
    )
    op.create_index("ix_loan_confirmation_as_of", "loan_confirmation", ["as_of"])
    _accounts((*BEFORE, GENERAL))


def downgrade() -> None:
    op.drop_table("loan_confirmation")
    _accounts(BEFORE)
