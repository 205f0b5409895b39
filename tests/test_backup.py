"""The drill of docs/operations.md: dump and files while people file; restored, all is there."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Cooperative, Mandate
from documents import actions as document_actions
from documents.models import Document
from documents.rules import check_upload
from dossiers.audit import seal, verify
from factory import create_app
from feedback import actions
from launch.postgres import find_programs, libpq
from store.clock import utc_now
from store.db import db
from tests import servers
from tests.conftest import make_settings, migrate_database
from tests.world import TEXT, make_world

COUNTED = ("dossier", "dossier_event", "petition", "demand", "letter", "document", "outbox_message")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
BEFORE, DURING, PATIENCE_SECONDS = 5, 3, 60


@contextmanager
def running(url: str, folder: Path) -> Iterator[Flask]:
    """An application on a database and a folder of its own."""
    app = create_app(make_settings(url, folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _file(app: Flask, owner: Account, cooperative: Cooperative, number: int) -> None:
    """File a petition with a paper nobody sent before."""
    session: Session = db.session()
    upload = check_upload(f"Giấy {number}.pdf", f"%PDF-1.4\n{number}\n%%EOF".encode())
    vault, settings, now = app.extensions["vault"], app.extensions["settings"], utc_now()
    paper = document_actions.keep(session, vault, upload, owner.id, now)
    actions.file(session, settings, actions.Filing(owner, cooperative), TEXT, [paper], now)
    session.commit()


class Filer(threading.Thread):
    """Somebody who goes on filing until told to stop."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__()
        self.url, self.folder = url, folder
        self.filed, self.enough = 0, threading.Event()

    def run(self) -> None:
        with running(self.url, self.folder) as app:
            world = make_world(db.session(), app.extensions["settings"])
            db.session.commit()
            while not self.enough.is_set():
                _file(app, world.owner, world.cooperative, self.filed)
                self.filed += 1

    def wait_until(self, filed: int) -> None:
        """Return when so many are filed."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.filed < filed:
            assert self.is_alive()
            assert time.monotonic() < until
            time.sleep(0.02)


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        for table in COUNTED
    }


def _run(program: str, *arguments: str) -> None:
    subprocess.run([find_programs() / program, *arguments], check=True, capture_output=True)


def _dump(app: Flask, url: str, dump: Path, filer: Filer) -> dict[str, int]:
    """Dump the moment of one snapshot while filing goes on; return the counts of that moment."""
    with app.app_context(), db.engine.connect() as reader:
        reader.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        snapshot = reader.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        filer.wait_until(filer.filed + DURING)
        where = ("--format=custom", f"--file={dump}", f"--snapshot={snapshot}")
        _run("pg_dump", *where, libpq(url))
        return _counts(reader)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[tuple[str, Path, Filer]]:
    template = servers.template_database("migrated", migrate_database)
    url = servers.create_database(f"source_{WORKER}", template)
    filer = Filer(url, tmp_path / "data")
    filer.start()
    filer.wait_until(BEFORE)
    yield url, tmp_path / "data", filer
    filer.enough.set()
    filer.join()


def test_a_restored_backup_is_the_moment_of_the_dump(
    source: tuple[str, Path, Filer], tmp_path: Path
) -> None:
    url, data, filer = source
    with running(url, data) as app:
        seal(db.session(), utc_now())
        db.session.commit()
        dumped = _dump(app, url, tmp_path / "backup.dump", filer)
    shutil.copytree(data / "files", tmp_path / "copy" / "files")
    restored_url = servers.create_database(f"restored_{WORKER}")
    _run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={libpq(restored_url)}",
         str(tmp_path / "backup.dump"))  # fmt: skip
    with running(restored_url, tmp_path / "copy") as app:
        assert _counts(db.session.connection()) == dumped
        assert BEFORE <= dumped["dossier"] < filer.filed
        report = verify(db.session())
        assert report.fault is None
        assert (report.dossier_count, report.seal_count) == (dumped["dossier"], 1)
        for digest in db.session.scalars(select(Document.sha256)):
            app.extensions["vault"].get(digest)
        _file_one_more(app)
        assert verify(db.session()).fault is None


def _file_one_more(app: Flask) -> None:
    """Life goes on where it was restored."""
    session = db.session()
    mandate = session.scalars(select(Mandate)).one()
    owner = session.get_one(Account, mandate.account_id)
    _file(app, owner, session.get_one(Cooperative, mandate.cooperative_id), -1)
