"""What the database says no to, and which page that is."""

import psycopg
import pytest
from flask import Flask
from psycopg.errors import ProgramLimitExceeded
from sqlalchemy.exc import OperationalError

from web.errors import broken


@pytest.mark.parametrize(
    ("orig", "status"), [(psycopg.OperationalError(), 503), (ProgramLimitExceeded(), 500)]
)
def test_a_database_that_was_asked_for_too_much_is_not_away(
    app: Flask, orig: Exception, status: int
) -> None:
    with app.test_request_context("/tra-loi"):
        assert broken(OperationalError("SELECT", None, orig)).status_code == status
