"""petitions merged into a lead, split from another; dossiers behind a commitment"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

CHECK = "ck_dossier_kind_state"
FIRST = "(kind = 'petition'::text) AND (state = ANY (ARRAY["


def _refers(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _spelled() -> str:
    found = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    return str(op.get_bind().execute(found, {"name": CHECK}).scalar_one())


def _respell(spelled: str) -> None:
    op.execute(f"ALTER TABLE dossier DROP CONSTRAINT {CHECK}")
    op.execute(f"ALTER TABLE dossier ADD CONSTRAINT {CHECK} {spelled}")


def upgrade() -> None:
    spelled = _spelled()
    if FIRST not in spelled:
        raise ValueError(f"petitions are not where they were: {spelled}")
    _respell(spelled.replace(FIRST, f"{FIRST}'merged'::text, "))
    op.create_table(
        "petition_merge",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kept", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'answered', 'undone', 'left')",
            name=op.f("ck_petition_merge_status"),
        ),
        sa.CheckConstraint("petition_id <> lead_id", name=op.f("ck_petition_merge_not_itself")),
        _refers("petition_merge", "petition_id", "petition", "dossier_id"),
        _refers("petition_merge", "lead_id", "petition", "dossier_id"),
        _refers("petition_merge", "merged_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_merge")),
    )
    op.create_index("ix_petition_merge_lead_id", "petition_merge", ["lead_id"])
    op.create_index(
        "uq_petition_merge_open",
        "petition_merge",
        ["petition_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "merged_demand",
        sa.Column("merge_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_demand_id", sa.BigInteger(), nullable=False),
        _refers("merged_demand", "merge_id", "petition_merge"),
        _refers("merged_demand", "demand_id", "demand"),
        _refers("merged_demand", "lead_demand_id", "demand"),
        sa.PrimaryKeyConstraint("merge_id", "demand_id", name=op.f("pk_merged_demand")),
    )
    op.create_table(
        "petition_split",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("split_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("split_by_id", sa.BigInteger(), nullable=False),
        _refers("petition_split", "petition_id", "petition", "dossier_id"),
        _refers("petition_split", "source_id", "petition", "dossier_id"),
        _refers("petition_split", "split_by_id", "account"),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_petition_split")),
    )
    op.create_index("ix_petition_split_source_id", "petition_split", ["source_id"])
    op.create_table(
        "commitment_follower",
        sa.Column("commitment_id", sa.BigInteger(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        _refers("commitment_follower", "commitment_id", "commitment"),
        _refers("commitment_follower", "dossier_id", "dossier"),
        sa.PrimaryKeyConstraint("commitment_id", "dossier_id", name=op.f("pk_commitment_follower")),
    )
    op.create_index(
        op.f("ix_commitment_follower_dossier_id"), "commitment_follower", ["dossier_id"]
    )


def downgrade() -> None:
    op.drop_table("commitment_follower")
    op.drop_table("petition_split")
    op.drop_table("merged_demand")
    op.drop_table("petition_merge")
    _respell(_spelled().replace("'merged'::text, ", "", 1))
