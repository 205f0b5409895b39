"""loans under repayment: contracts, plans, money out and in, story, nights"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

APPEND_ONLY = ("loan_disbursement", "loan_reversal", "loan_event")
STATES = "contracted disbursing active restructured settled written_off"
FOUR_EYES = """
    CREATE FUNCTION loan_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM loan WHERE id = NEW.loan_id
                   AND NEW.payer_id IN (appraiser_id, decider_id)) THEN
            RAISE EXCEPTION 'who appraised or decided does not pay out'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
"""


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _loan() -> None:
    op.create_table(
        "loan",
        *_whole("id"),
        *_words("contract_no"),
        sa.Column("dossier_id", sa.BigInteger(), nullable=True),
        *_whole("cooperative_id"),
        *_words("programme", "purpose"),
        *_whole("amount_vnd", "rate_ppm", "overdue_rate_ppm", "late_rate_ppm"),
        *_words("method", "day_count", "rounding", "pay_order"),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("appraiser_id", sa.BigInteger(), nullable=True),
        sa.Column("decider_id", sa.BigInteger(), nullable=True),
        *_whole("version"),
        *_words("status"),
        sa.Column("synced_on", sa.Date(), nullable=False),
        *_whole("drawn_vnd", "principal_vnd", "due_vnd", "overdue_vnd"),
        sa.Column("overdue_since", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        *_whole("restructured", "debt_group", "provision_vnd"),
        sa.Column("written_off_on", sa.Date(), nullable=True),
        _refers("loan", "dossier_id", "dossier"),
        _refers("loan", "cooperative_id", "cooperative"),
        _refers("loan", "appraiser_id", "account"),
        _refers("loan", "decider_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("contract_no", name=op.f("uq_loan_contract_no")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_loan_dossier_id")),
        sa.CheckConstraint(f"status IN ({_listed(STATES)})", name=op.f("ck_loan_status")),
        sa.CheckConstraint("amount_vnd > 0 AND principal_vnd >= 0", name=op.f("ck_loan_amounts")),
        sa.CheckConstraint("debt_group BETWEEN 1 AND 5", name=op.f("ck_loan_debt_group")),
        sa.CheckConstraint(
            "appraiser_id IS DISTINCT FROM decider_id OR appraiser_id IS NULL",
            name=op.f("ck_loan_four_eyes"),
        ),
    )
    op.create_index("ix_loan_cooperative_id", "loan", ["cooperative_id"])
    op.create_index(
        "ix_loan_night", "loan", ["next_due_on"], postgresql_where=sa.text("principal_vnd > 0")
    )


def _plans() -> None:
    op.create_table(
        "loan_plan",
        *_whole("id", "loan_id", "n"),
        *_words("kind"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        *_words("reason", "decision_no"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("relief_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        _refers("loan_plan", "loan_id", "loan"),
        _refers("loan_plan", "by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_plan")),
        sa.UniqueConstraint("loan_id", "n", name=op.f("uq_loan_plan_loan_id_n")),
        sa.CheckConstraint(
            "kind IN ('contract', 'tranche', 'restructure', 'relief')",
            name=op.f("ck_loan_plan_kind"),
        ),
    )


def _money() -> None:
    op.create_table(
        "loan_disbursement",
        *_whole("id", "loan_id", "n", "amount_vnd"),
        sa.Column("paid_on", sa.Date(), nullable=False),
        *_words("bank_reference"),
        *_whole("payer_id"),
        sa.Column("conditions", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _refers("loan_disbursement", "loan_id", "loan"),
        _refers("loan_disbursement", "payer_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_disbursement")),
        sa.UniqueConstraint("loan_id", "n", name=op.f("uq_loan_disbursement_loan_id_n")),
        sa.UniqueConstraint("bank_reference", name=op.f("uq_loan_disbursement_bank_reference")),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_loan_disbursement_amount")),
    )
    op.create_table(
        "loan_payment",
        *_whole("id", "loan_id"),
        sa.Column("paid_on", sa.Date(), nullable=False),
        *_whole("amount_vnd"),
        *_words("choice", "bank_reference", "source"),
        *_whole("by_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", postgresql.JSONB(), nullable=False),
        _refers("loan_payment", "loan_id", "loan"),
        _refers("loan_payment", "by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_payment")),
        sa.UniqueConstraint("bank_reference", name=op.f("uq_loan_payment_bank_reference")),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_loan_payment_amount")),
        sa.CheckConstraint(
            "choice IN ('hold', 'shorter', 'lower')", name=op.f("ck_loan_payment_choice")
        ),
        sa.CheckConstraint("source IN ('hand', 'statement')", name=op.f("ck_loan_payment_source")),
    )
    op.create_index("ix_loan_payment_loan_id", "loan_payment", ["loan_id", "paid_on"])
    op.create_table(
        "loan_reversal",
        *_whole("payment_id", "by_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_words("reason"),
        _refers("loan_reversal", "payment_id", "loan_payment"),
        _refers("loan_reversal", "by_id", "account"),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_loan_reversal")),
    )


def _story() -> None:
    op.create_table(
        "loan_event",
        *_whole("id", "loan_id"),
        *_words("action"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        *_words("note"),
        _refers("loan_event", "loan_id", "loan"),
        _refers("loan_event", "by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_event")),
    )
    op.create_index("ix_loan_event_loan_id", "loan_event", ["loan_id", "id"])
    op.create_table(
        "loan_night",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_loan_night")),
    )
    op.create_table(
        "loan_snapshot",
        sa.Column("taken_on", sa.Date(), nullable=False),
        *_whole("loan_id", "principal_vnd", "overdue_vnd", "debt_group", "provision_vnd"),
        _refers("loan_snapshot", "loan_id", "loan"),
        sa.PrimaryKeyConstraint("taken_on", "loan_id", name=op.f("pk_loan_snapshot")),
    )


def upgrade() -> None:
    _loan()
    _plans()
    _money()
    _story()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(FOUR_EYES)
    op.execute(
        "CREATE TRIGGER loan_disbursement_four_eyes BEFORE INSERT ON loan_disbursement "
        "FOR EACH ROW EXECUTE FUNCTION loan_four_eyes()"
    )


def downgrade() -> None:
    for table in (
        "loan_snapshot", "loan_night", "loan_event", "loan_reversal", "loan_payment",
        "loan_disbursement", "loan_plan", "loan",
    ):  # fmt: skip
        op.drop_table(table)
    op.execute("DROP FUNCTION loan_four_eyes()")
