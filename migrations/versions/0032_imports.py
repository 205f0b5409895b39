"""imports into the registry: the file, how far it is, each row with its report"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    op.create_table(
        "registry_import",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("notes", postgresql.JSONB(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("rows_total", sa.BigInteger(), nullable=False),
        sa.Column("rows_done", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("applied_by_id", sa.BigInteger(), nullable=True),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status IN ('reading', 'checking', 'checked', 'applying', 'applied', 'undoing', "
            "'undone', 'failed', 'dropped')",
            name=op.f("ck_registry_import_status"),
        ),
        _refers("registry_import", "document_id", "document"),
        _refers("registry_import", "made_by_id", "account"),
        _refers("registry_import", "applied_by_id", "account"),
        _refers("registry_import", "undone_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_import")),
    )
    op.create_table(
        "registry_import_row",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.BigInteger(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.Column("merged", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("what", postgresql.JSONB(), nullable=False),
        sa.Column("faults", postgresql.JSONB(), nullable=False),
        sa.Column("warnings", postgresql.JSONB(), nullable=False),
        sa.Column("version_after", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('', 'new', 'changed', 'same', 'refused')",
            name=op.f("ck_registry_import_row_outcome"),
        ),
        _refers("registry_import_row", "import_id", "registry_import"),
        sa.PrimaryKeyConstraint("import_id", "row_no", name=op.f("pk_registry_import_row")),
    )
    op.create_index(
        "ix_registry_import_row_outcome",
        "registry_import_row",
        ["import_id", "outcome", "row_no"],
    )
    op.create_index(
        "ix_registry_import_row_row_key", "registry_import_row", ["import_id", "row_key"]
    )


def downgrade() -> None:
    op.drop_table("registry_import_row")
    op.drop_table("registry_import")
