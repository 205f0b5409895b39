"""interim, follow-up and correcting letters; an issued answer never changes"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
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


def downgrade() -> None:
    op.execute("DROP TRIGGER answer_item_frozen ON answer_item")
    op.execute("DROP TRIGGER answer_frozen ON answer")
    op.execute("DROP FUNCTION refuse_item_change()")
    op.execute("DROP FUNCTION refuse_answer_change()")
    op.drop_column("publication", "body")
    op.drop_column("publication", "kind")
    op.drop_constraint("way", "answer")
    op.drop_constraint("stage", "answer")
    op.drop_constraint("kind", "answer")
    op.drop_index("ix_answer_stage", "answer")
    op.drop_index(op.f("ix_answer_corrects_id"), "answer")
    op.drop_constraint(op.f("fk_answer_corrects_id_answer"), "answer")
    for column in ("corrects_id", "body", "stage", "kind"):
        op.drop_column("answer", column)
