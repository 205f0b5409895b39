"""Publication: what is previewed is what everybody reads, and what is hidden is nowhere."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from feedback import actions, answer_actions
from feedback.models import Masking, Petition, Publication
from feedback.rules import AnswerDraft, ItemDraft
from store.models import OutboxMessage
from tests.make import MORNING
from tests.web.publication import preview_fields
from tests.web.test_staff_pages import path
from tests.world import TEXT, World, sign_in
from workflow.refusal import Refusal

SECRETS = ("0987654321", "KHANH DE", "Khánh Đề", "thon chim hoa mi", "9704366812345678")
WRITTEN = replace(
    TEXT,
    subject="Đề nghị của ông Khánh Đề, gọi 0987654321",
    situation="Hợp tác xã ở thôn Chim Họa Mi, STK 9704366812345678, xin được vay vốn của Quỹ.",
    demands=("Gọi lại cho KHANH DE về mức vay",),
    contact_name="Hoàng Khánh Đề",
)


def answered(world: World) -> Petition:
    """Return an answered petition whose every text holds something to hide."""
    session, petition = world.session, world.file(WRITTEN)
    actions.hand_over(
        session, petition, "route", world.officer, "Giao", world.records.actor, MORNING
    )
    actions.accept(session, petition, world.officer, MORNING)
    said = "Đã trả lời qua số 0987654321, thon chim hoa mi."
    items = (ItemDraft(petition.demands[0].id, "explained", said, "Công văn gửi Khánh Đề"),)
    answer_actions.save_answer(session, petition, AnswerDraft(items), 0, world.officer, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, MORNING)
    answer_actions.sign(session, world.settings, petition, world.leader, MORNING)
    session.commit()
    return petition


def test_what_is_hidden_is_nowhere(world: World, client: FlaskClient) -> None:
    petition, address = answered(world), "/cong-khai"
    sign_in(client, world.records)
    first = client.get(path(petition, address)).text
    by_hand = preview_fields(first) | {"passages": "thôn Chim Họa Mi\nKhánh Đề"}
    looked = client.post(path(petition, address), data=by_hand | {"act": "look"})
    assert looked.status_code == 200
    seen = preview_fields(looked.text)
    public = looked.text.split('aria-label="Bản công khai"')[1].split("</section>")[0]
    assert client.post(path(petition, address), data=seen | {"act": "publish"}).status_code == 303
    page = sign_in(client, world.owner).get("/dang-xuat")
    with client.session_transaction() as kept:
        kept.clear()
    publication = world.session.scalars(select(Publication)).one()
    page = client.get(f"/tra-loi/{publication.id}")
    for paragraph in publication.demands[0]["text"].split("\n"):
        assert paragraph in public
        assert paragraph in page.text
    row = world.session.execute(text("SELECT to_jsonb(publication)::text FROM publication"))
    masking = world.session.execute(text("SELECT to_jsonb(masking)::text FROM masking"))
    event = world.last(petition)
    served = (
        page.text,
        client.get("/tra-loi").text,
        client.get("/api/v1/answers").text,
        str(row.scalar_one()),
        str(masking.scalar_one()),
        str([event.data, event.note]),
        str([one.payload for one in world.session.scalars(select(OutboxMessage))]),
    )
    for number, said in enumerate(served):
        assert not [secret for secret in SECRETS if secret in said], number
    for words in ("0987654321", "khanh+de", "chim+hoa+mi", "9704366812345678"):
        assert "Chưa có câu trả lời nào" in client.get(f"/tra-loi?q={words}").text


def test_only_what_was_seen_is_published(world: World, client: FlaskClient) -> None:
    petition = answered(world)
    sign_in(client, world.records)
    address = path(petition, "/cong-khai")
    seen = preview_fields(client.get(address).text)
    assert client.post(address, data={"act": "publish"}).status_code == 409
    other = seen | {"ticked": [], "act": "publish"}
    again = client.post(address, data=other)
    assert again.status_code == 409
    assert "đã khác bản vừa xem" in again.text
    wrong = client.post(address, data=seen | {"passages": "không có chữ này", "act": "publish"})
    assert wrong.status_code == 422
    assert "không có chữ này" in wrong.text
    stale = client.post(address, data=seen | {"version": "1", "act": "publish"})
    assert stale.status_code == 409
    assert world.session.scalars(select(Publication)).all() == []
    page = sign_in(client, world.officer).get(address)
    assert page.status_code == 403


def test_a_choice_is_kept_until_it_is_published(world: World, client: FlaskClient) -> None:
    petition = answered(world)
    sign_in(client, world.head)
    address = path(petition, "/cong-khai")
    typed = preview_fields(client.get(address).text) | {"passages": "Chim Họa Mi"}
    seen = preview_fields(client.post(address, data=typed | {"act": "look"}).text)
    assert client.post(address, data=seen | {"act": "keep"}).status_code == 303
    kept = preview_fields(client.get(address).text)
    assert kept["passages"].strip().lower().startswith("chim họa mi")  # type: ignore[union-attr]
    assert kept["seen"] == seen["seen"]


def prepared(world: World, client: FlaskClient) -> Petition:
    petition = answered(world)
    address = path(petition, "/cong-khai")
    seen = preview_fields(client.get(address).text)
    assert client.post(address, data=seen | {"act": "keep"}).status_code == 303
    return petition


def test_several_are_published_all_or_none(world: World, client: FlaskClient) -> None:
    sign_in(client, world.records)
    petitions = [prepared(world, client), prepared(world, client)]
    unseen = answered(world)
    answers = [one.answers[-1].id for one in (*petitions, unseen)]
    versions = {
        f"version-{one.answers[-1].id}": one.dossier.version for one in (*petitions, unseen)
    }
    refused = client.post("/cong-khai-hang-loat", data=versions | {"selected": answers})
    assert refused.status_code == 409
    assert f"{unseen.dossier.code}: chưa ai xem" in refused.text
    assert world.session.scalars(select(Publication)).all() == []
    actions.note(world.session, petitions[0], "Sửa", world.records.actor, MORNING)
    world.session.commit()
    stale = client.post("/cong-khai-hang-loat", data=versions | {"selected": answers[:2]})
    assert stale.status_code == 409
    assert "vừa được người khác xử lý" in stale.text
    versions[f"version-{answers[0]}"] = petitions[0].dossier.version
    done = client.post("/cong-khai-hang-loat", data=versions | {"selected": answers[:2]})
    assert done.status_code == 303
    public = world.session.scalars(select(Publication.answer_id)).all()
    assert sorted(public) == answers[:2]
    assert client.post("/cong-khai-hang-loat", data=versions).status_code == 409


def test_a_public_answer_is_masked_anew_only_after_it_was_taken_back(world: World) -> None:
    petition = answered(world)
    answer_actions.publish(world.session, petition, world.leader.actor, MORNING)
    with pytest.raises(Refusal, match="đã được công khai"):
        answer_actions.publish(world.session, petition, world.leader.actor, MORNING)
    answer_actions.unpublish(world.session, petition, "Che thêm", world.leader.actor, MORNING)
    assert world.session.get(Masking, petition.answers[-1].id) is not None
