"""invitations to support activities are letters"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("support_guest", sa.Column("letter_id", sa.BigInteger(), nullable=True))
    op.add_column("support_guest", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_support_guest_letter_id_letter"),
        "support_guest", "letter", ["letter_id"], ["id"],
    )  # fmt: skip
    op.create_index("ix_support_guest_letter_id", "support_guest", ["letter_id"])
    op.create_check_constraint(
        op.f("ck_support_guest_sent"),
        "support_guest", "(letter_id IS NULL) = (sent_at IS NULL)",
    )  # fmt: skip


def downgrade() -> None:
    op.drop_column("support_guest", "sent_at")
    op.drop_column("support_guest", "letter_id")
