"""Characters that nobody types, in addresses and in every field of a query: no fault of ours."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import wtforms
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter
from wtforms.fields.core import UnboundField
from wtforms.validators import Optional

from accounts.access import ACCESS
from accounts.models import Account
from tests.crawl import addresses, reading_rules
from tests.make import make_account, make_unit
from tests.test_routes import METHODS, NOBODYS_ID, PEOPLE, rules_of
from tests.world import World, sign_in
from web.forms import Form
from workflow.roles import Role

ROOT = Path(__file__).parent.parent
NUL = "na\0"
UNASKED = {"static", "api.readyz"}
ASKED = re.compile(r"""request\.(?:args|values)\.get(?:list)?\(["']([\w-]+)""")


def nul_addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield each route that takes words with each word in turn broken, and each method."""
    for rule in rules_of(app):
        kinds = {
            name: NOBODYS_ID if isinstance(kind, IntegerConverter) else "khong-co"
            for name, kind in rule._converters.items()
        }
        for name in (name for name, value in kinds.items() if value == "khong-co"):
            with app.test_request_context():
                built = rule.build(kinds | {name: NUL})
            assert built is not None
            yield from ((m, built[1]) for m in METHODS if m in (rule.methods or ()))


@pytest.mark.usefixtures("bare_errors", "session")
def test_an_address_with_nul_is_none(app: Flask, client: FlaskClient) -> None:
    found = list(nul_addresses(app))
    assert len(found) > 100
    answers = {call: client.open(call[1], method=call[0]).status_code for call in found}
    assert {call: status for call, status in answers.items() if status != 404} == {}


def test_a_program_reads_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v1/petitions/%00")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def forms(kind: type[Form] = Form) -> Iterator[type[Form]]:
    yield kind
    for one in kind.__subclasses__():
        yield from forms(one)


def fields() -> Iterator[tuple[str, str, UnboundField]]:
    """Yield each field of each form: the form's name, its own, and how it is made."""
    for form in forms():
        for name in dir(form):
            made = getattr(form, name)
            if isinstance(made, UnboundField):
                yield form.__name__, name, made


def query_names() -> set[str]:
    """Return every name that a query is asked for, and all of forms, which may read one."""
    sources = (path.read_text() for path in ROOT.glob("*/*.py"))
    return {name for _, name, _ in fields()}.union(*(ASKED.findall(text) for text in sources))


@pytest.mark.usefixtures("bare_errors")
@pytest.mark.parametrize("typed", [NUL, "\x0b\x1c", "²"])
def test_no_query_breaks_a_page(
    app: Flask, client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr("accounts.guard.hit", lambda *_: True)
    world.to_sign()
    unit = make_unit(world.session)
    people: dict[Role, Account] = {role: make_account(world.session, role, unit) for role in PEOPLE}
    known = (world.owner, world.officer, world.head, world.leader, world.records)
    people |= {Role(one.role): one for one in known}
    world.session.commit()
    query = urlencode(dict.fromkeys(sorted(query_names()), typed))
    broken = []
    for rule in (one for one in reading_rules(app) if one.endpoint not in UNASKED):
        roles = ACCESS[rule.endpoint].roles
        if roles:
            sign_in(client, people[min(roles)])
        for address in list(addresses(world.session, rule))[:1]:
            answer = client.get(f"{address}?{query}")
            if answer.status_code >= 500:
                broken.append(address)
    assert broken == []


def test_a_form_is_read_without_nul(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"a": "x\0y", "b": "Tốt"}):
        assert request.form.to_dict() == {"a": "xy", "b": "Tốt"}


def test_no_choice_is_left_unchecked_after_blanks() -> None:
    lax = [
        f"{form}.{name}"
        for form, name, made in fields()
        if issubclass(made.field_class, wtforms.SelectField)
        for each in (made.kwargs.get("validators") or [*made.args, ()][1] or ())
        if isinstance(each, Optional) and not each.string_check(" ")
    ]
    assert lax == [], "open_choice() of web.forms, or nothing for a choice of several"
