"""a redaction writes its fixed words and nothing else; a document never changes"""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

REMOVED = "(đã xóa khi hết thời hạn lưu)"
SOMEBODY = "Đại diện hợp tác xã"
PERSONAL = ("asker", "person", "name", "demands", "what")
ENDED = ("closed", "declined", "withdrawn")
EMPTY = ("null", "false", "0", '""', "[]", "{}")
FREE = ("note", "actor_id", "actor_name", "data")
APPEND_ONLY = (
    "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'"
)


def upgrade() -> None:
    _redact_data()
    _guard_events()
    _guard_deliveries()
    _guard_documents()


def _redact_data() -> None:
    """What dossiers/redaction.py does with `data`; a test holds the two together."""
    op.execute(
        f"""
        CREATE FUNCTION redacted_data(said jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
            IF jsonb_typeof(said) = 'object' THEN
                RETURN (
                    SELECT coalesce(jsonb_object_agg(name, CASE
                        WHEN name IN ({_listed(PERSONAL)})
                            AND one NOT IN ({_listed(EMPTY)}) THEN to_jsonb('{REMOVED}'::text)
                        ELSE redacted_data(one)
                    END), '{{}}')
                    FROM jsonb_each(said) AS each (name, one)
                );
            ELSIF jsonb_typeof(said) = 'array' THEN
                RETURN (
                    SELECT coalesce(jsonb_agg(redacted_data(one) ORDER BY place), '[]')
                    FROM jsonb_array_elements(said) WITH ORDINALITY AS each (one, place)
                );
            END IF;
            RETURN said;
        END $$
        """
    )


def _guard_events() -> None:
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION refuse_other_columns() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            wanted dossier_event := OLD;
        BEGIN
            IF OLD.actor_role <> 'system' THEN
                wanted.note := CASE OLD.note WHEN '' THEN '' ELSE '{REMOVED}' END;
                wanted.data := redacted_data(OLD.data);
            END IF;
            IF OLD.actor_role = 'representative' THEN
                wanted.actor_id := NULL;
                wanted.actor_name := '{SOMEBODY}';
            END IF;
            IF NEW IS DISTINCT FROM wanted OR NOT EXISTS (
                SELECT FROM dossier WHERE id = OLD.dossier_id AND kind = 'petition'
                    AND state IN ({_listed(ENDED)}) AND settled_at IS NOT NULL
            ) THEN
                {APPEND_ONLY};
            END IF;
            RETURN NEW;
        END $$
        """
    )


def _guard_deliveries() -> None:
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION refuse_other_than_words() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            wanted answer_delivery := OLD;
        BEGIN
            wanted.person := CASE OLD.person WHEN '' THEN '' ELSE '{REMOVED}' END;
            wanted.note := CASE OLD.note WHEN '' THEN '' ELSE '{REMOVED}' END;
            IF NEW IS DISTINCT FROM wanted THEN
                {APPEND_ONLY};
            END IF;
            RETURN NEW;
        END $$
        """
    )


def _guard_documents() -> None:
    """Only the name may go, when the years of keeping are over."""
    op.execute(
        f"""
        CREATE FUNCTION refuse_document_change() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            wanted document := OLD;
        BEGIN
            IF NEW.name = '{REMOVED}' THEN
                wanted.name := NEW.name;
            END IF;
            IF NEW IS DISTINCT FROM wanted THEN
                RAISE EXCEPTION 'a document never changes' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER document_frozen BEFORE UPDATE ON document "
        "FOR EACH ROW EXECUTE FUNCTION refuse_document_change()"
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def downgrade() -> None:
    op.execute("DROP TRIGGER document_frozen ON document")
    op.execute("DROP FUNCTION refuse_document_change()")
    for name, free in (
        ("refuse_other_columns", FREE),
        ("refuse_other_than_words", ("person", "note")),
    ):
        op.execute(
            f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF to_jsonb(NEW) - '{{{",".join(free)}}}'::text[]
                    IS DISTINCT FROM to_jsonb(OLD) - '{{{",".join(free)}}}'::text[] THEN
                    {APPEND_ONLY};
                END IF;
                RETURN NEW;
            END $$
            """
        )
    op.execute("DROP FUNCTION redacted_data(jsonb)")
