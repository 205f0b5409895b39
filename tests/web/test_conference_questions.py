"""Questions before a conference: sent once, placed, put together and taken apart, prepared."""

from datetime import UTC, date, datetime, time
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from conferences import actions, question_actions
from conferences.models import Conference, ConferenceQuestion
from conferences.question_actions import QuestionText, Sender
from conferences.question_queries import bodies_of, by_field, list_questions
from conferences.rules import at_local
from feedback.models import Petition, Topic
from tests.make import make_account, make_unit
from tests.web.test_conferences import address, planned
from tests.world import World, sign_in
from workflow.roles import Role

EARLY = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)
TYPED = {
    "form_key": "c" * 32,
    "topic_code": "credit_fund",
    "subject": "Đề nghị nâng mức vay của Quỹ lên một tỷ đồng",
    "text": "Kho lạnh hết hơn một tỷ, mức vay hiện nay chỉ đủ một phần ba.",
}


@pytest.fixture
def collecting(world: World) -> Conference:
    """A conference that takes questions."""
    world.session.add(Topic(code="other", name="Nội dung khác", sort=99))
    day = date(2099, 12, 2)
    hours = {"begins_at": at_local(day, time(8)), "ends_at": at_local(day, time(11))}
    made = planned(world, questions_until_on=date(2099, 11, 27), **hours)
    actions.move(world.session, made, "collect", "", world.records, EARLY)
    world.session.commit()
    return made


def sent(world: World, at: Conference, number: int, subject: str) -> ConferenceQuestion:
    said = QuestionText(subject, f"{subject}, vì còn khó khăn.", "credit_fund", f"k{number}")
    sender = Sender(world.owner, world.cooperative)
    question = question_actions.send(world.session, at, sender, said, EARLY)
    world.session.commit()
    return question


def test_a_cooperative_sends_once_and_sees_it(
    client: FlaskClient, world: World, session: Session, collecting: Conference
) -> None:
    sign_in(client, world.owner)
    typed = TYPED | {"cooperative_id": str(world.cooperative.id)}
    for _ in range(2):
        assert client.post(address(collecting, "gui-cau-hoi"), data=typed).status_code == 303
    question = session.scalars(select(ConferenceQuestion)).one()
    assert (question.asker, question.channel) == (world.cooperative.short_name, "portal")
    page = client.get(address(collecting, "gui-cau-hoi")).get_data(as_text=True)
    assert question.subject in page
    assert session.scalars(select(Petition)).all() == [], "it waits for the conference"


def test_nobody_sends_for_another_or_after_the_day(
    client: FlaskClient, world: World, collecting: Conference
) -> None:
    sign_in(client, world.owner)
    foreign = TYPED | {"cooperative_id": "999999"}
    assert client.post(address(collecting, "gui-cau-hoi"), data=foreign).status_code == 422
    actions.move(world.session, collecting, "set_agenda", "", world.records, EARLY)
    world.session.commit()
    late = TYPED | {"cooperative_id": str(world.cooperative.id)}
    answer = client.post(address(collecting, "gui-cau-hoi"), data=late)
    assert answer.status_code == 422
    assert "không nhận câu hỏi nữa" in answer.get_data(as_text=True)


def test_staff_write_down_a_call(
    client: FlaskClient, world: World, session: Session, collecting: Conference
) -> None:
    typed = TYPED | {"channel": "telephone", "received_on": "10/02/2026", "asker": "Nhóm hộ quýt"}
    posted = sign_in(client, world.records).post(address(collecting, "cau-hoi/ghi"), data=typed)
    assert posted.status_code == 303
    assert session.scalars(select(ConferenceQuestion)).one().asker == "Nhóm hộ quýt"


def test_groups_are_suggested_confirmed_and_taken_apart(
    client: FlaskClient, world: World, session: Session, collecting: Conference
) -> None:
    first = sent(world, collecting, 1, "Đề nghị nâng mức vay của Quỹ lên một tỷ đồng")
    second = sent(world, collecting, 2, "Đề nghị nâng mức vay của Quỹ lên một tỷ")
    sent(world, collecting, 3, "Vì sao hồ sơ vay chưa được xét")
    page = sign_in(client, world.records).get(address(collecting, "cau-hoi"))
    assert "Có vẻ hỏi cùng một việc" in page.get_data(as_text=True)
    chosen = {"cau-hoi": [str(first.id), str(second.id)], "title": "Nâng mức vay"}
    assert client.post(address(collecting, "cau-hoi/gom"), data=chosen).status_code == 303
    assert first.cluster_id == second.cluster_id is not None
    assert client.post(address(collecting, "cau-hoi/gom"), data=chosen).status_code == 409
    apart = address(collecting, f"cau-hoi/nhom/{first.cluster_id}/tach")
    assert client.post(apart).status_code == 303
    session.expire_all()
    assert {one.cluster_id for one in session.scalars(select(ConferenceQuestion))} == {None}


def test_questions_stand_by_field_and_by_the_body_that_answers(
    client: FlaskClient, world: World, session: Session, collecting: Conference
) -> None:
    credit = [sent(world, collecting, n, f"Đề nghị nâng mức vay {n}") for n in (1, 2)]
    other = sent(world, collecting, 3, "Xin hướng dẫn mở lớp")
    other.topic_code = "other"
    fund, finance = (make_unit(session, kind="body", name=name) for name in ("Quỹ", "Sở Tài chính"))
    for question, body in ((credit[0], finance), (credit[1], fund), (other, finance)):
        question.body = body
    session.commit()
    listed = list_questions(session, collecting.dossier_id)
    fields = [(field.count, field.items[0].title) for field in by_field(listed)]
    assert fields == [(2, credit[0].subject), (1, other.subject)]
    assert bodies_of(listed) == [(finance, 2), (fund, 1)]
    page = sign_in(client, world.records).get(address(collecting, "cau-hoi")).text
    assert page.index(credit[1].subject) < page.index("Nội dung khác") < page.index(other.subject)


def test_in_writing_is_a_petition_at_once_and_only_once(
    client: FlaskClient, world: World, session: Session, collecting: Conference
) -> None:
    question = sent(world, collecting, 1, "Đề nghị nâng mức vay")
    where = address(collecting, f"cau-hoi/{question.id}")
    sign_in(client, world.records)
    assert client.post(where, data={"placement": "agenda", "body_id": ""}).status_code == 422
    assert client.post(where, data={"placement": "written", "body_id": ""}).status_code == 303
    petition = session.scalars(select(Petition)).one()
    assert petition.dossier.subject == "Đề nghị nâng mức vay"
    assert client.post(where, data={"placement": "", "body_id": ""}).status_code == 422


def test_what_nobody_raised_is_answered_in_writing(world: World, collecting: Conference) -> None:
    question = sent(world, collecting, 1, "Đề nghị nâng mức vay")
    session, settings = world.session, world.settings
    for _ in range(2):
        question_actions.file_leftovers(session, settings, collecting, world.records, EARLY)
    assert question.petition is not None
    assert len(session.scalars(select(Petition)).all()) == 1


def test_a_body_prepares_what_it_answers_and_sees_no_more(
    client: FlaskClient, world: World, session: Session, collecting: Conference
) -> None:
    body = make_unit(session, kind="body", name="Sở Tài chính")
    outside = make_account(session, Role.EXTERNAL, body)
    own = sent(world, collecting, 1, "Câu hỏi của Sở")
    other = sent(world, collecting, 2, "Câu hỏi khác")
    own.body = body
    session.commit()
    sign_in(client, outside)
    page = client.get(address(collecting, "cau-hoi")).get_data(as_text=True)
    assert ("Câu hỏi của Sở" in page, "Câu hỏi khác" in page) == (True, False)
    assert client.get(address(collecting, f"cau-hoi/{other.id}")).status_code == 404
    draft = {"draft_answer": "Sở sẽ trả lời.", "seen": str(own.version)}
    where = address(collecting, f"cau-hoi/{own.id}/du-thao")
    assert client.post(where, data=draft).status_code == 303
    assert own.draft_answer == "Sở sẽ trả lời."
    stale = client.post(where, data=draft | {"draft_answer": "Khác."})
    assert stale.status_code == 422
    assert "Người khác vừa sửa" in stale.get_data(as_text=True)
    book = client.get(address(collecting, f"chuan-bi/{body.id}.xlsx"))
    rows = list(load_workbook(BytesIO(book.data)).active.iter_rows(min_row=4, values_only=True))
    assert [row[5] for row in rows] == ["Sở sẽ trả lời."]
    assert client.get(address(collecting, f"chuan-bi/{body.id}.pdf")).data.startswith(b"%PDF")
    assert (
        client.get(address(collecting, f"chuan-bi/{world.officer.unit_id}.pdf")).status_code == 404
    )
