"""Beside the form: answers that are there already, and one's own open petitions."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from feedback.answer_actions import publish
from feedback.models import PetitionDraft, Publication
from feedback.similar_models import AnswerFit
from feedback.similar_queries import list_similar, near
from feedback.similar_rules import terms
from tests.make import MORNING, make_cooperative, make_representative
from tests.web.test_filing import CONTENT, begin
from tests.world import TEXT, World, sign_in
from workflow.localtime import local_day

OTHER = replace(
    TEXT, subject="Kéo điện ba pha về vùng na", situation="Chưa có điện.", demands=("Kéo điện",)
)


@pytest.fixture
def published(world: World) -> Publication:
    """Two published answers; the one about the Fund is returned."""
    for text in (OTHER, TEXT):
        petition = world.answered(text=text)
        found = publish(world.session, petition, world.head.actor, world.last(petition).at)
    world.session.commit()
    return found


def test_the_best_comes_first_without_marks(world: World, published: Publication) -> None:
    for typed in ("muc vay cua quy", "MỨC VAY CỦA QUỸ", "nang muc vay len 500 trieu"):
        assert list_similar(world.session, terms(typed), 3)[0].id == published.id
    found = list_similar(world.session, terms("kéo điện ba pha"), 3)
    assert [one.title for one in found] == [OTHER.subject]
    assert list_similar(world.session, terms("đào tạo nghề cho thành viên trẻ"), 3) == []
    own = published.answer.petition_id
    assert list_similar(world.session, terms(published.title), 3, but=own) == []


def test_words_that_stand_apart_are_no_pair(world: World, published: Publication) -> None:
    """Any long answer holds most syllables somewhere."""
    apart = "Quỹ nâng cho vay của mức"
    assert list_similar(world.session, terms(apart), 3) == []
    mine = world.accepted(text=replace(TEXT, subject="Mức vay của tổ", situation="Na chín."))
    for typed, found in ((TEXT.subject, [mine.dossier]), ("Mức vay mua máy cày giống lúa", [])):
        near_by = near(world.session, world.owner, local_day(MORNING), typed)
        assert near_by.own == found, "of four pairs and more two are shared"


def test_one_statement_finds_answers(
    world: World, published: Publication, counted: list[str]
) -> None:
    counted.clear()
    assert list_similar(world.session, terms(TEXT.subject), 3)
    assert len(counted) == 1


def test_what_is_typed_brings_answers_and_open_petitions(
    world: World, published: Publication, client: FlaskClient
) -> None:
    mine = world.accepted(text=replace(TEXT, subject="Nâng mức vay cho tổ trồng na"))
    stranger = make_representative(world.session, make_cooperative(world.session))
    path = begin(world, client)
    typed = {"subject": "nang muc vay cua quy", "demands-0": "", "situation": ""}
    panel = client.post(f"{path}/gan-giong", data=typed).text
    assert published.title in panel
    assert mine.dossier.code in panel
    assert world.session.scalars(select(PetitionDraft)).one().data["subject"] == ""
    assert (
        client.post(f"{path}/gan-giong", data={"subject": "", "situation": ""}).text.strip() == ""
    )
    client.post(path, data=CONTENT)
    assert published.title in client.get(f"{path}/giay-to").text  # the step without a script
    sign_in(client, stranger)
    assert client.post(f"{path}/gan-giong", data=typed).status_code == 404


def test_an_answer_that_fits_is_counted_once_and_the_text_kept(
    world: World, published: Publication, client: FlaskClient
) -> None:
    path = begin(world, client)
    address = f"{path}/da-co-tra-loi/{published.id}"
    assert client.get(address).status_code == 200
    assert world.session.scalar(select(func.count()).select_from(AnswerFit)) == 0  # a look is none
    for _ in range(2):
        assert client.post(address, data=CONTENT).location == address
    world.session.expire_all()
    draft = world.session.scalars(select(PetitionDraft)).one()
    assert (published.fit_count, draft.data["subject"]) == (1, CONTENT["subject"])
    page = client.get(address).text
    assert "Giữ bản nháp" in page
    client.post(f"{path}/bo")
    assert world.session.scalars(select(PetitionDraft)).all() == []
    assert "1 bên định gửi kiến nghị" in client.get(f"/tra-loi/{published.id}").text
