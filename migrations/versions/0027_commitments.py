"""commitments of answers: what was promised, and what became of it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    for table in ("answer", "publication"):
        column = sa.Column("promises", postgresql.JSONB(), nullable=False, server_default="[]")
        op.add_column(table, column)
        op.alter_column(table, "promises", server_default=None)
    op.create_table(
        "commitment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'kept', 'broken')", name=op.f("ck_commitment_status")
        ),
        sa.CheckConstraint(
            "(status = 'open') = (ended_on IS NULL)", name=op.f("ck_commitment_ended")
        ),
        _refers("commitment", "dossier_id", "dossier"),
        _refers("commitment", "letter_id", "letter"),
        _refers("commitment", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("letter_id", "position", name=op.f("uq_commitment_letter_id_position")),
    )
    op.create_index("ix_commitment_dossier_id", "commitment", ["dossier_id"])
    op.create_index("ix_commitment_unit_id", "commitment", ["unit_id", "due_on"])
    op.create_index(
        "ix_commitment_open",
        "commitment",
        ["due_on"],
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "commitment_move",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("commitment_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        _refers("commitment_move", "commitment_id", "commitment"),
        _refers("commitment_move", "event_id", "dossier_event"),
        _refers("commitment_move", "account_id", "account"),
        _refers("commitment_move", "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_move")),
    )
    op.create_index("ix_commitment_move_commitment_id", "commitment_move", ["commitment_id"])
    _keep()


def _keep() -> None:
    """What was promised never changes and never goes; what became of it is only added to."""
    op.execute(
        """
        CREATE FUNCTION refuse_commitment_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a commitment never goes' USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    same = " OR ".join(
        f"OLD.{column} IS DISTINCT FROM NEW.{column}"
        for column in (
            "dossier_id",
            "letter_id",
            "position",
            "unit_id",
            "what",
            "sign",
            "made_on",
            "first_due_on",
        )
    )
    refuse = "EXECUTE FUNCTION refuse_commitment_change()"
    op.execute(
        "CREATE TRIGGER commitment_same BEFORE UPDATE ON commitment "
        f"FOR EACH ROW WHEN ({same}) {refuse}"
    )
    op.execute(f"CREATE TRIGGER commitment_kept BEFORE DELETE ON commitment FOR EACH ROW {refuse}")
    op.execute(
        f"CREATE TRIGGER commitment_move_kept BEFORE UPDATE OR DELETE ON commitment_move FOR EACH ROW {refuse}"
    )
    for table in ("commitment", "commitment_move"):
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        )


def downgrade() -> None:
    op.drop_table("commitment_move")
    op.drop_table("commitment")
    op.execute("DROP FUNCTION refuse_commitment_change()")
    op.drop_column("publication", "promises")
    op.drop_column("answer", "promises")
