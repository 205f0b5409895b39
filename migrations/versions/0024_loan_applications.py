"""loan programmes with their versions, applications for loans, declared ties"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KIND = "loan_application"
STATES = (
    "submitted", "supplement_requested", "in_appraisal", "in_council", "approved", "rejected",
    "offer_accepted", "contracted", "lapsed", "withdrawn",
)  # fmt: skip
APPEND_ONLY = ("loan_cap", "loan_checklist_item")


def _spelled(name: str) -> str:
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": name},
    )
    return str(found.scalar_one())


def _words(spelled: str) -> list[str]:
    return re.findall(r"'(\w*)'", spelled)


def _listed(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _allow_states(is_wanted: bool) -> None:
    """Let the dossier have the states of our kind, or no more; other kinds stay as they are."""
    parts = re.split(r"kind = '", _spelled("ck_dossier_kind_state"))[1:]
    kinds = {part.partition("'")[0]: _words(part.partition("'")[2]) for part in parts}
    kinds.pop(KIND, None)
    if is_wanted:
        kinds[KIND] = ["", *STATES]
    checks = [f"(kind = '{kind}' AND state IN ({_listed(s)}))" for kind, s in kinds.items()]
    op.execute("ALTER TABLE dossier DROP CONSTRAINT ck_dossier_kind_state")
    op.execute(
        f"ALTER TABLE dossier ADD CONSTRAINT ck_dossier_kind_state CHECK ({' OR '.join(checks)})"
    )


def _guard_versions() -> None:
    """Only the day on which a version ends may be set, once; caps and papers never change."""
    op.execute(
        """
        CREATE FUNCTION keep_programme_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' OR OLD.valid_to IS NOT NULL
                OR to_jsonb(NEW) - 'valid_to' <> to_jsonb(OLD) - 'valid_to' THEN
                RAISE EXCEPTION 'a version of a programme is never changed'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER loan_programme_version_kept BEFORE UPDATE OR DELETE "
        "ON loan_programme_version FOR EACH ROW EXECUTE FUNCTION keep_programme_version()"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def upgrade() -> None:
    _allow_states(is_wanted=True)
    op.create_table(
        "loan_programme",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("sort", sa.BigInteger(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_loan_programme_code")),
    )
    op.create_table(
        "declared_tie",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("declared_by_id", sa.BigInteger(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_declared_tie_order")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_declared_tie_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperative.id"],
            name=op.f("fk_declared_tie_cooperative_id_cooperative"),
        ),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["account.id"], name=op.f("fk_declared_tie_declared_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_tie")),
    )
    op.create_index(
        "ix_declared_tie_cooperative_id",
        "declared_tie",
        ["cooperative_id", "account_id"],
        unique=False,
    )
    op.create_table(
        "loan_programme_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("own_share_percent", sa.BigInteger(), nullable=False),
        sa.Column("months_min", sa.BigInteger(), nullable=False),
        sa.Column("months_max", sa.BigInteger(), nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("overdue_factor_percent", sa.BigInteger(), nullable=False),
        sa.Column("late_interest_ppm", sa.BigInteger(), nullable=False),
        sa.Column("methods", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("every_months", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("grace_months_max", sa.BigInteger(), nullable=False),
        sa.Column("day_count", sa.Text(), nullable=False),
        sa.Column("moves_to_working_day", sa.Boolean(), nullable=False),
        sa.Column("requires_membership", sa.Boolean(), nullable=False),
        sa.Column("collateral", sa.Text(), nullable=False),
        sa.Column("collateral_percent", sa.BigInteger(), nullable=False),
        sa.Column("director_limit_vnd", sa.BigInteger(), nullable=False),
        sa.Column("processing_days", sa.BigInteger(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "collateral IN ('required', 'or_reasons', 'none')",
            name=op.f("ck_loan_programme_version_collateral"),
        ),
        sa.CheckConstraint(
            "months_min BETWEEN 1 AND months_max", name=op.f("ck_loan_programme_version_months")
        ),
        sa.CheckConstraint(
            "own_share_percent BETWEEN 0 AND 100", name=op.f("ck_loan_programme_version_own_share")
        ),
        sa.CheckConstraint(
            "rate_ppm BETWEEN 0 AND 1000000", name=op.f("ck_loan_programme_version_rate")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_loan_programme_version_order"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["account.id"],
            name=op.f("fk_loan_programme_version_created_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["loan_programme.id"],
            name=op.f("fk_loan_programme_version_programme_id_loan_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_programme_version")),
        sa.UniqueConstraint(
            "programme_id", "number", name=op.f("uq_loan_programme_version_programme_id_number")
        ),
        sa.UniqueConstraint(
            "programme_id",
            "valid_from",
            name=op.f("uq_loan_programme_version_programme_id_valid_from"),
        ),
    )
    op.create_table(
        "loan_application",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("borrower_kind", sa.Text(), nullable=False),
        sa.Column("sector_group", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("total_vnd", sa.BigInteger(), nullable=False),
        sa.Column("own_vnd", sa.BigInteger(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("every_months", sa.BigInteger(), nullable=False),
        sa.Column("grace_months", sa.BigInteger(), nullable=False),
        sa.Column("wished_on", sa.Date(), nullable=False),
        sa.Column("due_dates", postgresql.ARRAY(sa.Date()), nullable=True),
        sa.Column("parts_vnd", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("is_secured", sa.Boolean(), nullable=False),
        sa.Column("unsecured_reason", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "borrower_kind IN ('cooperative', 'union', 'member')",
            name=op.f("ck_loan_application_borrower"),
        ),
        sa.CheckConstraint(
            "amount_vnd > 0 AND total_vnd > 0 AND own_vnd >= 0",
            name=op.f("ck_loan_application_amounts"),
        ),
        sa.CheckConstraint(
            "months > 0 AND grace_months >= 0 AND every_months > 0",
            name=op.f("ck_loan_application_months"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperative.id"],
            name=op.f("fk_loan_application_cooperative_id_cooperative"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_loan_application_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["loan_programme_version.id"],
            name=op.f("fk_loan_application_version_id_loan_programme_version"),
        ),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_loan_application")),
    )
    op.create_index(
        "ix_loan_application_cooperative_id", "loan_application", ["cooperative_id"], unique=False
    )
    op.create_index(
        op.f("ix_loan_application_version_id"), "loan_application", ["version_id"], unique=False
    )
    op.create_table(
        "loan_cap",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("borrower_kind", sa.Text(), nullable=False),
        sa.Column("sector_group", sa.Text(), nullable=False),
        sa.Column("cap_vnd", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "borrower_kind IN ('cooperative', 'union', 'member')", name=op.f("ck_loan_cap_borrower")
        ),
        sa.CheckConstraint(
            "sector_group IN ('agriculture', 'other')", name=op.f("ck_loan_cap_sector")
        ),
        sa.CheckConstraint("cap_vnd > 0", name=op.f("ck_loan_cap_cap")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["loan_programme_version.id"],
            name=op.f("fk_loan_cap_version_id_loan_programme_version"),
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "borrower_kind", "sector_group", name=op.f("pk_loan_cap")
        ),
    )
    op.create_table(
        "loan_checklist_item",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("applies", sa.Text(), nullable=False),
        sa.Column("valid_months", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "applies IN ('always', 'secured', 'unsecured')",
            name=op.f("ck_loan_checklist_item_applies"),
        ),
        sa.CheckConstraint("valid_months > 0", name=op.f("ck_loan_checklist_item_valid_months")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["loan_programme_version.id"],
            name=op.f("fk_loan_checklist_item_version_id_loan_programme_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "code", name=op.f("pk_loan_checklist_item")),
    )
    op.create_table(
        "loan_draft",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("papers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_dossier_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_loan_draft_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperative.id"],
            name=op.f("fk_loan_draft_cooperative_id_cooperative"),
        ),
        sa.ForeignKeyConstraint(
            ["filed_dossier_id"],
            ["dossier.id"],
            name=op.f("fk_loan_draft_filed_dossier_id_dossier"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["loan_programme.id"],
            name=op.f("fk_loan_draft_programme_id_loan_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_draft")),
        sa.UniqueConstraint("filed_dossier_id", name=op.f("uq_loan_draft_filed_dossier_id")),
    )
    op.create_index(op.f("ix_loan_draft_account_id"), "loan_draft", ["account_id"], unique=False)
    op.create_table(
        "loan_collateral",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("value_vnd", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("value_vnd > 0", name=op.f("ck_loan_collateral_value")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_collateral_application_id_loan_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "position", name=op.f("pk_loan_collateral")),
    )
    op.create_table(
        "loan_finding",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("round_no", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("needed", sa.Text(), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_finding_application_id_loan_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_finding")),
    )
    op.create_index(
        "ix_loan_finding_application_id",
        "loan_finding",
        ["application_id", "round_no"],
        unique=False,
    )
    op.create_table(
        "loan_income",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("income_vnd", sa.BigInteger(), nullable=False),
        sa.Column("cost_vnd", sa.BigInteger(), nullable=False),
        sa.Column("is_harvest", sa.Boolean(), nullable=False),
        sa.CheckConstraint("EXTRACT(day FROM month) = 1", name=op.f("ck_loan_income_first_day")),
        sa.CheckConstraint(
            "income_vnd >= 0 AND cost_vnd >= 0", name=op.f("ck_loan_income_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_income_application_id_loan_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "month", name=op.f("pk_loan_income")),
    )
    op.create_table(
        "loan_paper",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("reused_from_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_paper_application_id_loan_application"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_loan_paper_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["reused_from_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_paper_reused_from_id_loan_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_paper")),
        sa.UniqueConstraint(
            "application_id",
            "item_code",
            "document_id",
            name=op.f("uq_loan_paper_application_id_item_code_document_id"),
        ),
    )
    op.create_index("ix_loan_paper_document_id", "loan_paper", ["document_id"], unique=False)
    op.create_table(
        "loan_related",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_related_application_id_loan_application"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperative.id"],
            name=op.f("fk_loan_related_cooperative_id_cooperative"),
        ),
        sa.PrimaryKeyConstraint("application_id", "position", name=op.f("pk_loan_related")),
    )
    op.create_index(
        op.f("ix_loan_related_cooperative_id"), "loan_related", ["cooperative_id"], unique=False
    )
    op.create_table(
        "loan_source",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_loan_source_amount")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["loan_application.dossier_id"],
            name=op.f("fk_loan_source_application_id_loan_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "position", name=op.f("pk_loan_source")),
    )
    _guard_versions()


def downgrade() -> None:
    op.drop_table("loan_source")
    op.drop_index(op.f("ix_loan_related_cooperative_id"), table_name="loan_related")
    op.drop_table("loan_related")
    op.drop_index("ix_loan_paper_document_id", table_name="loan_paper")
    op.drop_table("loan_paper")
    op.drop_table("loan_income")
    op.drop_index("ix_loan_finding_application_id", table_name="loan_finding")
    op.drop_table("loan_finding")
    op.drop_table("loan_collateral")
    op.drop_index(op.f("ix_loan_draft_account_id"), table_name="loan_draft")
    op.drop_table("loan_draft")
    op.drop_table("loan_checklist_item")
    op.drop_table("loan_cap")
    op.drop_index(op.f("ix_loan_application_version_id"), table_name="loan_application")
    op.drop_index("ix_loan_application_cooperative_id", table_name="loan_application")
    op.drop_table("loan_application")
    op.drop_table("loan_programme_version")
    op.drop_index("ix_declared_tie_cooperative_id", table_name="declared_tie")
    op.drop_table("declared_tie")
    op.drop_table("loan_programme")
    op.execute("DROP FUNCTION keep_programme_version()")
    _allow_states(is_wanted=False)
