"""the public figures by month, as each night counts them"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

MONTHS = ("received_by_month", "answered_by_month")


def upgrade() -> None:
    for name in MONTHS:
        made: sa.Column[list[int]] = sa.Column(
            name, sa.ARRAY(sa.Integer()), nullable=False, server_default="{}"
        )
        op.add_column("public_day", made)
        op.alter_column("public_day", name, server_default=None)


def downgrade() -> None:
    for name in MONTHS:
        op.drop_column("public_day", name)
