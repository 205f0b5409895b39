"""Every form on every page, filled in with what nobody should type: no 5xx, no half-done change.

FUZZ_INPUTS and FUZZ_SEED make it longer and different; `make proof` sends 10,000.
"""

import os
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from urllib.parse import quote_from_bytes, urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from accounts.access import ACCESS
from accounts.models import Account
from feedback.draft_actions import start
from store.db import db
from tests.crawl import addresses, reading_rules
from tests.make import MORNING, make_account
from tests.world import World, sign_in
from workflow.roles import Role

INPUTS = int(os.environ.get("FUZZ_INPUTS", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "20261124"))
SKIPPED = {"static", "accounts.use_link"}
# What any request may write: that somebody came, and how often.
COUNTERS = {"rate_window", "sign_in_attempt", "sign_in_session"}
NASTY = (
    b"", b" ", b"0", b"-1", b"1", b"999999999999999999999", b"1e400", b"NaN", b"3,5", b"1.000.000",
    b"true", b"../../etc/passwd",
    b"<script>alert(1)</script>", b"{{ 7*7 }}", b"%(x)s %s {}", b"' OR 1=1 --", b"=1+1",
    b"31/02/2026", b"29/02/2024", b"13/13/2026", b"2026-02-10", b"00/00/0000", b"99:99",
    "A\u0301\u0323".encode() * 40, "\u202eTẾT".encode(), "Hợp tác xã".encode(), b"x" * 70_000,
    b"a@b", b"a@b.example", b"0912345678", b"KN-2026-000001-0", b"[]", b'{"a": 1}', b"\r\n\r\n",
)  # fmt: skip

Print = list[tuple[str, int, int]]
BROKEN = (b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", b"\xc3")  # refused as a whole


@dataclass
class Form:
    """A form as a page shows it: where it goes and the fields with the values offered."""

    action: str
    fields: dict[str, list[bytes]] = field(default_factory=dict)


class Forms(HTMLParser):
    """Collects the forms of a page that change something."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found = address, list[Form]()
        self.open: Form | None = None
        self.name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "get").lower() == "post":
            self.open = Form(urljoin(self.address, said.get("action") or self.address))
            self.found.append(self.open)
        elif tag in ("input", "textarea", "select", "button") and said.get("name"):
            self.name = said["name"]
            self._offer(said.get("value"))
        elif tag == "option":
            self._offer(said.get("value"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None

    def _offer(self, value: str | None) -> None:
        if self.open is not None and self.name:
            offered = self.open.fields.setdefault(self.name, [])
            offered += [value.encode()] if value else []


def _forms_of(
    client: FlaskClient, app: Flask, session: Session, role: Role, papers: set[str]
) -> list[Form]:
    """Return the forms of all pages that somebody of a role may read, each action once.

    `papers` gathers what answers with files and pictures: no form is there, whoever asks.
    """
    found: dict[tuple[str, ...], Form] = {}
    for rule in reading_rules(app):
        roles = ACCESS[rule.endpoint].roles
        is_closed = roles is not None and role not in roles
        if is_closed or rule.endpoint in SKIPPED | papers or rule.rule.startswith("/api/"):
            continue
        for address in addresses(session, rule):
            page = client.get(address)
            if page.status_code == 200 and page.mimetype != "text/html":
                papers.add(rule.endpoint)
                break
            if page.status_code == 200:
                parser = Forms(address)
                parser.feed(page.text)
                for form in parser.found:
                    found.setdefault((form.action, *sorted(form.fields)), form)
    return [form for form in found.values() if not form.action.endswith("/dang-xuat")]


def _body(form: Form, chance: Random) -> bytes:
    """Fill a form in: some fields as offered, most with something nasty, some left out or twice."""
    pairs = []
    for name, offered in form.fields.items():
        for _ in range(chance.choices((0, 1, 2), (1, 8, 1))[0]):
            is_offered = offered and chance.random() < 0.6
            odd = BROKEN if chance.random() < 0.01 else NASTY
            value = chance.choice(offered if is_offered else odd)
            pairs.append(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}")
    if chance.random() < 0.1:
        pairs.append("unknown=%FF&=&&")
    return "&".join(pairs).encode()


def _fingerprint(session: Session) -> Print:
    """Return for each table how many rows it has and which of our changes touched it last."""
    tables = sorted(set(db.metadata.tables) - COUNTERS)
    one = "SELECT '{0}', count(*), coalesce(max(xmin::text::bigint), 0) FROM \"{0}\""
    query = " UNION ALL ".join(one.format(table) for table in tables)
    return sorted(tuple(row) for row in session.execute(text(query)))  # scanned side by side


def _people(world: World) -> list[Account]:
    session = world.session
    auditor, admin = (make_account(session, role) for role in (Role.AUDITOR, Role.ADMIN))
    staff = [world.officer, world.head, world.leader, world.records]
    return [world.owner, *staff, auditor, admin]


def _prepare(world: World) -> None:
    """A petition at each place of the way, and a draft."""
    session = world.session
    world.file()
    world.accepted()
    world.to_sign()
    world.answered()
    start(session, world.owner, world.cooperative, {"demands": [""]}, MORNING)
    session.commit()


@pytest.mark.usefixtures("bare_errors")
def test_no_form_breaks_anything(
    app: Flask, client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.guard.hit", lambda *_: True)
    session, chance = world.session, Random(SEED)
    _prepare(world)
    people = _people(world)
    session.commit()
    forms: dict[int, list[Form]] = {}
    papers: set[str] = set()
    for person in people:
        who = sign_in(client, person)
        forms[person.id] = _forms_of(who, app, session, Role(person.role), papers)
    assert sum(len(found) for found in forms.values()) > 40
    refused, kept = 0, _fingerprint(session)
    for _ in range(INPUTS):
        person = chance.choice([person for person in people if forms[person.id]])
        form = chance.choice(forms[person.id])
        is_refused, kept = _send(client, session, person, form, _body(form, chance), kept)
        refused += is_refused
    print(f"{INPUTS} inputs, {refused} refused, 0 answered with 5xx")  # noqa: T201 - make proof reads it
    assert refused > INPUTS // 10


def _send(
    client: FlaskClient, session: Session, who: Account, form: Form, body: bytes, before: Print
) -> tuple[bool, Print]:
    """Send a form; return whether it was refused, after seeing that then nothing changed, and
    the fingerprint of all tables after it."""
    response = sign_in(client, who).post(
        form.action, data=body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code < 500, (form.action, body[:400])
    is_refused = 400 <= response.status_code < 500
    after = _fingerprint(session)
    if is_refused:
        assert after == before, (form.action, response.status_code, body[:400])
    return is_refused, after
