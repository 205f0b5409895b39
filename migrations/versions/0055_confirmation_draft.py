"""a draft that an objection began may be thrown away"""

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

NAME = "fk_loan_confirmation_draft_id_petition_draft"


def upgrade() -> None:
    _refer("SET NULL")


def downgrade() -> None:
    _refer(None)


def _refer(ondelete: str | None) -> None:
    op.drop_constraint(op.f(NAME), "loan_confirmation", type_="foreignkey")
    op.create_foreign_key(
        op.f(NAME), "loan_confirmation", "petition_draft", ["draft_id"], ["id"], ondelete=ondelete
    )
