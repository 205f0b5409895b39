"""what a unit is called from a day on: dated versions, never edited"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

SAID = ("name", "short_name", "symbol", "phone", "email")
LISTED = ", ".join(SAID)
TODAY = "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


def upgrade() -> None:
    op.create_table(
        "unit_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in SAID),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_version_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_version")),
    )
    op.create_index("ix_unit_version_unit_id", "unit_version", ["unit_id", "valid_from", "id"])
    op.execute(
        f"INSERT INTO unit_version (unit_id, valid_from, {LISTED}) "
        f"SELECT id, valid_from, {LISTED} FROM unit"
    )
    _begin()
    _guard_copies()
    _guard_versions()


def _begin() -> None:
    """The first version comes with the unit."""
    op.execute(
        f"""
        CREATE FUNCTION begin_unit_versions() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO unit_version (unit_id, valid_from, {LISTED})
            VALUES (NEW.id, NEW.valid_from, {", ".join(f"NEW.{name}" for name in SAID)});
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER unit_begins AFTER INSERT ON unit "
        "FOR EACH ROW EXECUTE FUNCTION begin_unit_versions()"
    )


def _guard_copies() -> None:
    """A unit's own columns become only what one of its versions says."""
    new, old = (", ".join(f"{row}.{name}" for name in SAID) for row in ("NEW", "OLD"))
    op.execute(
        f"""
        CREATE FUNCTION keep_unit_copies() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF ({new}) IS DISTINCT FROM ({old}) AND NOT EXISTS (
                SELECT FROM unit_version v
                WHERE v.unit_id = NEW.id AND (v.name, v.short_name, v.symbol, v.phone, v.email)
                    = ({new})
            ) THEN
                RAISE EXCEPTION 'a unit is changed by a version from a day on'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER unit_kept BEFORE UPDATE ON unit "
        "FOR EACH ROW EXECUTE FUNCTION keep_unit_copies()"
    )


def _guard_versions() -> None:
    """What was said stays; only what has not begun may go, or all of it with an unused unit."""
    op.execute(
        f"""
        CREATE FUNCTION keep_unit_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND (
                OLD.valid_from > {TODAY} OR NOT EXISTS (SELECT FROM unit WHERE id = OLD.unit_id)
            ) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'unit_version is never edited'
                USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER unit_version_kept BEFORE UPDATE OR DELETE ON unit_version "
        "FOR EACH ROW EXECUTE FUNCTION keep_unit_version()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER unit_begins ON unit")
    op.execute("DROP TRIGGER unit_kept ON unit")
    op.drop_table("unit_version")
    for name in ("begin_unit_versions", "keep_unit_copies", "keep_unit_version"):
        op.execute(f"DROP FUNCTION {name}()")
