"""Hidden texts, and a crawl of every address as every reader: 0 bytes outside whose right it is.

Each secret is a word that stands in one place only. A new route is crawled without a change here;
a new kind of argument needs a row in `tests.crawl.VALUES`.
"""

from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.access import ACCESS
from accounts.models import Account, ApiToken
from accounts.tokens import token_hash
from documents import actions as document_actions
from documents.rules import Upload
from dossiers.actions import attach
from feedback import actions, answer_actions
from feedback.models import Petition
from feedback.rules import PetitionText
from notices.actions import tell
from notices.models import MailMessage
from store.models import OutboxMessage
from tests.crawl import addresses, reading_rules
from tests.make import MORNING, make_account, make_cooperative, make_representative, make_unit
from tests.world import World, sign_in
from workflow.roles import Role

# Word by word: what it stands in, and who may read it. "us" are all who may see the dossier.
NOTE, PAPER, DRAFT, REASON = "CHIMGHICHU", "CHIMGIAYTO", "CHIMDUTHAO", "CHIMLYDO"
DECLINED, ANSWERED, PHONE = "CHIMTUCHOI", "CHIMTRALOI", "0987650123"
STAFF_ONLY = (NOTE, PAPER, DRAFT, REASON)
OWNERS_TOO = (DECLINED, ANSWERED)
EVERY_SECRET = (*STAFF_ONLY, *OWNERS_TOO, PHONE, "0987 650 123")
INSIDE = {"owner", "colleague", "officer", "head", "leader", "records", "auditor"}
STAFF = INSIDE - {"owner", "colleague"}

SKIPPED = {"static", "accounts.use_link", "accounts.sign_out"}
QUESTIONS = ("", f"?q={NOTE}", f"?q={quote('chimtraloi')}", "?q=0987650123")
ASKED = {"dossiers.search", "feedback.answers", "api.list_answers"}


def _text(subject: str, word: str) -> PetitionText:
    return PetitionText(
        subject=subject,
        situation=f"Hợp tác xã trồng na ở xã Chi Lăng trình bày {word} như sau.",
        demands=(f"Đề nghị xem xét việc {word}",),
        topic_code="credit_fund",
        commune_code=None,
        contact_name="Hoàng Văn Thắng",
        contact_phone=PHONE,
        may_publish=False,
    )


@dataclass
class Garden:
    """A world with its secrets hidden, and everybody who may come looking."""

    world: World
    readers: dict[str, Account | None] = field(default_factory=dict)


@pytest.fixture
def garden(app: Flask, world: World) -> Garden:
    session = world.session
    _hide(app, world)
    other = make_unit(session)
    stranger = make_representative(session, make_cooperative(session))
    readers = {
        "visitor": None,
        "owner": world.owner,
        "colleague": make_representative(session, world.cooperative),
        "stranger": stranger,
        "officer": world.officer,
        "head": world.head,
        "leader": world.leader,
        "records": world.records,
        "auditor": make_account(session, Role.AUDITOR),
        "officer of another unit": make_account(session, Role.OFFICER, other),
        "head of another unit": make_account(session, Role.HEAD, other),
        "external body": make_account(session, Role.EXTERNAL, make_unit(session, kind="body")),
        "administrator": make_account(session, Role.ADMIN),
    }
    session.commit()
    return Garden(world, readers)


def _hide(app: Flask, world: World) -> None:
    session = world.session
    handled = world.accepted()
    actions.note(session, handled, f"Ghi chú {NOTE}", world.officer.actor, MORNING)
    content = f"%PDF-1.4 {PAPER}".encode()
    upload = Upload(content, f"{PAPER}.pdf", "application/pdf")
    vault = app.extensions["vault"]
    kept = document_actions.keep(session, vault, upload, world.officer.id, MORNING)
    attach(session, handled.dossier, kept, "internal", audience="staff", title=f"Giấy {PAPER}")
    _draft_and_return(world, handled)
    declined = world.accepted(text=_text("Việc thứ hai của hợp tác xã", DECLINED))
    note = "Việc này thuộc cơ quan khác."
    actions.decline(session, declined, "out_of_scope", note, world.officer.actor, MORNING)
    _answer_privately(world)
    _tell_everybody(world)
    session.commit()


def _tell_everybody(world: World) -> None:
    """Do what the events asked for: write the notices and the mails."""
    asked = select(OutboxMessage).where(OutboxMessage.task.like("notices.tell_%"))
    for message in world.session.scalars(asked.order_by(OutboxMessage.id)).all():
        whom = message.task.removeprefix("notices.tell_")
        tell(world.session, world.settings, whom, **message.payload, now=MORNING)


def _draft_and_return(world: World, petition: Petition) -> None:
    session, draft = world.session, world.draft(petition)
    answer = answer_actions.save_answer(session, petition, draft, 0, world.officer, MORNING)
    answer.items[0].text = f"Dự thảo {DRAFT}"
    staff, head = world.officer.actor, world.head.actor
    answer_actions.move_answer(session, petition, "submit_draft", "", staff, MORNING)
    reason = f"Lý do {REASON}"
    answer_actions.move_answer(session, petition, "return_draft", reason, head, MORNING)


def _answer_privately(world: World) -> None:
    """Answer a petition whose cooperative does not want it published."""
    session = world.session
    petition = world.accepted(text=_text("Việc thứ ba của hợp tác xã", ANSWERED))
    draft = world.draft(petition)
    answer_actions.save_answer(session, petition, draft, 0, world.officer, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, MORNING)
    answer_actions.sign(session, world.settings, petition, world.leader, MORNING)


SEE_EVERYTHING = ("officer", "records", "auditor", "owner")


def _crawl(app: Flask, session: Session) -> dict[str, list[str]]:
    """Return every address that is read at, by endpoint."""
    everywhere: dict[str, list[str]] = {}
    for rule in reading_rules(app):
        if rule.endpoint not in SKIPPED:
            everywhere.setdefault(rule.endpoint, []).extend(
                address + question
                for address in addresses(session, rule)
                for question in (QUESTIONS if rule.endpoint in ASKED else ("",))
            )
    return everywhere


def _read_where(
    everywhere: dict[str, list[str]], account: Account | None, nowhere: set[str]
) -> list[str]:
    """Return where somebody reads: a closed door is tried once, and one that leads `nowhere`."""
    role = Role(account.role) if account else None
    where = []
    for name, found in everywhere.items():
        roles = ACCESS[name].roles
        is_open = roles is None or role in roles
        there = [one for one in found if one not in nowhere] if is_open else []
        where += [*there, *[one for one in found if one not in there][:1]]
    return where


def _found(response_bytes: bytes, address: str) -> set[str]:
    """Return the secrets in an answer, those set aside that the address itself says."""
    folded = response_bytes.lower()
    return {
        word
        for word in EVERY_SECRET
        if word.lower().encode() in folded and word.lower() not in address.lower()
    }


def _read_all(
    client: FlaskClient, account: Account | None, addresses: list[str], missed: set[str]
) -> set[str]:
    """Return the secrets that are read at `addresses`; `missed` gathers where there is nothing."""
    headers = {"Authorization": "Bearer canary"} if account else {}
    found: set[str] = set()
    for address in addresses:
        is_program = address.startswith("/api/v1/")
        response = client.get(address, headers=headers if is_program else {}, buffered=True)
        assert response.status_code != 500, address
        found |= _found(response.data, address)
        if response.status_code == 404:
            missed.add(address)
    return found


def _enter(client: FlaskClient, session: Session, account: Account | None) -> None:
    with client.session_transaction() as kept:
        kept.clear()
    session.execute(text("DELETE FROM api_token"))
    if account is None:
        return
    sign_in(client, account)
    scopes = ["petitions:read", "petitions:write"]
    row = ApiToken(account_id=account.id, name="x", token_hash=token_hash("canary"), scopes=scopes)
    row.created_at = MORNING
    session.add(row)
    session.commit()


@pytest.mark.usefixtures("bare_errors")
def test_nothing_is_read_outside_ones_right(
    app: Flask, client: FlaskClient, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.guard.hit", lambda *_: True)
    session = garden.world.session
    everywhere = _crawl(app, session)
    found: dict[str, set[str]] = {}
    missed: dict[str, set[str]] = {name: set() for name in garden.readers}
    # What is not there for those who see everything is looked for once by each of the others.
    for name in sorted(garden.readers, key=lambda name: name not in SEE_EVERYTHING):
        account = garden.readers[name]
        _enter(client, session, account)
        nowhere = set.intersection(*(missed[one] for one in SEE_EVERYTHING))
        where = _read_where(everywhere, account, nowhere)
        found[name] = _read_all(client, account, where, missed[name])
    for name, words in found.items():
        allowed = set(EVERY_SECRET if name in STAFF else OWNERS_TOO if name in INSIDE else ())
        if name in INSIDE:
            allowed |= {PHONE, "0987 650 123"}
        assert words <= allowed, name
    # The crawl goes where the secrets are: each is read by those whose right it is.
    assert set(STAFF_ONLY) | set(OWNERS_TOO) <= found["officer"]
    assert set(OWNERS_TOO) <= found["owner"]


def test_no_mail_carries_what_its_reader_may_not_see(garden: Garden) -> None:
    session = garden.world.session
    staff = {a.email for name, a in garden.readers.items() if a and name in STAFF}
    mails = session.scalars(select(MailMessage)).all()
    told = {mail.recipient for mail in mails}
    assert garden.world.owner.email in told
    assert told <= staff | {garden.world.owner.email}
    for mail in mails:
        words = f"{mail.subject} {mail.body}"
        hidden = STAFF_ONLY if mail.recipient not in staff else ()
        assert not [word for word in (*hidden, PHONE) if word in words], mail.subject
