"""The migrated schema is that of the models, and every migration can be taken back."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, inspect, text

from factory import MACHINES, create_app
from store.db import db
from tests import servers
from tests.conftest import make_settings, migrate_database

ROOT = Path(__file__).parent.parent
VERSIONS = ROOT / "migrations" / "versions"
STATE_CHECK = "ck_dossier_kind_state"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database of its own."""
    app = create_app(make_settings(servers.create_database(f"empty_{WORKER}"), tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Engine]:
    """The engine of a database at the present schema, to compare and to spoil."""
    template = servers.template_database("migrated", migrate_database)
    url = servers.create_database(f"copy_{WORKER}", template)
    with create_app(make_settings(url, tmp_path)).app_context():
        yield db.engine
        db.engine.dispose()


def differences(engine: Engine) -> list[object]:
    """Return what autogenerate would write: tables, columns, types, indexes, keys."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": True},
        )
        return list(compare_metadata(context, db.metadata))


def checks(engine: Engine) -> dict[str, str]:
    """Return the CHECK constraints of all tables by name, as the database spells them."""
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'")
        )
        return {row[0]: row[1] for row in found}


def test_the_migrated_schema_is_that_of_the_models(migrated: Engine) -> None:
    assert differences(migrated) == []


def test_a_difference_is_seen(migrated: Engine) -> None:
    with migrated.begin() as connection:
        connection.execute(text("ALTER TABLE topic DROP COLUMN sort"))
        connection.execute(text("DROP INDEX ix_dossier_updated_at"))
    assert len(differences(migrated)) == 2


def test_the_states_are_those_of_the_machines(migrated: Engine) -> None:
    """The database knows each (kind, state), and no other: "" is a dossier being opened."""
    spelled = checks(migrated)[STATE_CHECK]
    for kind, machine in MACHINES.items():
        part = spelled.split(f"kind = '{kind}'", 1)[1].split("kind =", 1)[0]
        assert set(re.findall(r"'(\w*)'", part)) - {""} == set(machine.states)


def test_every_check_of_the_models_is_in_the_database(migrated: Engine) -> None:
    named = {
        str(constraint.name)
        for table in db.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    assert named
    assert named <= set(checks(migrated))


def test_there_and_back_and_there_again(empty: Flask) -> None:
    upgrade()
    tables = set(inspect(db.engine).get_table_names())
    assert set(db.metadata.tables) <= tables
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    with db.engine.connect() as connection:
        own = text("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        assert connection.execute(own).all() == [], "a function stayed behind"
    upgrade()
    assert set(inspect(db.engine).get_table_names()) == tables


def test_migrations_are_one_chain_in_the_order_of_their_numbers() -> None:
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    chain = []
    for name in names:
        source = (VERSIONS / f"{name}.py").read_text()
        found = re.findall(r'^(?:down_)?revision\b.*?=\s*(?:"([^"]*)"|None)', source, re.MULTILINE)
        chain.append(tuple(found))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]
    assert [one[0] for one in chain[:-1]] == [one[1] for one in chain[1:]]
