"""The public face: the search over everything, promises on the front door, open data."""

import csv
import io
import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commitments.rules import PromiseDraft
from feedback import answer_actions
from feedback.models import Publication
from feedback.rules import AnswerDraft
from front.charts import Year, curve
from front.data_actions import refresh
from front.datasets import DATASETS, ENDINGS
from front.models import OpenFile
from tests.make import MORNING, make_cooperative, make_unit, tasks_waiting
from tests.world import World

PROMISED_ON = "20/05/2026"
HIDDEN = "0912345678"


@pytest.fixture
def published(world: World) -> Publication:
    """A published answer that promises something."""
    session, petition = world.session, world.accepted()
    body = make_unit(session, name="Sở Tài chính")
    promise = PromiseDraft(
        body.id, body.name, "Sửa quy chế cho vay", PROMISED_ON, "Quy chế mới được ký"
    )
    draft = AnswerDraft(world.draft(petition).items, promises=(promise,))
    answer_actions.save_answer(session, petition, draft, 0, world.officer, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, MORNING)
    answer_actions.sign(session, world.settings, petition, world.leader, MORNING)
    found = answer_actions.publish(session, petition, world.leader.actor, MORNING)
    session.commit()
    return found


def test_everything_public_is_found_without_marks(
    client: FlaskClient, session: Session, published: Publication
) -> None:
    make_cooperative(session, name="Hợp tác xã Nấm Quy Chế")
    session.commit()
    page = client.get("/tim-kiem?q=quy+che").text
    for title in ("Sổ hợp tác xã", "Cam kết"):
        assert f"<h2>{title} <" in page
    assert "<h2>Câu trả lời <" in client.get("/tim-kiem?q=tin+chap+nang+muc").text
    assert "Hợp tác xã Nấm Quy Chế" in page
    assert "Sửa quy chế cho vay" in page
    assert "Sở Tài chính · hạn 20/05/2026" in page
    assert "Vay vốn ưu đãi" in client.get("/tim-kiem?q=the+chap").text
    assert "Chưa thấy gì" in client.get("/tim-kiem?q=khongcogi").text
    assert client.get("/tim-kiem?q=" + "%20".join(["a"] * 300)).status_code == 200


def test_what_is_not_published_is_not_found(client: FlaskClient, world: World) -> None:
    world.accepted()
    assert "Nâng mức vay" not in client.get("/tim-kiem?q=nang+muc+vay").text
    for word in (world.cooperative.phone, world.owner.full_name, world.officer.full_name):
        if word:
            assert "kết quả" not in client.get("/tim-kiem", query_string={"q": word}).text


def test_the_front_door_shows_what_is_promised(client: FlaskClient, published: Publication) -> None:
    page = client.get("/").text
    assert "Đã hứa, đang làm" in page
    assert "Sửa quy chế cho vay" in page
    assert "nhận 1" in page or "nhận 0" in page


def test_open_data_is_what_everybody_reads(
    app: Flask, client: FlaskClient, world: World, published: Publication
) -> None:
    evil = make_cooperative(world.session, name="=1+1", phone=HIDDEN, representative_name="Kín")
    vault = app.extensions["vault"]
    assert client.get("/du-lieu-mo/hop-tac-xa.csv").status_code == 404
    refresh(world.session, vault, "https://x.vn", MORNING)
    world.session.commit()
    assert "Tải CSV" in client.get("/du-lieu-mo").text
    files = {
        (key, ending): client.get(f"/du-lieu-mo/{key}.{ending}").data
        for key in DATASETS
        for ending in ENDINGS
    }
    everything = b"".join(files.values()).decode()
    for hidden in (HIDDEN, "Kín", world.owner.full_name, world.cooperative.name[:0] or "§"):
        assert hidden not in everything
    rows = list(csv.DictReader(io.StringIO(files["hop-tac-xa", "csv"].decode("utf-8-sig"))))
    assert {row["id"]: row["name"] for row in rows}[str(evil.id)] == "'=1+1"
    said = json.loads(files["hop-tac-xa", "json"])
    assert said["rows"][-1]["name"] == "=1+1"
    assert said["columns"]["commune"] == "Tên xã, phường"
    (promise,) = json.loads(files["cam-ket", "json"])["rows"]
    assert (promise["what"], promise["due_on"]) == ("Sửa quy chế cho vay", "2026-05-20")
    answers = json.loads(files["cau-tra-loi", "json"])["rows"]
    assert [row["position"] for row in answers] == [1, 2]
    assert answers[0]["url"] == f"https://x.vn/tra-loi/{published.id}"


def test_a_file_that_says_the_same_stays(app: Flask, client: FlaskClient, world: World) -> None:
    vault, later = app.extensions["vault"], MORNING + timedelta(days=1)
    for now in (MORNING, later):
        refresh(world.session, vault, "https://x.vn", now)
    one = world.session.get_one(OpenFile, ("hop-tac-xa", "csv"))
    assert (one.changed_at, one.made_at) == (MORNING, later)
    world.session.commit()
    answer = client.get("/du-lieu-mo/hop-tac-xa.csv")
    again = client.get(
        "/du-lieu-mo/hop-tac-xa.csv", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (answer.status_code, again.status_code) == (200, 304)
    missing = ("hop-tac-xa.xml", "khong-co.csv", "%00.csv", "hop-tac-xa.%00")
    for address in (f"/du-lieu-mo/{name}" for name in missing):
        assert client.get(address).status_code == 404


def test_what_is_taken_back_leaves_the_files(
    app: Flask, client: FlaskClient, world: World, published: Publication
) -> None:
    petition = published.answer.petition
    answer_actions.unpublish(world.session, petition, "Lý do.", world.leader.actor, MORNING)
    assert "front.refresh_open_data" in tasks_waiting(world.session)
    refresh(world.session, app.extensions["vault"], "https://x.vn", MORNING)
    world.session.commit()
    for name in ("cau-tra-loi", "cam-ket"):
        assert json.loads(client.get(f"/du-lieu-mo/{name}.json").data)["rows"] == []


def test_the_curve_is_drawn_of_what_is_there() -> None:
    year = Year(2026, (3, 3, 7), (1, 2, 3))
    assert (year.received, year.answered) == ((3, 3, 7), (1, 2, 3))
    drawn = curve(year, 345)
    assert "nhận 7, đã trả lời 3" in drawn
    assert drawn.count("<rect") == 6
    for wrong in (Year(2026, (), ()), Year(2026, (1,), (1, 1))):
        with pytest.raises(ValueError, match="one to twelve"):
            curve(wrong, 345)
