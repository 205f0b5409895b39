"""the registry: all fields, what changed, size classes, the member book, figures with their source"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TEXTS = [
    "trade_name",
    "foreign_name",
    "tax_code_reason",
    "registration_no",
    "issuing_office",
    "former_address",
    "representative_position",
    "representative_id_no",
    "chair_name",
    "director_name",
    "accountant_name",
    "supervisor_name",
    "main_line_code",
    "main_line",
    "other_lines",
    "products",
]
COUNTS = ["change_no", "contribution_vnd", "associate_members", "employees"]
DAYS = ["registered_on", "changed_on", "notified_on", "dissolved_on"]
FIGURES = ["member_revenue_vnd", "assets_vnd", "equity_vnd", "labour", "average_income_vnd"]
MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
BARE = "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd"
SEARCHED = (
    "to_tsvector('simple', name_fold || ' ' || coalesce(tax_code, '') || ' ' || "
    "regexp_replace(phone, '\\D', '', 'g') || ' ' || "
    f"translate(lower(representative_name), '{MARKED}', '{BARE}'))"
)


def _refers(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _add(table: str, name: str, kind: sa.types.TypeEngine, default: str) -> None:
    """Add a column that is never empty; the default is for the rows that are there only."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    op.alter_column(table, name, server_default=None)


def _extend_cooperative() -> None:
    for name in TEXTS:
        _add("cooperative", name, sa.Text(), "")
    for name in COUNTS:
        _add("cooperative", name, sa.BigInteger(), "0")
    for name in DAYS:
        op.add_column("cooperative", sa.Column(name, sa.Date(), nullable=True))
    _add("cooperative", "version", sa.BigInteger(), "1")
    op.create_check_constraint(
        op.f("ck_cooperative_dissolved"),
        "cooperative",
        "dissolved_on IS NULL OR status IN ('dissolved', 'converted')",
    )
    op.execute(
        f"ALTER TABLE cooperative ADD COLUMN search_tsv tsvector NOT NULL "
        f"GENERATED ALWAYS AS ({SEARCHED}) STORED"
    )
    op.drop_index("ix_cooperative_name_fold", "cooperative")
    op.create_index("ix_cooperative_list", "cooperative", ["name_fold", "id"])
    op.create_index("ix_cooperative_search", "cooperative", ["search_tsv"], postgresql_using="gin")


def _extend_figures() -> None:
    for name in FIGURES:
        op.add_column("year_figures", sa.Column(name, sa.BigInteger(), nullable=True))
    _add("year_figures", "source", sa.Text(), "")
    for who in ("entered", "confirmed"):
        op.add_column("year_figures", sa.Column(f"{who}_by_id", sa.BigInteger(), nullable=True))
        op.add_column(
            "year_figures", sa.Column(f"{who}_at", sa.DateTime(timezone=True), nullable=True)
        )
        op.create_foreign_key(
            op.f(f"fk_year_figures_{who}_by_id_account"),
            "year_figures",
            "account",
            [f"{who}_by_id"],
            ["id"],
        )


def _create_changes() -> None:
    op.create_table(
        "cooperative_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("what", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "source IN ('created', 'edit', 'import', 'undo', 'request')",
            name=op.f("ck_cooperative_change_source"),
        ),
        _refers("cooperative_change", "by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperative_change")),
    )
    op.create_index(
        "ix_cooperative_change_cooperative_id", "cooperative_change", ["cooperative_id", "id"]
    )
    op.execute(
        "CREATE TRIGGER cooperative_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON cooperative_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _create_thresholds() -> None:
    op.create_table(
        "size_threshold",
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=False),
        sa.Column("revenue_vnd", sa.BigInteger(), nullable=False),
        sa.Column("capital_vnd", sa.BigInteger(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "size IN ('large', 'medium', 'small')", name=op.f("ck_size_threshold_size")
        ),
        sa.PrimaryKeyConstraint("sector", "size", "valid_from", name=op.f("pk_size_threshold")),
    )


def _create_member_book() -> None:
    op.create_table(
        "member_period",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("member_no", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('official', 'associate')", name=op.f("ck_member_period_kind")),
        sa.CheckConstraint(
            "status IN ('active', 'suspended', 'withdrawn', 'expelled')",
            name=op.f("ck_member_period_status"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_member_period_order")
        ),
        _refers("member_period", "cooperative_id", "cooperative"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_period")),
        sa.UniqueConstraint(
            "cooperative_id", "starts_on", name=op.f("uq_member_period_cooperative_id_starts_on")
        ),
    )
    op.create_index(
        "uq_member_period_open",
        "member_period",
        ["cooperative_id"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_index("ix_member_period_member_no", "member_period", ["member_no"])


def upgrade() -> None:
    _extend_cooperative()
    _extend_figures()
    _create_changes()
    _create_thresholds()
    _create_member_book()


def downgrade() -> None:
    for table in ("member_period", "size_threshold", "cooperative_change"):
        op.drop_table(table)
    for who in ("entered", "confirmed"):
        op.drop_constraint(f"fk_year_figures_{who}_by_id_account", "year_figures")
        op.drop_column("year_figures", f"{who}_by_id")
        op.drop_column("year_figures", f"{who}_at")
    for name in ("source", *FIGURES):
        op.drop_column("year_figures", name)
    op.drop_index("ix_cooperative_search", "cooperative")
    op.drop_index("ix_cooperative_list", "cooperative")
    op.create_index("ix_cooperative_name_fold", "cooperative", ["name_fold"])
    op.drop_column("cooperative", "search_tsv")
    op.drop_constraint("ck_cooperative_dissolved", "cooperative")
    for name in (*TEXTS, *COUNTS, *DAYS, "version"):
        op.drop_column("cooperative", name)
