"""complaints and denunciations are never published"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_complaint() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM answer JOIN petition ON petition.dossier_id = answer.petition_id
                WHERE answer.id = NEW.answer_id
                    AND petition.decline_code = 'complaint_or_denunciation'
            ) THEN
                RAISE EXCEPTION 'a complaint is never published' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER publication_no_complaint BEFORE INSERT OR UPDATE OF answer_id ON publication "
        "FOR EACH ROW EXECUTE FUNCTION refuse_complaint()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER publication_no_complaint ON publication")
    op.execute("DROP FUNCTION refuse_complaint()")
