"""Alembic's environment: migrate the database of the application."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from store.db import db


def include_object(
    item: object, name: str | None, kind: str, is_reflected: bool, compare_to: object
) -> bool:
    return not (kind == "table" and name == "alembic_version")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        include_object=include_object,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


with current_app.app_context(), db.engine.connect() as opened:
    run(opened)
    opened.commit()
