"""Fixtures: the application on a private PostgreSQL, one rolled-back transaction a test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from config import Settings, settings
from factory import create_app
from store.db import db
from tests import servers

ENV = {
    "SECRET_KEY": "a-secret-for-the-tests-only",
    "DEMO": "0",
    "PORT": "5000",
    "PASSWORD_MEMORY_KIB": "64",  # passwords that are checked in no time
}


def make_settings(database_url: str, data_dir: Path, **env: str) -> Settings:
    """Return settings for a test application."""
    return settings({**ENV, "DATABASE_URL": database_url, "DATA_DIR": str(data_dir), **env})


def migrate_database(url: str) -> None:
    """Bring an empty database to the present schema."""
    app = create_app(make_settings(url, Path(os.devnull).parent))
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def database_url() -> str:
    """A migrated database of this process."""
    template = servers.template_database("migrated", migrate_database)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return servers.create_database(f"test_{worker}", template)


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(make_settings(database_url, tmp_path_factory.mktemp("data"), DEMO="1"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session whose commits are savepoints of a transaction that is rolled back at the end."""
    with app.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        db.session.remove()
        db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield db.session()
        db.session.remove()
        db.session.configure(bind=None, join_transaction_mode="conditional_savepoint")
        outer.rollback()
        connection.close()


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    return app.test_client()
