"""dialogue conferences: plan, guests, questions, the floor, papers; what their letters are called"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATES = "planned collecting agenda_set in_session minuted concluded closed"
KINDS = ("invitation",)
STATE_CHECK, KIND_CHECK = "ck_dossier_kind_state", "ck_letter_kind"


def _spelled(name: str) -> str:
    """Return what a CHECK says at present: others may have added to it before."""
    asked = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    found = op.get_bind().execute(asked, {"name": name}).scalar_one()
    return str(found).removeprefix("CHECK ")


def _say(table: str, name: str, condition: str) -> None:
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})")


def _letter_kinds(kinds: list[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    _say("letter", KIND_CHECK, f"kind IN ({listed})")


def upgrade() -> None:
    listed = ", ".join(f"'{state}'" for state in ("", *STATES.split()))
    mine = f"(kind = 'conference' AND state IN ({listed}))"
    _say("dossier", STATE_CHECK, f"{_spelled(STATE_CHECK)} OR {mine}")
    known = re.findall(r"'(\w+)'", _spelled(KIND_CHECK))
    _letter_kinds([*known, *KINDS])
    op.create_table(
        "conference",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions_until_on", sa.Date(), nullable=False),
        sa.Column("how_to_take_part", sa.Text(), nullable=False),
        sa.Column("chair_id", sa.BigInteger(), nullable=True),
        sa.Column("secretary_id", sa.BigInteger(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adjourned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("shown_number", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_conference_order")),
        sa.ForeignKeyConstraint(
            ["chair_id"], ["account.id"], name=op.f("fk_conference_chair_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_conference_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["secretary_id"], ["account.id"], name=op.f("fk_conference_secretary_id_account")
        ),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_conference")),
    )
    op.create_table(
        "conference_block",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conference_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("first_number", sa.BigInteger(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("first_number <= last_number", name=op.f("ck_conference_block_order")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_conference_block_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.dossier_id"],
            name=op.f("fk_conference_block_conference_id_conference"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_block")),
        sa.UniqueConstraint(
            "conference_id",
            "first_number",
            name=op.f("uq_conference_block_conference_id_first_number"),
        ),
    )
    op.create_index(
        "ix_conference_block_device", "conference_block", ["conference_id", "device"], unique=False
    )
    op.create_table(
        "conference_cluster",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conference_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.dossier_id"],
            name=op.f("fk_conference_cluster_conference_id_conference"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_conference_cluster_made_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"],
            ["account.id"],
            name=op.f("fk_conference_cluster_undone_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_cluster")),
    )
    op.create_index(
        op.f("ix_conference_cluster_conference_id"),
        "conference_cluster",
        ["conference_id"],
        unique=False,
    )
    op.create_table(
        "conference_guest",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conference_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_by_id", sa.BigInteger(), nullable=True),
        sa.Column("delegate_name", sa.Text(), nullable=False),
        sa.Column("delegate_position", sa.Text(), nullable=False),
        sa.Column("delegate_phone", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(cooperative_id, unit_id) = 1 OR name <> ''",
            name=op.f("ck_conference_guest_somebody"),
        ),
        sa.CheckConstraint("reply IN ('', 'yes', 'no')", name=op.f("ck_conference_guest_reply")),
        sa.CheckConstraint(
            "num_nonnulls(cooperative_id, unit_id) <= 1", name=op.f("ck_conference_guest_one")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.dossier_id"],
            name=op.f("fk_conference_guest_conference_id_conference"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperative.id"],
            name=op.f("fk_conference_guest_cooperative_id_cooperative"),
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_conference_guest_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["replied_by_id"],
            ["account.id"],
            name=op.f("fk_conference_guest_replied_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_conference_guest_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_guest")),
        sa.UniqueConstraint(
            "conference_id",
            "cooperative_id",
            name=op.f("uq_conference_guest_conference_id_cooperative_id"),
        ),
        sa.UniqueConstraint(
            "conference_id", "unit_id", name=op.f("uq_conference_guest_conference_id_unit_id")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_conference_guest_token")),
    )
    op.create_table(
        "conference_paper",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conference_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.BigInteger(), nullable=False),
        sa.Column("secretary_id", sa.BigInteger(), nullable=True),
        sa.Column("secretary_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('minutes', 'conclusion')", name=op.f("ck_conference_paper_kind")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.dossier_id"],
            name=op.f("fk_conference_paper_conference_id_conference"),
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_conference_paper_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["account.id"], name=op.f("fk_conference_paper_saved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["secretary_id"], ["account.id"], name=op.f("fk_conference_paper_secretary_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_paper")),
        sa.UniqueConstraint(
            "conference_id", "kind", name=op.f("uq_conference_paper_conference_id_kind")
        ),
    )
    op.create_table(
        "conference_part",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conference_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("speakers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.dossier_id"],
            name=op.f("fk_conference_part_conference_id_conference"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_part")),
    )
    op.create_index(
        op.f("ix_conference_part_conference_id"), "conference_part", ["conference_id"], unique=False
    )
    op.create_table(
        "conference_attendance",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conference_id", sa.BigInteger(), nullable=False),
        sa.Column("guest_id", sa.BigInteger(), nullable=True),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("checked_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("way IN ('name', 'qr')", name=op.f("ck_conference_attendance_way")),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["account.id"],
            name=op.f("fk_conference_attendance_checked_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.dossier_id"],
            name=op.f("fk_conference_attendance_conference_id_conference"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperative.id"],
            name=op.f("fk_conference_attendance_cooperative_id_cooperative"),
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"],
            ["conference_guest.id"],
            name=op.f("fk_conference_attendance_guest_id_conference_guest"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_conference_attendance_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_attendance")),
    )
    op.create_index(
        "ix_conference_attendance_conference_id",
        "conference_attendance",
        ["conference_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_conference_attendance_person",
        "conference_attendance",
        ["conference_id", "guest_id", "cooperative_id", "unit_id", "name_fold"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "conference_question",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conference_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("asker_name", sa.Text(), nullable=False),
        sa.Column("filed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic_code", sa.Text(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("draft_answer", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cluster_id", sa.BigInteger(), nullable=True),
        sa.Column("petition_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "cooperative_id IS NOT NULL OR asker_name <> ''",
            name=op.f("ck_conference_question_asker"),
        ),
        sa.CheckConstraint(
            "placement IN ('', 'agenda', 'written')", name=op.f("ck_conference_question_placement")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["unit.id"], name=op.f("fk_conference_question_body_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["conference_cluster.id"],
            name=op.f("fk_conference_question_cluster_id_conference_cluster"),
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.dossier_id"],
            name=op.f("fk_conference_question_conference_id_conference"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperative.id"],
            name=op.f("fk_conference_question_cooperative_id_cooperative"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"],
            ["account.id"],
            name=op.f("fk_conference_question_drafted_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["filed_by_id"], ["account.id"], name=op.f("fk_conference_question_filed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petition.dossier_id"],
            name=op.f("fk_conference_question_petition_id_petition"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_code"], ["topic.code"], name=op.f("fk_conference_question_topic_code_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_question")),
        sa.UniqueConstraint("form_key", name=op.f("uq_conference_question_form_key")),
    )
    op.create_index(
        op.f("ix_conference_question_cluster_id"),
        "conference_question",
        ["cluster_id"],
        unique=False,
    )
    op.create_index(
        "ix_conference_question_conference_id",
        "conference_question",
        ["conference_id", "id"],
        unique=False,
    )
    op.create_table(
        "conference_issue",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conference_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("attendance_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("speaker_name", sa.Text(), nullable=False),
        sa.Column("speaker_position", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("demands", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("topic_code", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("oral_answer", sa.Text(), nullable=False),
        sa.Column("owed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("owed_by_on", sa.Date(), nullable=False),
        sa.Column("slip_token", sa.Text(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=True),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("cooperating_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("ruled_by_on", sa.Date(), nullable=True),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('oral', 'owed')", name=op.f("ck_conference_issue_outcome")),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["conference_attendance.id"],
            name=op.f("fk_conference_issue_attendance_id_conference_attendance"),
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.dossier_id"],
            name=op.f("fk_conference_issue_conference_id_conference"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperative.id"],
            name=op.f("fk_conference_issue_cooperative_id_cooperative"),
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["unit.id"], name=op.f("fk_conference_issue_lead_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["owed_by_id"], ["unit.id"], name=op.f("fk_conference_issue_owed_by_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petition.dossier_id"],
            name=op.f("fk_conference_issue_petition_id_petition"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["conference_question.id"],
            name=op.f("fk_conference_issue_question_id_conference_question"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
            name=op.f("fk_conference_issue_recorded_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_code"], ["topic.code"], name=op.f("fk_conference_issue_topic_code_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_issue")),
        sa.UniqueConstraint(
            "conference_id", "number", name=op.f("uq_conference_issue_conference_id_number")
        ),
        sa.UniqueConstraint("entry_key", name=op.f("uq_conference_issue_entry_key")),
        sa.UniqueConstraint("petition_id", name=op.f("uq_conference_issue_petition_id")),
        sa.UniqueConstraint("slip_token", name=op.f("uq_conference_issue_slip_token")),
    )
    op.create_index(
        "ix_conference_issue_raised",
        "conference_issue",
        ["conference_id", "raised_at", "id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_conference_issue_raised", table_name="conference_issue")
    op.drop_table("conference_issue")
    op.drop_index("ix_conference_question_conference_id", table_name="conference_question")
    op.drop_index(op.f("ix_conference_question_cluster_id"), table_name="conference_question")
    op.drop_table("conference_question")
    op.drop_index("uq_conference_attendance_person", table_name="conference_attendance")
    op.drop_index("ix_conference_attendance_conference_id", table_name="conference_attendance")
    op.drop_table("conference_attendance")
    op.drop_index(op.f("ix_conference_part_conference_id"), table_name="conference_part")
    op.drop_table("conference_part")
    op.drop_table("conference_paper")
    op.drop_table("conference_guest")
    op.drop_index(op.f("ix_conference_cluster_conference_id"), table_name="conference_cluster")
    op.drop_table("conference_cluster")
    op.drop_index("ix_conference_block_device", table_name="conference_block")
    op.drop_table("conference_block")
    op.drop_table("conference")
    known = re.findall(r"'(\w+)'", _spelled(KIND_CHECK))
    _letter_kinds([kind for kind in known if kind not in KINDS])
    mine = r" OR \(\(kind = 'conference'::text\) AND \(state = ANY \(ARRAY\[[^]]*\]\)\)\)"
    _say("dossier", STATE_CHECK, re.sub(mine, "", _spelled(STATE_CHECK)))
