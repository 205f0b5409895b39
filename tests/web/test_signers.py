"""Who signs in whose name: dated rows, printed on the day of issue, never edited."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from accounts.models import Account
from feedback import answer_actions
from letters.content import LetterBody, LetterContent
from letters.models import Letter
from letters.rules import Authority
from letters.signer_actions import AuthorityDraft, end_authority, give_authority
from letters.signer_models import SigningAuthority
from rulebook.queries import list_changes
from store.clock import today
from tests.make import MORNING, make_account
from tests.world import World, sign_in
from web.filters import day
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.roles import Role

ON = local_day(MORNING)
ONE = timedelta(days=1)


@pytest.fixture
def admin(world: World) -> Account:
    return make_account(world.session, Role.ADMIN)


def draft(world: World, **values: object) -> AuthorityDraft:
    said = {
        "authority": Authority.ACTING, "office": "Phó Chủ tịch", "basis": "QĐ 15",
        "valid_from": ON,
    }  # fmt: skip
    return AuthorityDraft(world.leader.id, **(said | values))  # type: ignore[arg-type]


def printed(world: World) -> tuple[str, ...]:
    """Return the lines above the signature of an answer that is signed now."""
    petition = world.to_sign()
    answer_actions.sign(world.session, world.settings, petition, world.leader, MORNING)
    last = select(Letter).where(Letter.kind == "official_letter").order_by(Letter.id.desc())
    letter = world.session.scalars(last.limit(1)).one()
    body = LetterContent.from_json(letter.content).body
    assert isinstance(body, LetterBody)
    return body.authority


def test_a_letter_prints_the_row_of_its_day(world: World, admin: Account) -> None:
    usual = printed(world)
    give_authority(world.session, draft(world), admin, MORNING)
    assert printed(world) == ("Q. CHỦ TỊCH",)
    assert usual != ("Q. CHỦ TỊCH",)
    later = draft(world, authority=Authority.BOARD, valid_from=ON + ONE)
    give_authority(world.session, later, admin, MORNING)
    assert printed(world) == ("Q. CHỦ TỊCH",), "what comes is not yet"
    rows = world.session.scalars(select(SigningAuthority).order_by(SigningAuthority.id)).all()
    assert [(one.valid_from, one.valid_to) for one in rows] == [(ON, ON), (ON + ONE, None)]


def test_whose_authority_is_over_signs_no_more(world: World, admin: Account) -> None:
    yesterday = MORNING - ONE
    row = give_authority(world.session, draft(world, valid_from=ON - ONE), admin, yesterday)
    end_authority(world.session, row.id, admin, yesterday)
    with pytest.raises(Refusal, match="đã hết"):
        printed(world)
    numbers = select(Letter.number).where(Letter.kind == "official_letter")
    assert world.session.scalars(numbers).all() == [], "no number is lost"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": ON - ONE}, "valid_from"),
        ({"valid_to": ON - ONE}, "valid_to"),
        ({"authority": Authority.AUTHORISED}, "valid_to"),
    ],
)
def test_what_is_refused(
    world: World, admin: Account, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        give_authority(world.session, draft(world, **values), admin, MORNING)
    assert refused.value.field == field


def test_a_row_is_never_edited(world: World, admin: Account) -> None:
    row = give_authority(world.session, draft(world), admin, MORNING)
    with pytest.raises(Refusal, match="đã có dòng"):
        give_authority(world.session, draft(world, authority=Authority.DEPUTY), admin, MORNING)
    with pytest.raises(DBAPIError, match="never edited"), world.session.begin_nested():
        world.session.execute(text("UPDATE signing_authority SET office = 'khác'"))
    end_authority(world.session, row.id, admin, MORNING)
    with pytest.raises(Refusal, match="đã kết thúc"):
        end_authority(world.session, row.id, admin, MORNING)
    told = [change.what[0]["what"] for change in list_changes(world.session, "signer", 9)]
    assert told == ["ends", "begins"]


def test_the_page(client: FlaskClient, world: World, admin: Account) -> None:
    world.session.commit()
    form = {
        "account_id": str(world.leader.id), "authority": "TUQ.", "office": "Phó Chủ tịch",
        "valid_from": day(today() + ONE), "basis": "Văn bản ủy quyền số 3",
    }  # fmt: skip
    browser = sign_in(client, admin)
    assert browser.get("/quan-tri/ky-van-ban/moi").status_code == 200
    assert browser.post("/quan-tri/ky-van-ban/moi", data=form).status_code == 422
    form["valid_to"] = day(today() + 30 * ONE)
    assert browser.post("/quan-tri/ky-van-ban/moi", data=form).status_code == 303
    page = browser.get("/quan-tri/ky-van-ban").text
    assert "TUQ. CHỦ TỊCH" in page
    row = world.session.scalars(select(SigningAuthority)).one()
    drop = f"/quan-tri/ky-van-ban/{row.id}/ket-thuc"
    assert [browser.post(drop).status_code for _ in range(2)] == [303, 404]
    assert world.session.scalars(select(SigningAuthority)).all() == []
    stranger = form | {"account_id": str(world.officer.id)}
    assert browser.post("/quan-tri/ky-van-ban/moi", data=stranger).status_code == 422
    assert sign_in(client, world.leader).get("/quan-tri/ky-van-ban").status_code == 403


def test_an_authorisation_has_an_end_in_the_database(world: World, admin: Account) -> None:
    row = SigningAuthority(
        account_id=world.leader.id, authority="TUQ.", office="x", basis="x",
        valid_from=date(2026, 1, 1), made_by_id=admin.id, made_at=MORNING,
    )  # fmt: skip
    world.session.add(row)
    with pytest.raises(DBAPIError, match="term"):
        world.session.flush()
