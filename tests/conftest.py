"""Fixtures: the application on a private PostgreSQL, one rolled-back transaction a test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, render_template
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Settings, settings
from factory import create_app
from store.db import db
from tests import servers
from tests.world import World, make_world

ENV = {
    "SECRET_KEY": "a-secret-for-the-tests-only",
    "DEMO": "0",
    "PORT": "5000",
    "PASSWORD_MEMORY_KIB": "64",  # passwords that are checked in no time
}

# How long one example takes says how busy the machine is, not whether the rule is right.
hypothesis_settings.register_profile("busy", deadline=None)
hypothesis_settings.load_profile("busy")


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
    # A real token carries the second it was signed in: two pages that are the same would differ.
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session whose commits are savepoints of a transaction that is rolled back at the end."""
    with app.app_context():
        engines = db.engines
        engine, connection = engines[None], engines[None].connect()
        outer = connection.begin()
        db.session.remove()
        engines[None] = connection  # type: ignore[index]  # the session asks here what to bind to
        db.session.configure(join_transaction_mode="create_savepoint")
        yield db.session()
        db.session.remove()
        db.session.configure(join_transaction_mode="conditional_savepoint")
        engines[None] = engine  # type: ignore[index]
        outer.rollback()
        connection.close()


class Browser(FlaskClient):
    """A client whose requests share the test's session, and nothing else of its context."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        vars(g).clear()
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def bare_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Error pages of which the first of a kind is whole, and the others are their words alone.

    For who walks through every address: most of them answer with an error, in one skeleton.
    """
    seen: set[tuple[str, object]] = set()

    def render(name: str, **values: object) -> str:
        kind = (name, values.get("status"))
        if kind in seen:
            return f"{values.get('title')} {values.get('text')}"
        seen.add(kind)
        return render_template(name, **values)

    monkeypatch.setattr("web.errors.render_template", render)


@pytest.fixture
def world(app: Flask, session: Session) -> World:
    made = make_world(session, app.extensions["settings"])
    session.commit()
    return made


@pytest.fixture
def counted(session: Session) -> Iterator[list[str]]:
    """The SQL statements of this test's connection, as they are sent."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO")):
            statements.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)
