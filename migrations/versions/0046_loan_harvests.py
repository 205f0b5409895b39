"""Harvests of an application are read from its plan: two columns that nothing filled go.

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("loan_application", "parts_vnd")
    op.drop_column("loan_application", "due_dates")


def downgrade() -> None:
    op.add_column("loan_application", sa.Column("due_dates", postgresql.ARRAY(sa.Date())))
    op.add_column(
        "loan_application", sa.Column("parts_vnd", postgresql.JSONB(astext_type=sa.Text()))
    )
