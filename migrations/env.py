"""Alembic's environment: migrate the database of the application."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from store.db import db


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


with current_app.app_context(), db.engine.connect() as opened:
    run(opened)
    opened.commit()
