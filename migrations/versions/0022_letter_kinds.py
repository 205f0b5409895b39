"""named documents: proposals, minutes, decisions, notices, contracts, debt notes"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BEFORE = ("official_letter", "transfer_slip", "receipt")
NAMED = ("proposal", "minutes", "decision", "notice", "contract", "debt_note")


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE letter DROP CONSTRAINT ck_letter_kind")
    op.execute(f"ALTER TABLE letter ADD CONSTRAINT ck_letter_kind CHECK (kind IN ({listed}))")


def upgrade() -> None:
    _allow((*BEFORE, *NAMED))


def downgrade() -> None:
    _allow(BEFORE)
