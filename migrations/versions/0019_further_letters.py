"""letters beside the final answer, legal bases as rows; an issued answer never changes"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer", sa.Column("kind", sa.Text(), nullable=False, server_default="final"))
    op.add_column("answer", sa.Column("stage", sa.Text(), nullable=False, server_default=""))
    op.add_column("answer", sa.Column("body", sa.Text(), nullable=False, server_default=""))
    op.add_column("answer", sa.Column("corrects_id", sa.BigInteger(), nullable=True))
    for column in ("kind", "stage", "body"):
        op.alter_column("answer", column, server_default=None)
    op.create_foreign_key(
        op.f("fk_answer_corrects_id_answer"), "answer", "answer", ["corrects_id"], ["id"]
    )
    op.create_index(op.f("ix_answer_corrects_id"), "answer", ["corrects_id"])
    op.create_index(
        "ix_answer_stage",
        "answer",
        ["stage"],
        postgresql_where=sa.text("stage = 'awaiting_signature'"),
    )
    op.create_check_constraint(
        "kind", "answer", "kind IN ('final', 'interim', 'follow_up', 'correction')"
    )
    op.create_check_constraint(
        "stage", "answer", "stage IN ('', 'draft', 'in_review', 'awaiting_signature', 'issued')"
    )
    op.create_check_constraint("way", "answer", "(kind = 'final') = (stage = '')")
    op.add_column(
        "publication", sa.Column("kind", sa.Text(), nullable=False, server_default="final")
    )
    op.add_column("publication", sa.Column("body", sa.Text(), nullable=False, server_default=""))
    for column in ("kind", "body"):
        op.alter_column("publication", column, server_default=None)
    _freeze()
    _add_bases()


def _freeze() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_answer_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'an issued answer never changes' USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER answer_frozen BEFORE UPDATE OR DELETE ON answer "
        "FOR EACH ROW WHEN (OLD.letter_id IS NOT NULL) EXECUTE FUNCTION refuse_answer_change()"
    )
    op.execute(
        """
        CREATE FUNCTION refuse_item_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM answer WHERE id = OLD.answer_id AND letter_id IS NOT NULL) THEN
                RAISE EXCEPTION 'an issued answer never changes' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER answer_item_frozen BEFORE UPDATE OR DELETE ON answer_item "
        "FOR EACH ROW EXECUTE FUNCTION refuse_item_change()"
    )


def _add_bases() -> None:
    op.create_table(
        "legal_basis",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_legal_basis_order")
        ),
        sa.CheckConstraint("successor_id <> id", name=op.f("ck_legal_basis_successor")),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["legal_basis.id"],
            name=op.f("fk_legal_basis_successor_id_legal_basis"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["account.id"], name=op.f("fk_legal_basis_changed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_basis")),
        sa.UniqueConstraint("symbol", name=op.f("uq_legal_basis_symbol")),
    )
    op.create_table(
        "answer_basis",
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("basis_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id", "demand_id"],
            ["answer_item.answer_id", "answer_item.demand_id"],
            name="fk_answer_basis_answer_id_demand_id_answer_item",
        ),
        sa.ForeignKeyConstraint(
            ["basis_id"], ["legal_basis.id"], name=op.f("fk_answer_basis_basis_id_legal_basis")
        ),
        sa.PrimaryKeyConstraint("answer_id", "demand_id", "basis_id", name=op.f("pk_answer_basis")),
    )
    op.create_index(op.f("ix_answer_basis_basis_id"), "answer_basis", ["basis_id"])
    op.create_table(
        "basis_review",
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("basis_id", sa.BigInteger(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_basis_review_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["basis_id"], ["legal_basis.id"], name=op.f("fk_basis_review_basis_id_legal_basis")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["account.id"], name=op.f("fk_basis_review_reviewed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("answer_id", "basis_id", name=op.f("pk_basis_review")),
    )
    op.execute(
        "CREATE TRIGGER answer_basis_frozen BEFORE UPDATE OR DELETE ON answer_basis "
        "FOR EACH ROW EXECUTE FUNCTION refuse_item_change()"
    )
    op.execute(
        """
        CREATE FUNCTION refuse_basis_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (OLD.symbol, OLD.title, OLD.valid_from) IS DISTINCT FROM (NEW.symbol, NEW.title, NEW.valid_from)
                AND EXISTS (SELECT FROM answer_basis WHERE basis_id = OLD.id)
            THEN
                RAISE EXCEPTION 'a legal basis in use never changes' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER legal_basis_kept BEFORE UPDATE ON legal_basis "
        "FOR EACH ROW EXECUTE FUNCTION refuse_basis_change()"
    )


def downgrade() -> None:
    op.drop_table("basis_review")
    op.drop_table("answer_basis")
    op.drop_table("legal_basis")
    op.execute("DROP FUNCTION refuse_basis_change()")
    op.execute("DROP TRIGGER answer_item_frozen ON answer_item")
    op.execute("DROP TRIGGER answer_frozen ON answer")
    op.execute("DROP FUNCTION refuse_item_change()")
    op.execute("DROP FUNCTION refuse_answer_change()")
    op.drop_column("publication", "body")
    op.drop_column("publication", "kind")
    op.drop_constraint(op.f("ck_answer_way"), "answer")
    op.drop_constraint(op.f("ck_answer_stage"), "answer")
    op.drop_constraint(op.f("ck_answer_kind"), "answer")
    op.drop_index("ix_answer_stage", "answer")
    op.drop_index(op.f("ix_answer_corrects_id"), "answer")
    op.drop_constraint(op.f("fk_answer_corrects_id_answer"), "answer")
    for column in ("corrects_id", "body", "stage", "kind"):
        op.drop_column("answer", column)
