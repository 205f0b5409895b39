"""membership: applications, later decisions, fees; its states"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATE_CHECK = "ck_dossier_kind_state"
STATES = [
    "submitted",
    "supplement_requested",
    "checked",
    "proposed",
    "recognised",
    "declined",
    "withdrawn",
]


def _spelled() -> str:
    asked = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    found = op.get_bind().execute(asked, {"name": STATE_CHECK}).scalar_one()
    return str(found).removeprefix("CHECK ")


def _say(condition: str) -> None:
    op.execute(f"ALTER TABLE dossier DROP CONSTRAINT {STATE_CHECK}")
    op.execute(f"ALTER TABLE dossier ADD CONSTRAINT {STATE_CHECK} CHECK ({condition})")


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _applications() -> None:
    op.create_table(
        "membership_application",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("papers", postgresql.JSONB(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.Column("member_no", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("handed_over_at_place", sa.Text(), nullable=False),
        sa.Column("handed_over_to", sa.Text(), nullable=False),
        _refers("membership_application", "dossier_id", "dossier"),
        _refers("membership_application", "cooperative_id", "cooperative"),
        _refers("membership_application", "proposed_by_id", "account"),
        _refers("membership_application", "letter_id", "letter"),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_membership_application")),
    )
    op.create_index(
        "ix_membership_application_cooperative_id", "membership_application", ["cooperative_id"]
    )


def _decisions() -> None:
    op.create_table(
        "member_decision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('suspend', 'resume', 'withdraw', 'expel')",
            name=op.f("ck_member_decision_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'signed', 'sent_back')", name=op.f("ck_member_decision_status")
        ),
        _refers("member_decision", "cooperative_id", "cooperative"),
        _refers("member_decision", "proposed_by_id", "account"),
        _refers("member_decision", "decided_by_id", "account"),
        _refers("member_decision", "letter_id", "letter"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_decision")),
    )
    op.create_index(
        "uq_member_decision_open",
        "member_decision",
        ["cooperative_id"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
    )


def _fees() -> None:
    op.create_table(
        "member_fee",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("receipt_year", sa.BigInteger(), nullable=False),
        sa.Column("receipt_no", sa.BigInteger(), nullable=False),
        sa.Column("received_by_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_member_fee_amount")),
        _refers("member_fee", "cooperative_id", "cooperative"),
        _refers("member_fee", "received_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_fee")),
        sa.UniqueConstraint(
            "receipt_year", "receipt_no", name=op.f("uq_member_fee_receipt_year_receipt_no")
        ),
    )
    op.create_index("ix_member_fee_cooperative_id", "member_fee", ["cooperative_id", "year"])
    op.execute(
        "CREATE TRIGGER member_fee_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON member_fee "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    listed = ", ".join(f"'{state}'" for state in ("", *STATES))
    _say(f"{_spelled()} OR (kind = 'membership' AND state IN ({listed}))")
    _applications()
    _decisions()
    _fees()


def downgrade() -> None:
    for table in ("member_fee", "member_decision", "membership_application"):
        op.drop_table(table)
    mine = r" OR \(\(kind = 'membership'::text\) AND \(state = ANY \(ARRAY\[[^]]*\]\)\)\)"
    _say(re.sub(mine, "", _spelled()))
