"""appraisal, council, decision and offer of loans, with what the database itself refuses"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

APPEND_ONLY = ("loan_decision", "loan_visit", "loan_visit_photo")
CLOSED_ITEM = (
    "EXISTS (SELECT 1 FROM council_item i WHERE i.id = COALESCE(NEW.item_id, OLD.item_id) "
    "AND i.closed_at IS NOT NULL)"
)
TIED_MEMBER = (
    "TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM council_tie t "
    "WHERE t.item_id = NEW.item_id AND t.member_id = NEW.member_id)"
)
PROPOSED = (
    "EXISTS (SELECT 1 FROM loan_appraisal a "
    "WHERE a.id = COALESCE(NEW.appraisal_id, OLD.appraisal_id) AND a.proposed_at IS NOT NULL)"
)
ANY = "INSERT OR UPDATE OR DELETE"
GUARDS = {  # table: when, what is refused, the words
    "loan_appraisal": ("UPDATE OR DELETE", "OLD.proposed_at IS NOT NULL", "a proposal is frozen"),
    "council_item": ("UPDATE OR DELETE", "OLD.closed_at IS NOT NULL", "an item is closed once"),
    "loan_offer": ("UPDATE OR DELETE", "OLD.answer <> ''", "an offer is answered once"),
    "loan_valuation": (ANY, PROPOSED, "a proposal is frozen"),
    "council_vote": (ANY, f"{CLOSED_ITEM} OR ({TIED_MEMBER})", "this vote may not be cast"),
    "council_tie": (ANY, CLOSED_ITEM, "the ties of a closed item stay"),
}
FOUR_EYES = (
    "EXISTS (SELECT 1 FROM loan_appraisal a WHERE a.application_id = NEW.application_id "
    "AND a.appraiser_id = NEW.decided_by_id)"
)


def _guard(table: str, when: str, refused: str, words: str) -> None:
    op.execute(
        f"""
        CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {refused} THEN
                RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        END $$
        """
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE {when} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
    )


def upgrade() -> None:
    op.create_table(
        "council_member",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_council_member_order")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_council_member_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_member")),
        sa.UniqueConstraint(
            "account_id", "valid_from", name=op.f("uq_council_member_account_id_valid_from")
        ),
    )
    op.create_table(
        "council_meeting",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("begins", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("secretary_id", sa.BigInteger(), nullable=False),
        sa.Column("called_by_id", sa.BigInteger(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_council_meeting_order")
        ),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["account.id"], name=op.f("fk_council_meeting_called_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["letter.id"], name=op.f("fk_council_meeting_minutes_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["secretary_id"], ["account.id"], name=op.f("fk_council_meeting_secretary_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_meeting")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_council_meeting_year_number")),
    )
    op.create_table(
        "loan_appraisal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("round_no", sa.BigInteger(), nullable=False),
        sa.Column("appraiser_id", sa.BigInteger(), nullable=False),
        sa.Column("opening_vnd", sa.BigInteger(), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("total_tenths", sa.BigInteger(), nullable=False),
        sa.Column("needed_tenths", sa.BigInteger(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("memo_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "conclusion IN ('', 'approve', 'reject')", name=op.f("ck_loan_appraisal_conclusion")
        ),
        sa.CheckConstraint(
            "amount_vnd > 0 AND months > 0 AND opening_vnd >= 0",
            name=op.f("ck_loan_appraisal_amounts"),
        ),
        sa.CheckConstraint(
            "total_tenths BETWEEN 0 AND 1000", name=op.f("ck_loan_appraisal_points")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_appraisal_application_id_loan_application"),
        ),
        sa.ForeignKeyConstraint(
            ["appraiser_id"], ["account.id"], name=op.f("fk_loan_appraisal_appraiser_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["memo_id"], ["letter.id"], name=op.f("fk_loan_appraisal_memo_id_letter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_appraisal")),
        sa.UniqueConstraint(
            "application_id", "round_no", name=op.f("uq_loan_appraisal_application_id_round_no")
        ),
    )
    op.create_table(
        "loan_visit",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("met", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_visit_application_id_loan_application"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_loan_visit_created_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_visit")),
    )
    op.create_index(
        op.f("ix_loan_visit_application_id"), "loan_visit", ["application_id"], unique=False
    )
    op.create_table(
        "council_attendance",
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["council_meeting.id"],
            name=op.f("fk_council_attendance_meeting_id_council_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["council_member.id"],
            name=op.f("fk_council_attendance_member_id_council_member"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_council_attendance")),
    )
    op.create_table(
        "council_item",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("appraisal_id", sa.BigInteger(), nullable=False),
        sa.Column("discussion", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("tally", postgresql.JSONB(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(outcome = '') = (closed_at IS NULL)", name=op.f("ck_council_item_closed")
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'approved', 'refused', 'no_quorum', 'postponed')",
            name=op.f("ck_council_item_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_council_item_application_id_loan_application"),
        ),
        sa.ForeignKeyConstraint(
            ["appraisal_id"],
            ["loan_appraisal.id"],
            name=op.f("fk_council_item_appraisal_id_loan_appraisal"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["council_meeting.id"],
            name=op.f("fk_council_item_meeting_id_council_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_item")),
        sa.UniqueConstraint(
            "meeting_id", "application_id", name=op.f("uq_council_item_meeting_id_application_id")
        ),
    )
    op.create_index(
        "uq_council_item_open",
        "council_item",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "loan_valuation",
        sa.Column("appraisal_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("value_vnd", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint("value_vnd >= 0", name=op.f("ck_loan_valuation_value")),
        sa.ForeignKeyConstraint(
            ["appraisal_id"],
            ["loan_appraisal.id"],
            name=op.f("fk_loan_valuation_appraisal_id_loan_appraisal"),
        ),
        sa.PrimaryKeyConstraint("appraisal_id", "position", name=op.f("pk_loan_valuation")),
    )
    op.create_table(
        "loan_visit_photo",
        sa.Column("visit_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_loan_visit_photo_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["loan_visit.id"], name=op.f("fk_loan_visit_photo_visit_id_loan_visit")
        ),
        sa.PrimaryKeyConstraint("visit_id", "document_id", name=op.f("pk_loan_visit_photo")),
    )
    op.create_table(
        "council_tie",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["council_item.id"], name=op.f("fk_council_tie_item_id_council_item")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["council_member.id"],
            name=op.f("fk_council_tie_member_id_council_member"),
        ),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_council_tie")),
    )
    op.create_table(
        "council_vote",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("vote", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cast_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("vote IN ('yes', 'no', 'abstain')", name=op.f("ck_council_vote_vote")),
        sa.ForeignKeyConstraint(
            ["cast_by_id"], ["account.id"], name=op.f("fk_council_vote_cast_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["council_item.id"], name=op.f("fk_council_vote_item_id_council_item")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["council_member.id"],
            name=op.f("fk_council_vote_member_id_council_member"),
        ),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_council_vote")),
    )
    op.create_table(
        "loan_decision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("appraisal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("checked", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(body = 'council') = (item_id IS NOT NULL)", name=op.f("ck_loan_decision_item")
        ),
        sa.CheckConstraint("body IN ('director', 'council')", name=op.f("ck_loan_decision_body")),
        sa.CheckConstraint("kind IN ('approve', 'reject')", name=op.f("ck_loan_decision_kind")),
        sa.CheckConstraint("amount_vnd > 0 AND months > 0", name=op.f("ck_loan_decision_amounts")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_decision_application_id_loan_application"),
        ),
        sa.ForeignKeyConstraint(
            ["appraisal_id"],
            ["loan_appraisal.id"],
            name=op.f("fk_loan_decision_appraisal_id_loan_appraisal"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_loan_decision_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["council_item.id"], name=op.f("fk_loan_decision_item_id_council_item")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_loan_decision_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["loan_programme_version.id"],
            name=op.f("fk_loan_decision_version_id_loan_programme_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_decision")),
        sa.UniqueConstraint("appraisal_id", name=op.f("uq_loan_decision_appraisal_id")),
        sa.UniqueConstraint("item_id", name=op.f("uq_loan_decision_item_id")),
    )
    op.create_index(
        op.f("ix_loan_decision_application_id"), "loan_decision", ["application_id"], unique=False
    )
    op.create_table(
        "loan_offer",
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(answer = '') = (answered_at IS NULL)", name=op.f("ck_loan_offer_answered")
        ),
        sa.CheckConstraint(
            "answer IN ('', 'accepted', 'declined', 'lapsed', 'withdrawn')",
            name=op.f("ck_loan_offer_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_loan_offer_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["loan_decision.id"],
            name=op.f("fk_loan_offer_decision_id_loan_decision"),
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_loan_offer")),
    )
    for table, (when, refused, words) in GUARDS.items():
        _guard(table, when, refused, words)
    words = "who appraised a loan does not decide on it"
    _guard("loan_decision", "INSERT", FOUR_EYES, words)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("loan_offer")
    op.drop_index(op.f("ix_loan_decision_application_id"), table_name="loan_decision")
    op.drop_table("loan_decision")
    op.drop_table("council_vote")
    op.drop_table("council_tie")
    op.drop_table("loan_visit_photo")
    op.drop_table("loan_valuation")
    op.drop_index(
        "uq_council_item_open",
        table_name="council_item",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("council_item")
    op.drop_table("council_attendance")
    op.drop_index(op.f("ix_loan_visit_application_id"), table_name="loan_visit")
    op.drop_table("loan_visit")
    op.drop_table("loan_appraisal")
    op.drop_table("council_meeting")
    op.drop_table("council_member")
    for table in (*GUARDS, "loan_decision"):
        op.execute(f"DROP FUNCTION keep_{table}()")
