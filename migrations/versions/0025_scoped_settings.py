"""settings of a topic or a channel"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("topic_code", "channel"):
        column = sa.Column(name, sa.Text(), server_default="", nullable=False)
        op.add_column("dated_setting", column)
    op.drop_constraint("pk_dated_setting", "dated_setting")
    columns = ["key", "topic_code", "channel", "valid_from"]
    op.create_primary_key("pk_dated_setting", "dated_setting", columns)


def downgrade() -> None:
    op.execute("DELETE FROM dated_setting WHERE topic_code <> '' OR channel <> ''")
    op.drop_constraint("pk_dated_setting", "dated_setting")
    op.create_primary_key("pk_dated_setting", "dated_setting", ["key", "valid_from"])
    for name in ("topic_code", "channel"):
        op.drop_column("dated_setting", name)
