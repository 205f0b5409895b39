"""Staff record a paper or a call for somebody: whom for, which day, once, and the slip."""

import io
import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cooperatives.queries import cooperatives_of
from dossiers.models import DossierEvent
from dossiers.queries import list_papers
from feedback import actions, answer_actions
from feedback.claim_actions import GUESSES
from feedback.forms import EXAMPLE_CODE
from feedback.models import Petition
from store.clock import today, utc_now
from tests.make import make_cooperative, make_representative
from tests.world import TEXT, World, sign_in
from workflow.text import fold

PDF = b"%PDF-1.7\n" + b"a paper " * 100


def typed(world: World, **values: Any) -> dict[str, Any]:
    return {
        "form_key": "0" * 32,
        "channel": "paper",
        "received_on": f"{today() - timedelta(days=1):%d/%m/%Y}",
        "asker": world.cooperative.name,
        "cooperative_id": str(world.cooperative.id),
        "contact_name": "",
        "contact_phone": "0912 345 678",
        "topic_code": "credit_fund",
        "subject": "Đề nghị nâng mức vay của Quỹ",
        "situation": "Mức vay hiện nay quá thấp so với chi phí làm kho lạnh.",
        "demands": "1. Nâng mức vay tối đa\n2. Cho vay tín chấp",
        "may_publish": "0",
    } | values


def only(session: Session) -> Petition:
    return session.scalars(select(Petition)).one()


def filings(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Petition)) or 0


def test_a_paper_is_recorded_from_the_day_it_came(world: World, client: FlaskClient) -> None:
    sign_in(client, world.records)
    form = typed(world) | {"files": (io.BytesIO(PDF), "don.pdf"), "next": "1"}
    answer = client.post("/ghi-nhan", data=form, content_type="multipart/form-data")
    petition = only(world.session)
    dossier, yesterday = petition.dossier, today() - timedelta(days=1)
    assert answer.status_code == 303
    assert (dossier.received_on, petition.channel) == (yesterday, "paper")
    assert dossier.cooperative_id == world.cooperative.id
    assert [demand.text for demand in petition.demands] == [
        "Nâng mức vay tối đa",
        "Cho vay tín chấp",
    ]
    assert [paper.title for paper in list_papers(world.session, world.records, dossier)] == [
        "don.pdf"
    ]
    page = client.get(answer.location).text
    assert dossier.code in page
    assert f'value="{yesterday:%d/%m/%Y}"' in page
    assert petition.receipt_letter is not None
    printed = petition.receipt_letter.content["body"]["recorded"]
    assert printed.startswith(f"Đơn giấy, nhận ngày {yesterday:%d/%m/%Y}.")
    assert world.records.full_name in printed
    sign_in(client, world.owner)
    told = client.get(f"/kien-nghi/{dossier.code}").text
    assert f"Ghi nhận kiến nghị của {world.cooperative.name} qua đơn giấy" in told
    assert world.records.full_name in told


def test_what_is_wrong_is_said_and_all_is_kept(world: World, client: FlaskClient) -> None:
    sign_in(client, world.records)
    tomorrow = f"{today() + timedelta(days=1):%d/%m/%Y}"
    form = typed(world, received_on=tomorrow) | {"files": (io.BytesIO(PDF), "don.pdf")}
    answer = client.post("/ghi-nhan", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    for kept in ("sau hôm nay", "Mức vay hiện nay quá thấp", "don.pdf", "2. Cho vay tín chấp"):
        assert kept in answer.text
    answer = client.post("/ghi-nhan", data=typed(world, cooperative_id="", demands=" "))
    assert "Chọn hợp tác xã trong danh sách" in answer.text
    assert "Viết ít nhất một đề nghị" in answer.text
    answer = client.post("/ghi-nhan", data=typed(world, cooperative_id="9" * 20))
    assert "Chọn hợp tác xã trong danh sách" in answer.text, "nor is it recorded by name"
    assert filings(world.session) == 0


def test_the_same_form_is_taken_once(world: World, client: FlaskClient) -> None:
    sign_in(client, world.records)
    first = client.post("/ghi-nhan", data=typed(world, receipt="1"))
    second = client.post("/ghi-nhan", data=typed(world, receipt="1"))
    assert first.location == second.location
    assert filings(world.session) == 1
    client.post("/ghi-nhan", data=typed(world, form_key="1" * 32))
    assert filings(world.session) == 2


def test_senders_are_found_without_marks_and_without_a_script(
    world: World, client: FlaskClient
) -> None:
    name = "Hợp tác xã Hồi Văn Quan"
    found = make_cooperative(world.session, name=name, name_fold=fold(name), tax_code="4900912345")
    world.session.commit()
    sign_in(client, world.officer)
    for text in ("hoi van", "HỒI", "4900912345"):
        listed = client.get("/ghi-nhan/ben-gui", query_string={"asker": text}).text
        assert name in listed
        assert world.cooperative.name not in listed
        assert "ghi theo tên đã nhập" in listed
    form = typed(world, asker="hoi", cooperative_id="", subject="Một câu", find="1")
    answer = client.post("/ghi-nhan", data=form)
    assert answer.status_code == 200
    assert f'value="{found.id}"' in answer.text
    assert "Một câu" in answer.text
    assert filings(world.session) == 0


def test_a_name_alone_is_seen_by_staff_only(world: World, client: FlaskClient) -> None:
    sign_in(client, world.officer)
    form = typed(world, asker="Tổ trồng quýt Bắc Sơn", cooperative_id="0", receipt="1")
    slip = client.post("/ghi-nhan", data=form).location
    petition = only(world.session)
    dossier = petition.dossier
    assert (dossier.cooperative_id, dossier.asker.name) == (None, "Tổ trồng quýt Bắc Sơn")
    assert petition.contact_name == "Tổ trồng quýt Bắc Sơn"
    event = world.session.scalars(select(DossierEvent)).one()
    assert event.on_behalf_of_id is None
    page = client.get(slip).text  # the officer's unit does not hold it yet
    assert "Tổ trồng quýt Bắc Sơn" in page
    assert "Xem hồ sơ" not in page
    assert client.get(f"/kien-nghi/{dossier.code}").status_code == 404
    assert client.get(f"/kien-nghi/{dossier.code}/phieu.pdf").data.startswith(b"%PDF")
    sign_in(client, world.records)
    for address in (f"/kien-nghi/{dossier.code}", "/ban-lam-viec", "/tim-ho-so?q=quyt+bac+son"):
        assert "Tổ trồng quýt Bắc Sơn" in client.get(address).text
    sign_in(client, world.owner)
    assert client.get(f"/kien-nghi/{dossier.code}").status_code == 404
    assert client.get(f"/kien-nghi/{dossier.code}/phieu").status_code == 404
    sign_in(client, world.head)
    assert client.get(f"/kien-nghi/{dossier.code}/phieu").status_code == 404


def test_a_name_alone_travels_to_its_answer(world: World, client: FlaskClient) -> None:
    sign_in(client, world.records)
    form = typed(world, asker="Bà Hoàng Thị Lan", cooperative_id="0")
    client.post("/ghi-nhan", data=form)
    petition = only(world.session)
    session, now = world.session, utc_now()
    world.screen_and_route(petition, now)
    actions.accept(session, petition, world.officer, now)
    answer_actions.save_answer(session, petition, world.draft(petition), 0, world.officer, now)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, now)
    answer_actions.sign(session, world.settings, petition, world.leader, now)
    letter = petition.answers[-1].letter
    assert letter is not None
    assert letter.content["body"]["addressees"] == ["Bà Hoàng Thị Lan"]
    assert "Quý hợp tác xã" not in letter.content["body"]["opening"]
    assert petition.dossier.state == "answered"


def recorded_by_name(world: World, client: FlaskClient, phone: str = "0912 345 678") -> Petition:
    sign_in(client, world.records)
    form = typed(world, asker="Tổ trồng quýt Bắc Sơn", cooperative_id="0", contact_phone=phone)
    client.post("/ghi-nhan", data=form)
    return only(world.session)


def claimed(world: World, client: FlaskClient, code: str, phone: str) -> tuple[int, str]:
    data = {"cooperative_id": str(world.cooperative.id), "code": code, "phone": phone}
    answer = client.post("/ho-so/nhan-ve", data=data)
    return answer.status_code, answer.text


def test_who_knows_number_and_telephone_claims(world: World, client: FlaskClient) -> None:
    petition = recorded_by_name(world, client)
    code = petition.dossier.code
    sign_in(client, world.owner)
    world.session.expunge_all()  # as a process that has read nothing yet
    assert claimed(world, client, code.lower(), "+84 912 345 678")[0] == 303
    petition = only(world.session)
    event = world.last(petition)
    assert (event.action, event.on_behalf_of_id) == ("claim", world.cooperative.id)
    assert event.data["asker"] == "Tổ trồng quýt Bắc Sơn"
    assert "nhận về" in client.get(f"/kien-nghi/{code}").text
    assert code in client.get("/ho-so").text
    data = {"note": "Xin cho biết đã đến bước nào"}
    assert client.post(f"/kien-nghi/{code}/nhan-tin", data=data).status_code == 303
    assert claimed(world, client, code, "0912345678")[0] == 303  # one's own: nothing more happens
    assert world.last(petition).action == "message"


def test_every_wrong_claim_has_one_answer(world: World, client: FlaskClient) -> None:
    petition = recorded_by_name(world, client)
    code = petition.dossier.code
    taken = world.file(TEXT, utc_now())
    stranger = make_representative(world.session, make_cooperative(world.session))
    other = cooperatives_of(world.session, stranger.id, today())[0]
    world.session.commit()
    sign_in(client, stranger)

    def answer(code: str, phone: str) -> str:
        data = {"cooperative_id": str(other.id), "code": code, "phone": phone}
        page = client.post("/ho-so/nhan-ve", data=data)
        assert page.status_code == 422
        said = re.search(r'role="alert">.*?</div>', page.text, re.DOTALL)
        assert said is not None
        return said[0]

    wrong = answer(code, "0912 345 679")
    assert "Không có hồ sơ nào khớp" in wrong
    assert answer(EXAMPLE_CODE, "0912 345 678") == wrong
    assert answer(taken.dossier.code, TEXT.contact_phone) == wrong
    assert petition.dossier.cooperative_id is None


def test_a_petition_without_a_telephone_is_never_claimed(world: World, client: FlaskClient) -> None:
    code = recorded_by_name(world, client, phone="").dossier.code
    sign_in(client, world.owner)
    assert claimed(world, client, code, "0912 345 678")[0] == 422


def test_guessing_ends(world: World, client: FlaskClient) -> None:
    petition = recorded_by_name(world, client)
    sign_in(client, world.owner)
    for number in range(GUESSES.count_max):
        assert claimed(world, client, petition.dossier.code, f"09123456{number:02}")[0] == 422
    status, page = claimed(world, client, petition.dossier.code, "0912 345 678")
    assert status == 422
    assert "vừa được thử nhiều lần" in page
    assert petition.dossier.cooperative_id is None
