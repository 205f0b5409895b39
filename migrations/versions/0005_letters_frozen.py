"""an issued letter never changes: only its file is added, once"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_letter_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.document_id IS NULL
                AND to_jsonb(OLD) - 'document_id' = to_jsonb(NEW) - 'document_id'
            THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'an issued letter never changes' USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER letter_frozen BEFORE UPDATE OR DELETE ON letter "
        "FOR EACH ROW EXECUTE FUNCTION refuse_letter_change()"
    )
    op.execute(
        "CREATE TRIGGER letter_kept BEFORE TRUNCATE ON letter "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER letter_kept ON letter")
    op.execute("DROP TRIGGER letter_frozen ON letter")
    op.execute("DROP FUNCTION refuse_letter_change()")
