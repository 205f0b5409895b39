"""what the registry said when: a version of every row the report counts; saved reports"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SOURCES = {
    "cooperative": (
        "cooperative_version",
        ("id",),
        (
            "kind", "name", "sector", "commune_code", "charter_capital_vnd", "official_members",
            "founded_on", "status",
        ),
    ),
    "year_figures": (
        "figures_version",
        ("cooperative_id", "year"),
        ("revenue_vnd", "profit_vnd", "members"),
    ),
    "plan_target": ("plan_version", ("year", "key"), ("value", "source", "changed_by_id")),
}  # fmt: skip
GONE = "('dissolved', 'converted')"


def _listed(columns: tuple[str, ...], prefix: str = "") -> str:
    return ", ".join(prefix + column for column in columns)


def _function(table: str) -> str:
    """Return the trigger function that keeps a version of every row of `table` that changed."""
    version, keys, columns = SOURCES[table]
    names = ("cooperative_id",) if table == "cooperative" else keys
    into = f"INSERT INTO {version} ({_listed(names)}, {_listed(columns)}, recorded_at, is_removed"
    said = f"SELECT {_listed(keys, 'n.')}, {_listed(columns, 'n.')}"
    old = f"SELECT {_listed(keys, 'o.')}, {_listed(columns, 'o.')}"
    gone, gone_new, gone_old, gone_then = "", "", "", ""
    if table == "cooperative":
        gone = ", gone_on"
        day = "(CASE WHEN n.status IN {} THEN coalesce((to_jsonb(n) ->> 'dissolved_on')::date, {}) END)"
        then = "(at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
        before = (
            "(SELECT v.gone_on FROM cooperative_version v WHERE v.cooperative_id = n.id "
            "ORDER BY v.id DESC LIMIT 1)"
        )
        gone_new = ", " + day.format(GONE, "n.founded_on")
        gone_then = ", " + day.format(GONE, f"{before}, {then}")
        gone_old = ", NULL"
    joined = " AND ".join(f"o.{key} = n.{key}" for key in keys)
    same = f"({_listed(columns, 'n.')}) IS NOT DISTINCT FROM ({_listed(columns, 'o.')})"
    if table == "cooperative":
        same += " AND to_jsonb(n) ->> 'dissolved_on' IS NOT DISTINCT FROM to_jsonb(o) ->> 'dissolved_on'"
    written = (
        "CASE WHEN n.recorded_at <> o.recorded_at THEN n.recorded_at ELSE clock_timestamp() END"
    )
    return f"""
        CREATE FUNCTION keep_{version}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                {into}{gone}) {said}, at, false{gone_new}
                FROM new_rows n CROSS JOIN LATERAL (SELECT n.recorded_at AS at) moment
                ORDER BY {_listed(keys, "n.")};
            ELSIF TG_OP = 'UPDATE' THEN
                {into}{gone}) {said}, at, false{gone_then}
                FROM new_rows n JOIN old_rows o ON {joined}
                CROSS JOIN LATERAL (SELECT {written} AS at) moment
                WHERE NOT ({same}) ORDER BY {_listed(keys, "n.")};
            ELSE
                {into}{gone}) {old}, clock_timestamp(), true{gone_old}
                FROM old_rows o ORDER BY {_listed(keys, "o.")};
            END IF;
            RETURN NULL;
        END $$
    """


def _keep(table: str) -> None:
    version = SOURCES[table][0]
    op.execute(_function(table))
    seen = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    for event, tables in seen.items():
        op.execute(
            f"CREATE TRIGGER {version}_{event.lower()} AFTER {event} ON {table} "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION keep_{version}()"
        )
    op.execute(
        f"CREATE TRIGGER {version}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {version} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _create_versions() -> None:
    op.create_table(
        "cooperative_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("charter_capital_vnd", sa.BigInteger(), nullable=False),
        sa.Column("official_members", sa.BigInteger(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperative_version")),
    )
    op.create_index(
        "ix_cooperative_version_cooperative_id", "cooperative_version", ["cooperative_id", "id"]
    )
    op.create_table(
        "figures_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("revenue_vnd", sa.BigInteger(), nullable=True),
        sa.Column("profit_vnd", sa.BigInteger(), nullable=True),
        sa.Column("members", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_version")),
    )
    op.create_index("ix_figures_version_year", "figures_version", ["year", "cooperative_id", "id"])
    op.create_table(
        "plan_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["account.id"], name=op.f("fk_plan_version_changed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
    )
    op.create_index("ix_plan_version_year", "plan_version", ["year", "key", "id"])


def _keep_what_is_there() -> None:
    """Give every row that exists its first version, as of the moment it was recorded."""
    op.execute(
        "INSERT INTO cooperative_version (cooperative_id, recorded_at, is_removed, kind, name, "
        "sector, commune_code, charter_capital_vnd, official_members, founded_on, status, gone_on) "
        "SELECT id, recorded_at, false, kind, name, sector, commune_code, charter_capital_vnd, "
        f"official_members, founded_on, status, CASE WHEN status IN {GONE} THEN founded_on END "
        "FROM cooperative ORDER BY id"
    )
    op.execute(
        "INSERT INTO figures_version (cooperative_id, year, recorded_at, is_removed, revenue_vnd, "
        "profit_vnd, members) SELECT cooperative_id, year, recorded_at, false, revenue_vnd, "
        "profit_vnd, members FROM year_figures ORDER BY cooperative_id, year"
    )
    op.execute(
        "INSERT INTO plan_version (year, key, recorded_at, is_removed, value, source) "
        "SELECT year, key, recorded_at, false, value, source FROM plan_target ORDER BY year, key"
    )


def upgrade() -> None:
    for table in SOURCES:
        op.add_column(
            table,
            sa.Column(
                "recorded_at", MOMENT, nullable=False, server_default=sa.text("clock_timestamp()")
            ),
        )
    op.add_column("plan_target", sa.Column("changed_by_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_plan_target_changed_by_id_account"),
        "plan_target",
        "account",
        ["changed_by_id"],
        ["id"],
    )
    _create_versions()
    _keep_what_is_there()
    for table in SOURCES:
        _keep(table)
    op.create_table(
        "saved_report",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("known_at", MOMENT, nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], ["account.id"], name=op.f(f"fk_saved_report_{column}_account")
            )
            for column in ("made_by_id", "changed_by_id", "settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_report")),
    )


def downgrade() -> None:
    op.drop_table("saved_report")
    for table, (version, _, _) in reversed(SOURCES.items()):
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {version}_{event} ON {table}")
        op.execute(f"DROP FUNCTION keep_{version}()")
        op.drop_table(version)
    op.drop_constraint(op.f("fk_plan_target_changed_by_id_account"), "plan_target")
    op.drop_column("plan_target", "changed_by_id")
    for table in SOURCES:
        op.drop_column(table, "recorded_at")
