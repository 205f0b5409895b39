"""public figures that need no counting: one row a day, and a count of published answers a topic"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FIGURES = (
    "filed_this_year", "answered_of_these", "due_in_twelve_months", "answered_in_time",
    "cooperatives",
)  # fmt: skip
COUNT = """
    CREATE FUNCTION count_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE topic SET published_count = published_count + changed.by
        FROM (SELECT topic_code, {sign}count(*) AS by FROM changed_rows GROUP BY topic_code) changed
        WHERE topic.code = changed.topic_code;
        RETURN NULL;
    END $$
"""


def _trigger(event: str, table: str, sign: str) -> None:
    name = f"count_published_{event.lower()}"
    op.execute(COUNT.replace("count_published()", f"{name}()").replace("{sign}", sign))
    op.execute(
        f"CREATE TRIGGER publication_{name} AFTER {event} ON publication "
        f"REFERENCING {table} TABLE AS changed_rows "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def upgrade() -> None:
    columns = [sa.Column(name, sa.BigInteger(), nullable=False) for name in FIGURES]
    until = sa.Column("until", sa.Date(), nullable=False)
    op.create_table(
        "public_day", until, *columns, sa.PrimaryKeyConstraint("until", name="pk_public_day")
    )
    count = sa.Column("published_count", sa.BigInteger(), server_default="0", nullable=False)
    op.add_column("topic", count)
    op.execute(
        "UPDATE topic SET published_count = "
        "(SELECT count(*) FROM publication WHERE topic_code = topic.code)"
    )
    _trigger("INSERT", "NEW", "")
    _trigger("DELETE", "OLD", "-")


def downgrade() -> None:
    for event in ("insert", "delete"):
        op.execute(f"DROP TRIGGER publication_count_published_{event} ON publication")
        op.execute(f"DROP FUNCTION count_published_{event}()")
    op.drop_column("topic", "published_count")
    op.drop_table("public_day")
