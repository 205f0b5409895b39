"""the fund's book: append-only, sums to zero, never promises more than there is"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ROLES = "representative records officer head leader external admin auditor"
FUND_ROLES = "appraiser fund_accountant fund_director"
APPEND_ONLY = ("fund_entry", "fund_line")
ACCOUNTS = "112 131 211 212 213 214 215 219 338 411 421 511 512 513 515 631 642 711 901 902 911 912 921 922"
KINDS = (
    "capital reserve release disburse pay accrue classify recompute provision write_off "
    "bank_interest running_cost close_year reverse"
)
FUNCTIONS = (
    """
    CREATE FUNCTION fund_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(7011);
        INSERT INTO fund_total AS held (account, balance_vnd)
            SELECT account, sum(amount_vnd) FROM added GROUP BY account
            ON CONFLICT (account) DO UPDATE SET balance_vnd = held.balance_vnd + excluded.balance_vnd;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION fund_guard_total() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'fund_total follows the lines' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION fund_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        number bigint;
        found record;
        free numeric;
    BEGIN
        IF TG_TABLE_NAME = 'fund_entry' THEN number := NEW.id; ELSE number := NEW.entry_id; END IF;
        SELECT entry.line_count AS wanted, count(line.id) AS lines,
               coalesce(sum(line.amount_vnd), 0) AS total
            INTO found
            FROM fund_entry entry LEFT JOIN fund_line line ON line.entry_id = entry.id
            WHERE entry.id = number GROUP BY entry.line_count;
        IF found.total <> 0 OR found.lines <> found.wanted THEN
            RAISE EXCEPTION 'entry % has % lines of % and sums to %',
                number, found.lines, found.wanted, found.total USING ERRCODE = 'check_violation';
        END IF;
        IF TG_TABLE_NAME = 'fund_entry' THEN
            SELECT coalesce(sum(CASE account WHEN '112' THEN balance_vnd ELSE -balance_vnd END), 0)
                INTO free FROM fund_total WHERE account IN ('112', '901');
            IF free < 0 THEN
                RAISE EXCEPTION 'the fund has promised % more than it has', -free
                    USING ERRCODE = 'check_violation';
            END IF;
        END IF;
        RETURN NULL;
    END $$
    """,
)


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


def _let_roles(words: str) -> None:
    op.execute("ALTER TABLE account DROP CONSTRAINT ck_account_role")
    op.execute(
        f"ALTER TABLE account ADD CONSTRAINT ck_account_role CHECK (role IN ({_listed(words)}))"
    )


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _entries() -> None:
    op.create_table(
        "fund_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("line_count", sa.BigInteger(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("once_key", sa.Text(), nullable=True),
        _refers("fund_entry", "by_id", "account"),
        _refers("fund_entry", "dossier_id", "dossier"),
        _refers("fund_entry", "reverses_id", "fund_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_entry")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_fund_entry_reverses_id")),
        sa.UniqueConstraint("once_key", name=op.f("uq_fund_entry_once_key")),
        sa.CheckConstraint(f"kind IN ({_listed(KINDS)})", name=op.f("ck_fund_entry_kind")),
        sa.CheckConstraint("line_count >= 2", name=op.f("ck_fund_entry_line_count")),
    )
    op.create_index("ix_fund_entry_booked_on", "fund_entry", ["booked_on", "id"])
    op.create_index("ix_fund_entry_dossier_id", "fund_entry", ["dossier_id", "id"])


def _lines() -> None:
    op.create_table(
        "fund_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("loan_ref", sa.Text(), nullable=False),
        _refers("fund_line", "entry_id", "fund_entry"),
        _refers("fund_line", "cooperative_id", "cooperative"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_line")),
        sa.CheckConstraint(f"account IN ({_listed(ACCOUNTS)})", name=op.f("ck_fund_line_account")),
        sa.CheckConstraint("amount_vnd <> 0", name=op.f("ck_fund_line_amount")),
    )
    op.create_index("ix_fund_line_entry_id", "fund_line", ["entry_id"])
    op.create_index("ix_fund_line_cooperative", "fund_line", ["cooperative_id", "account"])
    op.create_index(
        "ix_fund_line_loan_ref",
        "fund_line",
        ["loan_ref"],
        postgresql_where=sa.text("loan_ref <> ''"),
    )
    op.create_table(
        "fund_total",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("balance_vnd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_fund_total")),
    )


def _reservations() -> None:
    op.create_table(
        "fund_reservation",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("left_vnd", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        _refers("fund_reservation", "dossier_id", "dossier"),
        _refers("fund_reservation", "cooperative_id", "cooperative"),
        _refers("fund_reservation", "by_id", "account"),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_fund_reservation")),
        sa.CheckConstraint(
            "amount_vnd > 0 AND left_vnd BETWEEN 0 AND amount_vnd",
            name=op.f("ck_fund_reservation_amounts"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR left_vnd = 0", name=op.f("ck_fund_reservation_ended")
        ),
    )
    op.create_index("ix_fund_reservation_cooperative_id", "fund_reservation", ["cooperative_id"])


def upgrade() -> None:
    _let_roles(f"{ROLES} {FUND_ROLES}")
    _entries()
    _lines()
    _reservations()
    for function in FUNCTIONS:
        op.execute(function)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_sums AFTER INSERT ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fund_check_entry()"
        )
    op.execute(
        "CREATE TRIGGER fund_line_totals AFTER INSERT ON fund_line "
        "REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION fund_add_up()"
    )
    op.execute(
        "CREATE TRIGGER fund_total_guard BEFORE INSERT OR UPDATE OR DELETE ON fund_total "
        "FOR EACH ROW EXECUTE FUNCTION fund_guard_total()"
    )


def downgrade() -> None:
    for table in ("fund_reservation", "fund_total", "fund_line", "fund_entry"):
        op.drop_table(table)
    for name in ("fund_add_up", "fund_guard_total", "fund_check_entry"):
        op.execute(f"DROP FUNCTION {name}()")
    _let_roles(ROLES)
