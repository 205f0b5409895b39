"""what is passed on to bodies outside, and the single-use links by which they decide"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


STATES = (
    "submitted routed accepted supplement_requested in_review awaiting_signature answered closed "
    "declined withdrawn"
)


def _allow(states: str) -> None:
    listed = ", ".join(f"'{state}'" for state in ("", *states.split()))
    op.execute("ALTER TABLE dossier DROP CONSTRAINT ck_dossier_kind_state")
    op.execute(
        "ALTER TABLE dossier ADD CONSTRAINT ck_dossier_kind_state "
        f"CHECK ((kind = 'petition' AND state IN ({listed})))"
    )


def _refers(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    _allow(f"{STATES} forwarded")
    op.create_table(
        "forward",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("drafter_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accept_by", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        _refers("forward", "petition_id", "petition", "dossier_id"),
        _refers("forward", "body_id", "unit"),
        _refers("forward", "drafter_id", "account"),
        _refers("forward", "letter_id", "letter"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward")),
    )
    op.create_index("ix_forward_petition_id", "forward", ["petition_id"])
    op.create_index(
        "uq_forward_open",
        "forward",
        ["petition_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('proposed', 'sent', 'accepted')"),
    )
    op.create_table(
        "forward_link",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("forward_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _refers("forward_link", "forward_id", "forward"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_forward_link_token_hash")),
    )
    op.create_index("ix_forward_link_forward_id", "forward_link", ["forward_id"])


def downgrade() -> None:
    op.drop_table("forward_link")
    op.drop_table("forward")
    _allow(STATES)
