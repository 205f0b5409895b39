"""for whom a dossier does not exist, because it names them; the inspection committee"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

HELD = sa.text("lifted_at IS NULL")
KINDS = "kind IN ('leadership', 'records', 'office', {}'body')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_unit_kind"), "unit")
    op.create_check_constraint(op.f("ck_unit_kind"), "unit", KINDS.format("'inspection', "))
    op.create_table(
        "dossier_bar",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_dossier_bar_one_target")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_dossier_bar_{column}_{table}")
            )
            for column, table in (
                ("dossier_id", "dossier"),
                ("account_id", "account"),
                ("unit_id", "unit"),
                ("created_by_id", "account"),
                ("lifted_by_id", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_bar")),
    )
    op.create_index("ix_dossier_bar_dossier_id", "dossier_bar", ["dossier_id"])
    for name, column in (("account", "account_id"), ("unit", "unit_id")):
        op.create_index(
            f"uq_dossier_bar_{name}",
            "dossier_bar",
            [column, "dossier_id"],
            unique=True,
            postgresql_where=HELD,
        )


def downgrade() -> None:
    op.drop_table("dossier_bar")
    op.drop_constraint(op.f("ck_unit_kind"), "unit")
    op.create_check_constraint(op.f("ck_unit_kind"), "unit", KINDS.format(""))
