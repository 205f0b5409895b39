"""Letters per second: typeset, and typeset and signed, as the worker does it."""

import time
from collections.abc import Callable

from sqlalchemy import select

from bench.figures import Figure
from bench.pages import end
from bench.stack import Stack
from letters.content import LetterContent
from letters.models import Letter
from letters.render import render
from letters.signing import load_signer
from store.db import db

SECONDS = 3.0


def measure(stack: Stack) -> list[Figure]:
    """Make an answer of the demo again and again."""
    app = stack.app()
    with app.app_context():
        found = select(Letter).where(Letter.kind == "official_letter").order_by(Letter.id).limit(1)
        content = LetterContent.from_json(db.session.scalars(found).one().content)
        sign = load_signer(app.extensions["settings"])
    end(app)
    rendered = per_second(lambda: render(content))
    signed = per_second(lambda: sign(render(content), content))
    return [
        Figure("letters typeset, one process", f"{rendered:.0f}/s"),
        Figure("letters typeset and signed, one process", f"{signed:.1f}/s"),
    ]


def per_second(make: Callable[[], object]) -> float:
    """Return how often `make` ends in a second, after a first time that does not count."""
    make()
    began, count = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < SECONDS:
        make()
        count += 1
    return count / elapsed
