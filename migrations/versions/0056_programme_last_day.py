"""the last day of a programme may come earlier than was written, never later"""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE OR REPLACE FUNCTION keep_programme_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR {refused}
        OR to_jsonb(NEW) - 'valid_to' <> to_jsonb(OLD) - 'valid_to' THEN
        RAISE EXCEPTION 'a version of a programme is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""
SET_ONCE = "OLD.valid_to IS NOT NULL"
ONLY_EARLIER = """(OLD.valid_to IS NOT NULL AND (
        NEW.valid_to IS NULL OR NEW.valid_to >= OLD.valid_to
        OR NEW.valid_to < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - 1))"""


def upgrade() -> None:
    op.execute(FUNCTION.format(refused=ONLY_EARLIER))


def downgrade() -> None:
    op.execute(FUNCTION.format(refused=SET_ONCE))
