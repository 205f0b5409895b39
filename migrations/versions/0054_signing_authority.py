"""who signs letters in whose name, on which days, by which paper"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def _refers(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_signing_authority_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "signing_authority",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "authority IN ('', 'TM.', 'KT.', 'TL.', 'TUQ.', 'Q.')",
            name=op.f("ck_signing_authority_authority"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_signing_authority_order")
        ),
        sa.CheckConstraint(
            "authority <> 'TUQ.' OR valid_to IS NOT NULL", name=op.f("ck_signing_authority_term")
        ),
        _refers("account_id", "account"),
        _refers("made_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_authority")),
    )
    op.create_index(
        "uq_signing_authority_account_id_valid_from",
        "signing_authority",
        ["account_id", "valid_from"],
        unique=True,
    )
    # What was said once stays: only the last day may be set, and a row that never began may go.
    op.execute(
        """
        CREATE FUNCTION keep_signing_authority() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to' THEN
                RAISE EXCEPTION 'signing_authority is never edited'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER signing_authority_kept BEFORE UPDATE ON signing_authority "
        "FOR EACH ROW EXECUTE FUNCTION keep_signing_authority()"
    )


def downgrade() -> None:
    op.drop_table("signing_authority")
    op.execute("DROP FUNCTION keep_signing_authority()")
