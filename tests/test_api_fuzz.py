"""The API under data that nobody would think of: no fault of ours, and answers as described."""

import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from accounts.access import LIMITS, RateLimit
from api.openapi import document
from factory import create_app
from store.clock import utc_now
from store.db import db
from store.heartbeats import NAMES, beat
from tests import servers
from tests.conftest import make_settings, migrate_database
from tests.make import make_representative
from tests.web.test_api import READ, WRITE, fill, make_token

EXAMPLES = 25
SHAPE_DECIDES = {"/api/v1/deadline", "/api/v1/openapi.json", "/healthz", "/readyz"}


apps: list[Flask] = []  # the one that answers: made only when the first test asks for it


def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return apps[0](environ, start_response)


schema = schemathesis.openapi.from_dict(document("http://localhost", "Liên minh"))
schema.app = call


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A token that may do everything, and its application on a database of its own."""
    template = servers.template_database("migrated", migrate_database)
    url = servers.create_database(f"fuzz_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", template)
    app = create_app(make_settings(url, tmp_path_factory.mktemp("fuzz")))
    limits = dict(LIMITS)
    LIMITS.update(dict.fromkeys(("api", "file"), RateLimit(1_000_000, 60, counts_reads=True)))
    with app.app_context():
        session = db.session()
        _, cooperative = fill(session)
        for name in NAMES:
            beat(session, name, utc_now() + timedelta(hours=1))
        made = make_token(session, make_representative(session, cooperative), READ, WRITE)
        db.session.remove()
    apps.append(app)
    yield made
    apps.clear()
    LIMITS.update(limits)
    with app.app_context():
        db.engine.dispose()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Case, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    # Whether a cursor, a topic or a place exists is a question to the tables, not to the shape.
    excluded: list[Any] = [] if case.operation.path in SHAPE_DECIDES else [positive_data_acceptance]
    case.call_and_validate(headers=headers, excluded_checks=excluded)
