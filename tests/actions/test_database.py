"""A connection that breaks after the work was done takes nothing along."""

from flask import Flask
from sqlalchemy import text

from store.db import db

WHO = text("SELECT pg_backend_pid()")


def test_the_end_of_a_session_outlives_its_connection(app: Flask) -> None:
    with app.app_context():
        number = db.session.scalar(WHO)
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:n)"), {"n": number})
    with app.app_context():
        assert db.session.scalar(WHO) != number
