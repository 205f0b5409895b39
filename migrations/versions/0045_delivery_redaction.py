"""who listened or signed may go from the record of a delivery when the years of keeping are over"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

TRIGGER = (
    "CREATE TRIGGER answer_delivery_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
    "ON answer_delivery FOR EACH STATEMENT EXECUTE FUNCTION {}()"
)


def upgrade() -> None:
    op.execute("DROP TRIGGER answer_delivery_append_only ON answer_delivery")
    op.execute(TRIGGER.format("refuse_event_change"))
    op.execute(
        """
        CREATE FUNCTION refuse_other_than_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF to_jsonb(NEW) - '{person,note}'::text[]
                IS DISTINCT FROM to_jsonb(OLD) - '{person,note}'::text[] THEN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER answer_delivery_redacted BEFORE UPDATE ON answer_delivery "
        "FOR EACH ROW EXECUTE FUNCTION refuse_other_than_words()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER answer_delivery_redacted ON answer_delivery")
    op.execute("DROP FUNCTION refuse_other_than_words()")
    op.execute("DROP TRIGGER answer_delivery_append_only ON answer_delivery")
    op.execute(TRIGGER.format("refuse_change"))
