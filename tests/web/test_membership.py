"""Pages of membership: from the form to the card, each by who may."""

from io import BytesIO
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from membership.models import MembershipApplication
from membership.rules import PAPERS
from tests.make import broken_vault, make_cooperative, make_representative
from tests.world import World, sign_in

FORM = {"reason": "Muốn cùng phát triển.", "contact_name": "Lý Văn A",
        "contact_phone": "0912 345 678", "papers": list(PAPERS)}  # fmt: skip


def test_from_the_form_to_the_card(world: World, client: FlaskClient) -> None:
    session, of = world.session, world.cooperative.id
    sign_in(client, world.records)
    assert client.get(f"/thanh-vien/gia-nhap/{of}").status_code == 200
    assert client.post(f"/thanh-vien/gia-nhap/{of}", data={}).status_code == 422
    done = client.post(f"/thanh-vien/gia-nhap/{of}", data=FORM)
    assert done.status_code == 303
    one, page = session.scalars(select(MembershipApplication)).one(), done.location
    assert client.get(page).status_code == 200
    assert client.post(f"{page}/check").status_code == 303
    assert client.post(f"{page}/propose", data={"note": ""}).status_code == 422
    assert client.post(f"{page}/propose", data={"note": "Hồ sơ đủ"}).status_code == 303
    assert client.post(f"{page}/recognise").status_code == 422
    sign_in(client, world.leader)
    assert one.dossier.code in client.get("/thanh-vien").text
    assert "Ký quyết định công nhận" in client.get(page).text
    assert client.post(f"{page}/recognise").status_code == 303
    sign_in(client, world.records)
    handed = {"on": "01/01/2020", "place": "Hội nghị", "person": "Lý Văn A"}
    assert client.post(f"{page}/hand_over", data=handed).status_code == 422
    assert "Thẻ thành viên" in client.get(f"/thanh-vien/hop-tac-xa/{of}/the").text
    fee = {"year": "2026", "amount": "500.000", "payer": "Lý Văn A"}
    paid = client.post(f"/thanh-vien/hop-tac-xa/{of}/hoi-phi", data=fee)
    assert paid.status_code == 303
    assert "500.000" in client.get(paid.location).text
    assert "Sổ thành viên" in client.get(f"/thanh-vien/hop-tac-xa/{of}").text
    change = {"kind": "suspend", "reason": "Không hoạt động"}
    assert client.post(f"/thanh-vien/hop-tac-xa/{of}/de-nghi", data=change).status_code == 303
    assert "Không hoạt động" in client.get("/thanh-vien").text
    assert "Thành viên" in sign_in(client, world.owner).get(f"/hop-tac-xa/{of}").text


def test_no_room_for_a_paper_is_said(
    app: Flask, world: World, client: FlaskClient, tmp_path: Path
) -> None:
    sign_in(client, world.records)
    paper = {f"file-{next(iter(PAPERS))}": (BytesIO(b"%PDF-1.4\n%%EOF\n"), "don.pdf")}
    with broken_vault(app, tmp_path / "files"):
        sent = client.post(f"/thanh-vien/gia-nhap/{world.cooperative.id}", data=FORM | paper)
    assert (sent.status_code, "Chưa lưu được tệp “don.pdf”" in sent.text) == (422, True)


def test_another_cooperative_sees_nothing(world: World, client: FlaskClient) -> None:
    stranger = make_representative(world.session, make_cooperative(world.session))
    of = world.cooperative.id
    sign_in(client, stranger)
    for path in (f"hop-tac-xa/{of}", f"hop-tac-xa/{of}/the", f"gia-nhap/{of}"):
        assert client.get(f"/thanh-vien/{path}").status_code == 404


def test_a_sixth_file_of_a_paper_is_refused_in_words(world: World, client: FlaskClient) -> None:
    sign_in(client, world.owner)
    address = f"/thanh-vien/gia-nhap/{world.cooperative.id}"
    for count, status in ((6, 422), (5, 303)):
        files = [(BytesIO(b"%PDF-1.4\n%%EOF\n"), f"{n}.pdf") for n in range(count)]
        sent = client.post(address, data=FORM | {"file-charter": files})
        assert (sent.status_code, "có 6 tệp. Mỗi loại" in sent.text) == (status, status == 422)
