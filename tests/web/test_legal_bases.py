"""Legal bases: linked by name, frozen once used, and what follows when one ends."""

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from accounts.models import Account
from feedback import actions, answer_actions, basis_actions
from feedback.basis_models import AnswerBasis, BasisReview, LegalBasis
from feedback.basis_rules import BasisDraft
from feedback.models import Petition, Publication
from feedback.rules import AnswerDraft, ItemDraft
from notices.actions import tell
from notices.models import Notice
from tests.make import MORNING, make_account, tasks_waiting
from tests.web.test_staff_pages import path
from tests.world import World, sign_in
from workflow.refusal import Refusal
from workflow.roles import Role

AFTER_END = datetime(2026, 6, 1, 3, tzinfo=UTC)


def basis(world: World, **values: object) -> LegalBasis:
    row = {"symbol": "45/2021/NĐ-CP", "title": "Nghị định về Quỹ", "valid_from": date(2021, 5, 15)}
    found = LegalBasis(**(row | values))
    world.session.add(found)
    world.session.flush()
    return found


def published(world: World) -> Petition:
    """Return an answered and published petition that rests on 45/2021/NĐ-CP."""
    session, petition = world.session, world.accepted()
    items = tuple(
        ItemDraft(demand.id, "refused", "Chưa nâng được.", "Điều 22 nghi dinh 45/2021/NĐ-CP")
        for demand in petition.demands
    )
    answer_actions.save_answer(session, petition, AnswerDraft(items), 0, world.officer, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, MORNING)
    answer_actions.sign(session, world.settings, petition, world.leader, MORNING)
    answer_actions.publish(session, petition, world.leader.actor, MORNING)
    session.commit()
    return petition


def draft_of(one: LegalBasis, **values: object) -> BasisDraft:
    row = {"symbol": one.symbol, "title": one.title, "valid_from": one.valid_from}
    return BasisDraft(**(row | values))  # type: ignore[arg-type]


def test_once_used_only_its_end_is_set(world: World) -> None:
    one = basis(world)
    published(world)
    session, head = world.session, world.head
    with pytest.raises(Refusal, match="used"):
        basis_actions.edit_basis(session, one, draft_of(one, title="Tên khác"), head, MORNING)
    basis_actions.edit_basis(session, one, draft_of(one, valid_to=date(2026, 5, 1)), head, MORNING)
    assert tasks_waiting(session)[-1] == "feedback.watch_bases"
    with pytest.raises(IntegrityError, match="in use never changes"):
        session.execute(update(LegalBasis).values(title="Tên khác"))


def test_the_unit_is_told_exactly_once(world: World) -> None:
    one = basis(world, valid_to=date(2026, 5, 1))
    petition, session = published(world), world.session
    basis_actions.watch_bases(session, MORNING)
    assert session.scalar(select(func.count()).select_from(BasisReview)) == 0
    for _ in range(3):
        basis_actions.watch_bases(session, AFTER_END)
    events = [event for event in petition.dossier.events if event.action == "basis_ended"]
    assert len(events) == 1
    for _ in range(2):
        tell(session, world.settings, "head", petition.dossier_id, events[0].id, AFTER_END)
    told = select(Account.full_name).join(Notice, Notice.account_id == Account.id)
    told = told.where(Notice.event_id == events[0].id)
    assert session.scalars(told).all() == [world.head.full_name]
    answer = petition.answers[-1]
    basis_actions.review_basis(session, answer, one, "Vẫn đúng", world.officer, AFTER_END)
    with pytest.raises(Refusal, match="state"):
        basis_actions.review_basis(session, answer, one, "Lần nữa", world.head, AFTER_END)
    basis_actions.watch_bases(session, AFTER_END)
    assert world.last(petition).action == "review_basis"


def test_an_issued_answer_rests_on_what_it_rested_on(world: World) -> None:
    basis(world)
    published(world)
    assert world.session.scalar(select(func.count()).select_from(AnswerBasis)) == 2
    with pytest.raises(IntegrityError, match="an issued answer never changes"):
        world.session.execute(AnswerBasis.__table__.delete())  # type: ignore[attr-defined]


def test_everybody_reads_that_the_basis_changed(world: World, client: FlaskClient) -> None:
    successor = basis(world, symbol="99/2026/NĐ-CP", valid_from=date(2026, 5, 2))
    ended = basis(world, valid_to=date(2026, 5, 1), successor_id=successor.id)
    petition = published(world)
    public = world.session.scalars(select(Publication)).one()
    page = client.get(f"/tra-loi/{public.id}").text
    assert "Căn cứ đã thay đổi" in page
    assert "99/2026/NĐ-CP" in page
    listed = client.get("/api/v1/answers").json["answers"]  # type: ignore[index]
    assert listed[0]["basis_changed"] == [ended.name]
    sign_in(client, world.officer)
    at = f"/can-cu/xem-lai/{petition.answers[-1].id}/{ended.id}"
    assert petition.dossier.code in client.get("/can-cu/xem-lai").text
    assert client.post(at, data={"note": ""}).status_code == 422
    assert client.post(at, data={"note": "Nội dung vẫn đúng."}).status_code == 303
    assert client.post(at, data={"note": "Lần nữa."}).status_code == 404
    assert "Căn cứ đã thay đổi" not in client.get(f"/tra-loi/{public.id}").text
    assert "Nội dung vẫn đúng." in client.get(path(petition)).text
    assert "Nội dung vẫn đúng." not in sign_in(client, world.owner).get(path(petition)).text


def test_the_pages_of_bases(world: World, client: FlaskClient) -> None:
    admin = make_account(world.session, Role.ADMIN)
    sign_in(client, admin)
    typed = {"symbol": "17/2023/QH15", "title": "Luật Hợp tác xã", "valid_from": "01/07/2024"}
    assert client.post("/can-cu/moi", data=typed).status_code == 303
    assert client.post("/can-cu/moi", data=typed).status_code == 422
    wrong = typed | {"symbol": "23/2012/QH13", "valid_to": "01/07/2020"}
    assert "phải sau ngày" in client.post("/can-cu/moi", data=wrong).text
    one = world.session.scalars(select(LegalBasis)).one()
    ended = client.post(f"/can-cu/{one.id}", data=typed | {"valid_to": "30/06/2025"})
    assert ended.status_code == 303
    assert "Hết hiệu lực" in client.get("/can-cu").text
    sign_in(client, world.officer)
    offered = client.get("/can-cu/goi-y?basis-7=Nghị quyết 1; luat hop tac&o=can-cu-7").text
    assert "Nghị quyết 1; Luật Hợp tác xã số 17/2023/QH15" in offered
    assert client.get("/can-cu/moi").status_code == 403
    petition = world.accepted()
    draft = {"version": "0", f"basis-{petition.demands[0].id}": "luật số 17/2023/QH15"}
    assert client.post(path(petition, "/du-thao"), data=draft).status_code == 303
    assert "Hết hiệu lực" in client.get(path(petition)).text
    actions.note(world.session, petition, "Xong", world.officer.actor, MORNING)
