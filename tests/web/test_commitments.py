"""Commitments through pages: typed into the draft, signed, reported, read by all concerned."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from commitments.models import Commitment
from feedback import answer_actions
from feedback.models import Petition, Publication
from tests.make import MORNING, make_account, make_unit
from tests.web.test_staff_pages import path
from tests.world import World, sign_in
from workflow.roles import Role

WHAT = "Mở lớp kế toán cho hợp tác xã của ông Hoàng Văn Thắng"


def typed(world: World, petition: Petition, unit_id: int, version: int = 0) -> dict[str, str]:
    data = {"version": str(version)}
    for demand in petition.demands:
        data |= {f"outcome-{demand.id}": "explained", f"text-{demand.id}": "Sẽ hoàn thành sớm."}
    return data | {
        "promise-unit-1": str(unit_id),
        "promise-what-1": WHAT,
        "promise-due-1": "12/03/2099",
        "promise-sign-1": "Danh sách học viên có chữ ký",
    }


@pytest.fixture
def signed(world: World, client: FlaskClient) -> Commitment:
    petition, session = world.accepted(), world.session
    unit = make_unit(session, name="Quỹ hỗ trợ")
    sign_in(client, world.officer)
    address = path(petition, "/du-thao")
    half = typed(world, petition, unit.id) | {"promise-sign-1": "", "trinh": "1"}
    refused = client.post(address, data=half)
    assert refused.status_code == 422
    assert "Cam kết 1: chưa ghi dấu hiệu nhận biết." in refused.text
    assert WHAT in refused.text
    whole = typed(world, petition, unit.id, petition.answers[0].version) | {"trinh": "1"}
    assert client.post(address, data=whole).status_code == 303
    sign_in(client, world.head).post(path(petition, "/duyet"))
    assert sign_in(client, world.leader).post(path(petition, "/ky")).status_code == 303
    return session.scalars(select(Commitment)).one()


def test_a_stale_draft_shows_both_promises(world: World, client: FlaskClient) -> None:
    petition, unit = world.accepted(), make_unit(world.session)
    sign_in(client, world.officer)
    client.post(path(petition, "/du-thao"), data=typed(world, petition, unit.id))
    other = typed(world, petition, unit.id) | {"promise-what-1": "Mở hai lớp"}
    stale = client.post(path(petition, "/du-thao"), data=other)
    assert stale.status_code == 409
    assert WHAT in stale.text
    assert "Mở hai lớp" in stale.text


def test_reported_with_evidence_and_read_by_the_owner(
    signed: Commitment, world: World, client: FlaskClient
) -> None:
    address = f"/cam-ket/{signed.id}"
    assert WHAT in sign_in(client, world.officer).get("/theo-doi-cam-ket?loc=dang-mo").text
    assert client.get(address).status_code == 200
    wrong = client.post(address, data={"action": "commitment_keep", "note": "Xong"})
    assert wrong.status_code == 422
    assert "Nhập ngày" in wrong.text
    bad = {"action": "commitment_progress", "note": "Ảnh", "files": (BytesIO(b"MZ"), "a.exe")}
    assert "Hãy chọn tệp khác" in client.post(address, data=bad).text
    paper = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "Danh sách.pdf")
    data = {"action": "commitment_progress", "note": "Đã có 31 người đăng ký", "files": paper}
    assert client.post(address, data=data).status_code == 303
    assert "Danh sách.pdf" in client.get(address).text
    page = sign_in(client, world.owner).get(
        path(world.session.get_one(Petition, signed.dossier_id))
    )
    assert "Những điều đã cam kết" in page.text
    assert "Đã có 31 người đăng ký" in page.text
    assert client.get(address).status_code == 403, "the page is for staff"


def test_who_promised_reports_and_a_stranger_sees_nothing(
    signed: Commitment, world: World, client: FlaskClient
) -> None:
    session, address = world.session, f"/cam-ket/{signed.id}"
    own = make_account(session, Role.OFFICER, signed.unit)
    other = make_account(session, Role.OFFICER, make_unit(session))
    data = {"action": "commitment_progress", "note": "Đang làm"}
    assert sign_in(client, own).post(address, data=data).status_code == 303
    sign_in(client, other)
    assert client.get(address).status_code == 404
    assert client.post(address, data=data).status_code == 404
    assert WHAT not in client.get("/theo-doi-cam-ket?loc=tat-ca").text


def test_what_is_public_hides_names_and_shows_where_it_stands(
    signed: Commitment, world: World, client: FlaskClient
) -> None:
    petition = world.session.get_one(Petition, signed.dossier_id)
    answer_actions.publish(world.session, petition, world.leader.actor, MORNING)
    world.session.commit()
    publication = world.session.scalars(select(Publication)).one()
    page = client.get(f"/tra-loi/{publication.id}").text
    assert "Mở lớp kế toán" in page
    assert "Hoàng Văn Thắng" not in page
    assert "Đang thực hiện" in page
    counts = client.get("/cam-ket").text
    assert "Quỹ hỗ trợ" in counts
    assert "0 trong 0" in counts
    assert "Thắng" not in counts
    assert "%" not in counts.split("<main", 1)[1]
