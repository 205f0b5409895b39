"""Who may call what: every route has its row, every row a route, and the door does what it says."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Rule

from accounts.access import ACCESS, LIMITS, Access
from accounts.models import ApiToken
from accounts.tokens import token_hash
from rulebook.actions import load_base
from tests.make import MORNING, make_account, make_unit
from tests.world import sign_in
from workflow.roles import Role

PEOPLE = [role for role in Role if role is not Role.SYSTEM]
NOBODYS_ID = 999_999_999
METHODS = ("GET", "POST")
EVERY_SCOPE = ["petitions:read", "petitions:write"]


def rules_of(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_has_its_row(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes - set(ACCESS) == set(), "no row in accounts.access.ACCESS"
    assert set(ACCESS) - routes == set(), "a row without a route"


def address_of(app: Flask, rule: Rule) -> str:
    """Return an address of a rule that leads to nothing that exists."""
    values: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        values[name] = NOBODYS_ID if isinstance(converter, IntegerConverter) else "khong-co"
    with app.test_request_context():
        built = rule.build(values)
    assert built is not None
    return built[1]


@dataclass(frozen=True)
class Call:
    """One way to call the application."""

    endpoint: str
    method: str
    address: str

    @property
    def access(self) -> Access:
        return ACCESS[self.endpoint]

    @property
    def is_program(self) -> bool:
        return self.address.startswith("/api/v1/")


def calls(app: Flask) -> list[Call]:
    """Return every route with every method it takes. Signing out comes last."""
    found = [
        Call(rule.endpoint, method, address_of(app, rule))
        for rule in rules_of(app)
        for method in METHODS
        if method in (rule.methods or ())
    ]
    return sorted(found, key=lambda call: call.endpoint == "accounts.sign_out")


def is_stopped(status: int, location: str | None) -> bool:
    return status in (401, 403) or (status == 303 and (location or "").startswith("/dang-nhap"))


@pytest.fixture
def ready(session: Session) -> Session:
    """The base rows, so that pages can count."""
    load_base(session)
    session.commit()
    return session


@pytest.mark.usefixtures("bare_errors")
def test_nobody_in_particular(app: Flask, client: FlaskClient, ready: Session) -> None:
    """A visitor sees what is public, is led to the door elsewhere, and posts nothing."""
    wrong = []
    for call in calls(app):
        answer = client.open(call.address, method=call.method)
        expected = 401 if call.is_program or call.method == "POST" else 303
        if call.access.roles is None:
            is_right = not is_stopped(answer.status_code, answer.location)
        else:
            is_right = answer.status_code == expected
            is_right &= expected != 303 or (answer.location or "").startswith("/dang-nhap?next=")
        if not is_right or answer.status_code == 500:
            wrong.append((call, answer.status_code))
    assert wrong == []


@pytest.mark.usefixtures("bare_errors")
@pytest.mark.parametrize("role", PEOPLE)
def test_each_role(app: Flask, client: FlaskClient, ready: Session, role: Role) -> None:
    """Somebody of a role is refused with 403, or passes the door (and finds nothing behind it)."""
    account = make_account(ready, role, make_unit(ready))
    ready.commit()
    sign_in(client, account)
    wrong = []
    for call in calls(app):
        if call.is_program:
            continue
        answer = client.open(call.address, method=call.method)
        if call.endpoint.startswith("accounts."):  # it may have ended the session
            sign_in(client, account)
        may = call.access.roles is None or role in call.access.roles
        is_right = not is_stopped(answer.status_code, answer.location)
        if is_right != may or answer.status_code == 500:
            wrong.append((call, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("scopes", [EVERY_SCOPE, []], ids=["every scope", "no scope"])
def test_each_program(
    app: Flask, client: FlaskClient, ready: Session, role: Role, scopes: list[str]
) -> None:
    """A token passes where its account's role and its own scope both allow it."""
    account = make_account(ready, role, make_unit(ready))
    hashed = token_hash("a-token")
    ready.add(ApiToken(account_id=account.id, name="x", token_hash=hashed, scopes=scopes,
                       created_at=MORNING))  # fmt: skip
    ready.commit()
    wrong = []
    for call in (call for call in calls(app) if call.is_program):
        headers = {"Authorization": "Bearer a-token"}
        answer = client.open(call.address, method=call.method, headers=headers)
        roles = call.access.roles
        may = roles is None or (role in roles and call.access.scope in scopes)
        if (answer.status_code not in (401, 403)) != may or answer.status_code == 500:
            wrong.append((call, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer", "Basic a-token", "", "Bearer ế"])
def test_a_token_that_is_none(client: FlaskClient, ready: Session, header: str) -> None:
    answer = client.get(
        "/api/v1/petitions", headers={"Authorization": header.encode().decode("latin-1")}
    )
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.mimetype == "application/problem+json"


def test_a_token_of_a_closed_account_is_none(client: FlaskClient, ready: Session) -> None:
    account = make_account(ready, Role.REPRESENTATIVE, is_active=False)
    ready.add(ApiToken(account_id=account.id, name="x", token_hash=token_hash("a-token"),
                       scopes=EVERY_SCOPE, created_at=MORNING))  # fmt: skip
    ready.commit()
    answer = client.get("/api/v1/petitions", headers={"Authorization": "Bearer a-token"})
    assert answer.status_code == 401


def test_a_route_without_a_row_is_closed(app: Flask, client: FlaskClient, ready: Session) -> None:
    row = ACCESS.pop("administration.deadline")
    try:
        assert client.get("/tinh-han").status_code == 403
    finally:
        ACCESS["administration.deadline"] = row
    assert client.get("/tinh-han").status_code == 200


def test_limits_count_calls(client: FlaskClient, ready: Session) -> None:
    answers = [client.post("/quen-mat-khau", data={"login": "a@b.vn"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Hãy chờ" in answers[-1].text
    assert 0 < int(answers[-1].headers["Retry-After"]) <= LIMITS["link"].seconds
