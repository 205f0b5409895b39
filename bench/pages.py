"""Pages per second under gunicorn, and how many statements a page costs."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from bench.figures import Figure, statements
from bench.load import CONNECTIONS, drive, get
from bench.people import sign_in
from bench.stack import Stack
from dossiers.models import Dossier
from feedback.models import Publication
from store.db import db
from workflow.roles import Role

REQUESTS = 30
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A page as somebody opens it."""

    name: str
    path: str
    cookie: str = ""


def pages_of(app: Flask) -> list[Page]:
    """Return the main pages of each role, on dossiers of the demo."""
    with app.app_context():
        session = db.session()
        owner, own = _whose(session, Role.REPRESENTATIVE)
        officer, held = _whose(session, Role.OFFICER)
        leader = _first(session, Role.LEADER)
        answer_id = session.scalars(select(Publication.id).limit(1)).one()
        cookies = {one.role: sign_in(app, one).cookie for one in (owner, officer, leader)}
    as_owner, as_officer = cookies["representative"], cookies["officer"]
    return [
        Page("home", "/"),
        Page("one published answer", f"/tra-loi/{answer_id}"),
        Page("my petitions (cooperative)", "/ho-so", as_owner),
        Page("one petition (cooperative)", f"/kien-nghi/{own}", as_owner),
        Page("desk (officer)", "/ban-lam-viec", as_officer),
        Page("one petition (officer)", f"/kien-nghi/{held}", as_officer),
        Page("signing (leader)", "/ky-duyet", cookies["leader"]),
    ]


def _first(session: Session, role: Role) -> Account:
    found = select(Account).where(Account.role == str(role), Account.is_active)
    return session.scalars(found.order_by(Account.id).limit(1)).one()


def _whose(session: Session, role: Role) -> tuple[Account, str]:
    """Return an account of a role that has to do with a petition, and that petition's code."""
    column = Dossier.filed_by_id if role is Role.REPRESENTATIVE else Dossier.officer_id
    found = select(Account, Dossier.code).join(Dossier, column == Account.id)
    row = session.execute(found.where(Account.role == str(role)).order_by(Dossier.id)).first()
    if row is None:
        raise RuntimeError(f"the demo holds no petition of a {role}")
    return row[0], row[1]


def measure(stack: Stack) -> list[Figure]:
    """Measure every page under gunicorn, all connections busy; count its statements here."""
    app = stack.app()
    found = []
    with stack.serving() as port:
        for page in pages_of(app):
            asked = get(page.path, page.cookie)
            drive(port, [[asked] * WARM_UP] * CONNECTIONS)
            measured = drive(port, [[asked] * REQUESTS] * CONNECTIONS)
            value = f"{measured.per_second:.0f}/s, p95 {measured.p95_ms:.0f} ms"
            found.append(Figure(f"page: {page.name}", value, str(count_statements(app, page))))
    end(app)
    return found


def browser(app: Flask, page: Page) -> FlaskClient:
    """Return a client that holds the page's cookie."""
    client = app.test_client()
    if page.cookie:
        name, _, value = page.cookie.partition("=")
        client.set_cookie(name, value)
    return client


def count_statements(app: Flask, page: Page) -> int:
    """Return how many statements a second visit costs."""
    client = browser(app, page)
    with app.app_context():
        engine = db.engine
    for visit in range(2):
        with statements(engine) as said:
            answer = client.get(page.path)
        if answer.status_code != 200:
            raise RuntimeError(f"{page.path} on visit {visit}: {answer.status}")
    return len(said)


def end(app: Flask) -> None:
    """Close the connections that `app` holds in this process."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
