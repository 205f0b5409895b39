"""Every route, every role, every standing of a dossier: one table says who sees what.

A row of SEES is a role; a column is how a dossier stands to its reader. What the table does not
give is for that reader not there: 404 on every address of the dossier, whatever one sends, and
missing in every list, count and export. A new route or role is tried without a change here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from accounts.access import ACCESS
from accounts.models import Account, ApiToken
from accounts.tokens import token_hash
from documents.actions import keep
from documents.rules import Upload
from documents.vault import Vault
from dossiers.actions import attach
from dossiers.models import Dossier, DossierBar, DossierEvent, DossierParty
from dossiers.queries import select_visible
from feedback import actions
from feedback.models import Petition
from reports.period import Period
from reports.petition_queries import DIMENSIONS, Asked, petition_figures
from reports.petition_rules import total_of
from store.clock import today
from tests.crawl import VALUES
from tests.make import MORNING, make_account, make_cooperative, make_representative, make_unit
from tests.world import TEXT, World, sign_in
from workflow.roles import Role

STANDINGS = ("own", "elsewhere", "confidential", "named")
# own: of one's unit, body or cooperative; elsewhere: of another unit and another cooperative;
# confidential: own, and its sender wants nothing published; named: own, and it names the reader.
SEES = {
    Role.REPRESENTATIVE:  "own       confidential named",
    Role.OFFICER:         "own       confidential",
    Role.HEAD:            "own       confidential",
    Role.EXTERNAL:        "own       confidential",
    Role.RECORDS:         "own elsewhere confidential",
    Role.LEADER:          "own elsewhere confidential",
    Role.AUDITOR:         "own elsewhere confidential",
    Role.ADMIN:           "",
    Role.APPRAISER:       "",
    Role.FUND_DIRECTOR:   "",
    Role.FUND_ACCOUNTANT: "",
}  # fmt: skip
COUNTERS = (Role.RECORDS, Role.OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR)
DOORS = ("feedback.show", "dossiers.paper", "api.show_petition")
SCOPES = ["petitions:read", "petitions:write"]


@dataclass(frozen=True)
class Province:
    """Who reads, and the dossier of each standing."""

    readers: dict[Role, Account]
    dossiers: dict[str, Dossier]
    values: dict[str, dict[str, Any]]


def hidden_from(role: Role) -> list[str]:
    """Return the standings that a role does not see; one of them where it sees nothing at all."""
    hidden = [one for one in STANDINGS if one not in SEES[role].split()]
    return hidden if SEES[role] else hidden[:1]


@pytest.fixture
def province(app: Flask, world: World) -> Province:
    session = world.session
    body = make_unit(session, kind="body")
    readers = {role: _reader(world, role, body) for role in SEES}
    stranger = make_representative(session, make_cooperative(session))
    elsewhere = replace(world, owner=stranger, cooperative=make_cooperative(session))
    elsewhere.officer = make_account(session, Role.OFFICER, make_unit(session))
    made = {
        "own": world.accepted(),
        "elsewhere": elsewhere.file(),
        "confidential": world.accepted(text=replace(TEXT, may_publish=False)),
        "named": world.accepted(),
    }
    actions.accept(session, made["elsewhere"], elsewhere.officer, MORNING)
    for standing in ("own", "confidential", "named"):
        session.add(DossierParty(dossier_id=made[standing].dossier_id, unit_id=body.id))
    _name_everybody(session, made["named"], readers)
    values = {one: _fill(app, session, petition) for one, petition in made.items()}
    session.commit()
    return Province(readers, {one: made[one].dossier for one in made}, values)


def _reader(world: World, role: Role, body: Any) -> Account:
    known = {
        Role.REPRESENTATIVE: world.owner, Role.OFFICER: world.officer, Role.HEAD: world.head,
        Role.LEADER: world.leader, Role.RECORDS: world.records,
    }  # fmt: skip
    if role in known:
        return known[role]
    unit = body if role is Role.EXTERNAL else make_unit(world.session)
    return make_account(world.session, role, unit)


def _name_everybody(session: Session, petition: Petition, readers: dict[Role, Account]) -> None:
    for role, account in readers.items():
        if role is not Role.REPRESENTATIVE:
            row = {"dossier_id": petition.dossier_id, "account_id": account.id, "reason": "x"}
            session.add(DossierBar(**row, created_at=MORNING))


def _fill(app: Flask, session: Session, petition: Petition) -> dict[str, Any]:
    """Give a dossier a paper; return what the arguments of its addresses are."""
    vault: Vault = app.extensions["vault"]
    content = f"%PDF-1.4 {petition.dossier_id}".encode()
    paper = keep(session, vault, Upload(content, "a.pdf", "application/pdf"), None, MORNING)
    attach(session, petition.dossier, paper, "attachment")
    return {
        "code": petition.dossier.code,
        "document_id": paper.id,
        "petition_id": petition.dossier_id,
    }


def addresses(app: Flask, session: Session, values: dict[str, Any]) -> Iterator[tuple[Rule, str]]:
    """Yield every address that names a dossier by its code."""
    for rule in app.url_map.iter_rules():
        if "code" not in rule.arguments:
            continue
        given = dict(values)
        for name in rule.arguments - set(given):
            known = VALUES.get(name, "SELECT 1")
            given[name] = session.execute(text(known)).scalar() or 1
        with app.test_request_context():
            built = rule.build({name: given[name] for name in rule.arguments})
        assert built is not None
        yield rule, built[1]


def _enter(client: FlaskClient, session: Session, account: Account) -> dict[str, str]:
    sign_in(client, account)
    session.execute(text("DELETE FROM api_token"))
    row = {"name": "x", "token_hash": token_hash("matrix"), "scopes": SCOPES}
    session.add(ApiToken(account_id=account.id, created_at=MORNING, **row))
    session.commit()
    return {"Authorization": "Bearer matrix"}


def _may_knock(role: Role, rule: Rule) -> bool:
    """Return whether the door lets a role in at all; that it else does not: test_routes."""
    roles = ACCESS[rule.endpoint].roles
    return roles is None or role in roles


def test_the_table_is_about_every_role() -> None:
    assert set(SEES) == set(Role) - {Role.SYSTEM}
    assert all(set(seen.split()) <= set(STANDINGS) for seen in SEES.values())


def test_lists_and_counts_hold_what_the_table_says(province: Province, session: Session) -> None:
    for role, account in province.readers.items():
        wanted = {province.dossiers[one].code for one in SEES[role].split()}
        found = session.scalars(select_visible(account, today()).where(Dossier.kind == "petition"))
        assert {one.code for one in found} == wanted, role
        if role in COUNTERS:
            period = Period(MORNING.date().replace(day=1), today())
            asked = Asked(account, DIMENSIONS["linh-vuc"], period, today())
            assert total_of(petition_figures(session, asked)).received == len(wanted), role


@pytest.mark.usefixtures("bare_errors")
@pytest.mark.parametrize(
    ("role", "standing"), [(role, one) for role in SEES for one in hidden_from(role)]
)
def test_what_is_not_ones_own_is_not_there(
    app: Flask, client: FlaskClient, province: Province, session: Session, role: Role,
    standing: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("accounts.guard.hit", lambda *_: True)
    bearer = _enter(client, session, province.readers[role])
    before = _heads(session)
    for rule, path in addresses(app, session, province.values[standing]):
        if not _may_knock(role, rule):
            continue
        headers = bearer if path.startswith("/api/") else {}
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(path, method=method, headers=headers, buffered=True)
            assert answer.status_code == 404, (method, path, rule.endpoint)
    assert _heads(session) == before


@pytest.mark.usefixtures("bare_errors")
@pytest.mark.parametrize("role", [role for role in SEES if SEES[role]])
def test_what_is_ones_own_is_there(
    app: Flask, client: FlaskClient, province: Province, session: Session, role: Role,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("accounts.guard.hit", lambda *_: True)
    bearer = _enter(client, session, province.readers[role])
    for standing in SEES[role].split():
        for rule, path in addresses(app, session, province.values[standing]):
            if "GET" not in (rule.methods or set()) or not _may_knock(role, rule):
                continue
            is_walked = standing == "own" or role is Role.EXTERNAL
            if not is_walked and rule.endpoint not in DOORS:
                continue
            headers = bearer if path.startswith("/api/") else {}
            status = client.get(path, headers=headers, buffered=True).status_code
            assert status < 500, (standing, path)
            if rule.endpoint in DOORS:
                assert status == 200, (standing, path)


def _heads(session: Session) -> list[tuple[int, int, str]]:
    session.expire_all()
    found = select(Dossier.id, Dossier.head_seq, Dossier.state).order_by(Dossier.id)
    count = session.scalars(select(DossierEvent.id)).all()
    heads = [(row.id, row.head_seq, row.state) for row in session.execute(found)]
    return [(len(count), 0, ""), *heads]
