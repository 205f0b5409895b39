"""guards that the database itself holds: append-only tables, states of each kind, NOTIFY"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("dossier_event", "audit_seal", "seal_head")
STATES = {
    "petition": (
        "submitted", "routed", "accepted", "supplement_requested", "in_review",
        "awaiting_signature", "answered", "closed", "declined", "withdrawn",
    ),
}  # fmt: skip


def _states_check() -> str:
    kinds = []
    for kind, states in STATES.items():
        listed = ", ".join(f"'{state}'" for state in ("", *states))
        kinds.append(f"(kind = '{kind}' AND state IN ({listed}))")
    return " OR ".join(kinds)


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        """
        CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('outbox', '');
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER outbox_message_notify AFTER INSERT ON outbox_message "
        "FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox()"
    )
    op.execute(
        f"ALTER TABLE dossier ADD CONSTRAINT ck_dossier_kind_state CHECK ({_states_check()})"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE dossier DROP CONSTRAINT ck_dossier_kind_state")
    op.execute("DROP TRIGGER outbox_message_notify ON outbox_message")
    op.execute("DROP FUNCTION notify_outbox()")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
