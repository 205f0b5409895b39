"""Connections that break, hosts that vanish, and errors that repeat no values."""

import json
import logging
import sys
from collections.abc import Callable
from contextlib import closing

import click
import pytest
from flask import Flask
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError, PendingRollbackError
from sqlalchemy.orm import Session

from store.db import db
from store.reach import engine_options
from tests.make import make_account
from web.errors import failed
from web.logs import JsonLine, trace
from worker.pulse import Pulse
from worker.relay import Relay
from workflow.roles import Role

WHO = text("SELECT pg_backend_pid()")


def test_the_end_of_a_session_outlives_its_connection(app: Flask) -> None:
    with app.app_context():
        number = db.session.scalar(WHO)
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:n)"), {"n": number})
    with app.app_context():
        assert db.session.scalar(WHO) != number


Told = dict[str, str]


def of_the_web(app: Flask, _url: str) -> Told:
    with app.app_context():
        return _told_by(db.engine)


def of_the_pulse(_app: Flask, url: str) -> Told:
    return _told_by(Pulse(url).engine)


def of_the_relay(_app: Flask, url: str) -> Told:
    with Relay(create_engine(url), lambda _: None, lambda: None)._listen() as ear:
        return ear.info.get_parameters()


def _told_by(engine: Engine) -> Told:
    assert engine.hide_parameters
    with closing(engine.raw_connection()) as opened:
        told: Told = opened.driver_connection.info.get_parameters()  # type: ignore[union-attr]
        return told


@pytest.mark.parametrize("ask", [of_the_web, of_the_pulse, of_the_relay])
def test_a_host_that_vanished_is_noticed(
    app: Flask, database_url: str, ask: Callable[[Flask, str], Told]
) -> None:
    told = {"keepalives_idle": "4", "keepalives_interval": "2", "keepalives_count": "3"}
    told |= {"tcp_user_timeout": "10000"}
    assert ask(app, database_url).items() >= told.items()


SECRET = "lien-ket-dang-dung"


def unreadable(session: Session) -> None:
    session.execute(text("SELECT CAST(:token AS integer)"), {"token": SECRET})


def against_a_check(session: Session) -> None:
    make_account(session, Role.SYSTEM, full_name=SECRET)


def after_one(session: Session) -> None:
    try:
        against_a_check(session)
    finally:
        session.scalar(text("SELECT 1"))


def within_ours(session: Session) -> None:
    try:
        against_a_check(session)
    except Exception as error:
        raise RuntimeError("ours") from error


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (unreadable, "DataError 22P02"),
        (against_a_check, "IntegrityError 23514"),
        (after_one, PendingRollbackError.__name__),
        (within_ours, "CheckViolation 23514"),
    ],
)
def test_the_log_of_a_fault_holds_no_values(
    app: Flask,
    session: Session,
    caplog: pytest.LogCaptureFixture,
    act: Callable[[Session], None],
    told: str,
) -> None:
    with app.test_request_context("/"), pytest.raises(Exception) as caught:  # noqa: PT011 - any
        act(session)
    session.rollback()
    with app.test_request_context("/"):
        failed(caught.value)
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    line = JsonLine().format(record)
    assert SECRET not in line
    trace = json.loads(line)["trace"]
    assert told in trace
    assert "test_database.py" in trace


def test_a_command_that_fails_tells_no_values(
    app: Flask,
    session: Session,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "excepthook", None)
    app.cli.get_command(click.Context(app.cli), "audit")
    with pytest.raises(Exception) as caught:  # noqa: PT011 - any
        against_a_check(session)
    sys.excepthook(caught.type, caught.value, caught.tb)
    told = capsys.readouterr().err
    assert "IntegrityError 23514" in told
    assert SECRET not in told


def test_the_log_says_which_database_is_away() -> None:
    url = "postgresql+psycopg://nobody:secret@127.0.0.1:1/x"
    with pytest.raises(OperationalError) as caught:
        create_engine(url, poolclass=NullPool, **engine_options(1)).connect()
    assert "port 1 failed" in trace(caught.value)
    assert "secret" not in trace(caught.value)


def test_an_error_hides_its_parameters(database_url: str) -> None:
    with (
        create_engine(
            database_url, poolclass=NullPool, **engine_options(1)
        ).connect() as connection,
        pytest.raises(Exception, match="hidden due to hide_parameters") as caught,
    ):
        connection.execute(text("SELECT :token FROM nowhere"), {"token": SECRET})
    assert SECRET not in str(caught.value)
