"""Further letters through pages: drafted, reviewed, signed, and read by everybody concerned."""

import re

from flask.testing import FlaskClient

from feedback import answer_actions
from feedback.models import Answer
from store.clock import utc_now
from tests.web.test_staff_pages import path
from tests.world import World, sign_in

WORDS = "Sở Tài chính đã nhận hồ sơ và hẹn trả lời trong tháng."


def test_a_correction_from_draft_to_the_public(world: World, client: FlaskClient) -> None:
    petition, session = world.answered(utc_now()), world.session  # numbers count from 1 each year
    answer_actions.publish(session, petition, world.leader.actor, utc_now())
    session.commit()
    wrong = petition.answers[0]
    new = path(petition, "/van-ban/moi/correction")
    sign_in(client, world.officer)
    assert client.get(new).status_code == 200
    kept = client.post(new, data={"body": WORDS, "corrects_id": ""})
    assert kept.status_code == 422
    assert WORDS in kept.text
    sent = client.post(new, data={"body": WORDS, "corrects_id": str(wrong.id), "trinh": "1"})
    assert sent.status_code == 303
    answer = session.query(Answer).filter_by(kind="correction").one()
    at = path(petition, f"/van-ban/{answer.id}")
    assert client.post(f"{at}/duyet").status_code == 403
    assert sign_in(client, world.head).post(f"{at}/duyet").status_code == 303
    sign_in(client, world.leader)
    assert "Văn bản khác chờ ký" in client.get("/ky-duyet").text
    assert client.get(f"{at}/1.png").mimetype == "image/png"
    assert client.post(f"{at}/ky").status_code == 303
    address = path(petition, f"/cong-khai?van-ban={answer.id}")
    assert address in client.get(path(petition)).text
    assert WORDS in client.get(address).text
    said = "Đã được đính chính bằng văn bản số 02/LMHTX-CSPT ngày"
    assert said in client.get(path(petition)).text
    page = sign_in(client, world.owner).get(path(petition)).text
    assert said in page
    assert WORDS in page
    answer_actions.publish(session, petition, world.leader.actor, utc_now(), None, answer)
    session.commit()
    public = client.get("/api/v1/answers").json["answers"]  # type: ignore[index]
    assert [one["kind"] for one in public] == ["correction", "final"]
    assert public[1]["corrected_by"][0].startswith("số 02/LMHTX-CSPT ngày")
    page = client.get(f"/tra-loi/{public[1]['id']}").text
    assert said[2:] in page
    assert "Các văn bản về việc này" in page
    assert WORDS in client.get(f"/tra-loi/{public[0]['id']}").text


def test_a_draft_is_for_staff_only(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.officer)
    sent = client.post(path(petition, "/van-ban/moi/interim"), data={"body": WORDS})
    assert sent.status_code == 303
    stale = client.post(sent.location, data={"body": "Bản khác", "version": "7"})
    assert stale.status_code == 422
    assert "Bản khác" in stale.text
    returned = sign_in(client, world.head).post(f"{sent.location}/tra-lai", data={"note": "Sửa"})
    assert returned.status_code == 409
    assert WORDS not in sign_in(client, world.owner).get(path(petition)).text
    assert client.get(sent.location).status_code == 403
    assert client.post(path(petition, "/van-ban/moi/interim"), data={}).status_code == 403
    missing = sign_in(client, world.officer).get(path(petition, "/van-ban/moi/khac"))
    assert missing.status_code == 404


def test_a_commitment_is_typed_into_an_interim_letter(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    unit = world.officer.unit
    assert unit is not None
    sign_in(client, world.officer)
    typed = {
        "body": WORDS, "promise-unit-1": str(unit.id), "promise-what-1": "Mở lớp kế toán",
        "promise-due-1": "30/04/2099", "promise-sign-1": "Lớp khai giảng",
    }  # fmt: skip
    sent = client.post(path(petition, "/van-ban/moi/interim"), data=typed)
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "Mở lớp kế toán</textarea>" in page
    assert "Cam kết 2" in page
    long = client.post(
        path(petition, "/van-ban/moi/interim"), data=typed | {"promise-what-1": "a" * 999}
    )
    assert long.status_code == 422
    assert "Cam kết 1 dài quá" in long.text
    assert "30/04/2099" in long.text, "nothing typed is lost"
    for person, step in ((world.officer, "trinh"), (world.head, "duyet"), (world.leader, "ky")):
        address = sent.location if step == "trinh" else f"{sent.location}/{step}"
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version is not None
        data = typed | {"trinh": "1", "version": version[1]} if step == "trinh" else {}
        assert sign_in(client, person).post(address, data=data).status_code == 303
    owner = sign_in(client, world.owner).get(path(petition, "")).text
    assert "Những điều đã cam kết" in owner
    assert "Mở lớp kế toán" in owner
