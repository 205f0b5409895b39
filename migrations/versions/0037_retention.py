"""retention: what is kept longer, what was made anonymous; histories that are redacted"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

FREE = ("note", "actor_id", "actor_name", "data")


def upgrade() -> None:
    op.add_column(
        "petition", sa.Column("kept_reason", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("petition", sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        """
        CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND current_setting('donghanh.redacting', true) = 'on' THEN
                RETURN NULL;
            END IF;
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute("DROP TRIGGER dossier_event_append_only ON dossier_event")
    op.execute(
        "CREATE TRIGGER dossier_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON dossier_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()"
    )
    op.execute(
        f"""
        CREATE FUNCTION refuse_other_columns() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF to_jsonb(NEW) - '{{{",".join(FREE)}}}'::text[]
                IS DISTINCT FROM to_jsonb(OLD) - '{{{",".join(FREE)}}}'::text[] THEN
                RAISE EXCEPTION 'dossier_event is append-only' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER dossier_event_redacted BEFORE UPDATE ON dossier_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_other_columns()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER dossier_event_redacted ON dossier_event")
    op.execute("DROP FUNCTION refuse_other_columns()")
    op.execute("DROP TRIGGER dossier_event_append_only ON dossier_event")
    op.execute(
        "CREATE TRIGGER dossier_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON dossier_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("DROP FUNCTION refuse_event_change()")
    op.drop_column("petition", "anonymised_at")
    op.drop_column("petition", "kept_reason")
