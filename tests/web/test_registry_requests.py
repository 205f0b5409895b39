"""What a cooperative asks to have changed, its yearly figures, and the page of faults."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cooperatives.models import CooperativeChange, YearFigures
from notices.models import MailMessage
from profiles.models import RegistryRequest
from profiles.quality_queries import FAULTS, count_faults, list_faulty
from tests.make import broken_vault, make_cooperative, make_representative
from tests.world import World, sign_in

SOURCE = {"source": "Báo cáo tài chính"}


def asked(world: World, client: FlaskClient, **values: object) -> RegistryRequest:
    """Let the cooperative ask for another telephone."""
    of = world.cooperative
    sign_in(client, world.owner)
    form = {"representative_name": "Lý Thị Mới", "commune_code": of.commune_code,
            "phone": "0912 345 678", "reason": "Đại hội bầu mới"} | values  # fmt: skip
    sent = client.post(f"/hop-tac-xa/{of.id}/de-nghi-sua", data=form)
    assert sent.status_code == 303, sent.text
    return world.session.scalars(
        select(RegistryRequest).where(RegistryRequest.status == "open")
    ).one()


def test_asked_decided_and_told(world: World, client: FlaskClient) -> None:
    session, of = world.session, world.cooperative
    file = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "bien-ban.pdf")
    one = asked(world, client, papers=file)
    page = f"/de-nghi-sua-so/{one.id}"
    again = client.post(
        f"/hop-tac-xa/{of.id}/de-nghi-sua",
        data={"representative_name": "A", "commune_code": of.commune_code, "reason": "B"},
    )
    assert (again.status_code, "đang có một đề nghị" in again.text) == (422, True)
    assert client.get(page).status_code == 200
    [paper] = one.papers
    with client.get(f"{page}/giay-to/{paper.document_id}") as given:
        assert given.data.startswith(b"%PDF")
    assert client.post(f"{page}/nhan").status_code == 403
    sign_in(client, make_representative(session, make_cooperative(session)))
    for address in (page, f"{page}/giay-to/{paper.document_id}"):
        assert client.get(address).status_code == 404
    assert client.get(f"/hop-tac-xa/{of.id}/de-nghi-sua").status_code == 404
    assert client.post(f"{page}/rut").status_code == 404
    sign_in(client, world.records)
    assert "Lý Thị Mới" in client.get(page).text
    assert of.short_name in client.get("/de-nghi-sua-so").text
    stale = client.post(f"{page}/nhan", data={"seen_version": of.version + 1})
    assert stale.status_code == 422
    assert client.post(f"{page}/nhan", data={"seen_version": of.version}).status_code == 303
    session.refresh(of)
    assert (of.representative_name, of.phone) == ("Lý Thị Mới", "0912345678")
    change = session.scalars(select(CooperativeChange)).one()
    assert (change.source, "Đại hội bầu mới" in change.reason) == ("request", True)
    assert client.post(f"{page}/khong-nhan", data={"note": "Muộn"}).status_code == 422
    mails = session.scalars(select(MailMessage)).all()
    assert ["đã ghi vào sổ" in mail.subject for mail in mails] == [True]


def test_refused_with_a_reason_and_withdrawn(world: World, client: FlaskClient) -> None:
    one = asked(world, client)
    page = f"/de-nghi-sua-so/{one.id}"
    sign_in(client, world.records)
    assert client.post(f"{page}/khong-nhan", data={"note": ""}).status_code == 422
    assert client.post(f"{page}/khong-nhan", data={"note": "Thiếu biên bản"}).status_code == 303
    sign_in(client, world.owner)
    assert "Thiếu biên bản" in client.get(page).text
    second = asked(world, client)
    assert client.post(f"/de-nghi-sua-so/{second.id}/rut").status_code == 303
    assert client.post(f"/de-nghi-sua-so/{second.id}/rut").status_code == 409
    nothing = client.post(f"/hop-tac-xa/{world.cooperative.id}/de-nghi-sua", data={"reason": "x"})
    assert nothing.status_code == 422


def test_papers_that_are_too_many_or_find_no_room_are_said(
    app: Flask, world: World, client: FlaskClient, tmp_path: Path
) -> None:
    page = f"/hop-tac-xa/{world.cooperative.id}/de-nghi-sua"
    form = {"representative_name": "Lý Thị Mới", "commune_code": world.cooperative.commune_code,
            "reason": "Đại hội bầu mới"}  # fmt: skip

    def send(count: int) -> TestResponse:
        files = [(BytesIO(b"%PDF-1.4\n%%EOF\n"), f"{number}.pdf") for number in range(count)]
        return client.post(page, data=form | {"papers": files})

    sign_in(client, world.owner)
    many = send(6)
    assert (many.status_code, "Nhiều nhất 5 tệp.</" in many.text) == (422, True)
    with broken_vault(app, tmp_path / "files"):
        full = send(1)
    assert (full.status_code, "Chưa lưu được tệp “0.pdf”" in full.text) == (422, True)
    assert send(5).status_code == 303


def test_figures_are_entered_and_confirmed(world: World, client: FlaskClient) -> None:
    session, of = world.session, world.cooperative.id
    page = f"/hop-tac-xa/{of}/so-lieu/2024"
    sign_in(client, world.officer)
    assert client.get(page).status_code == 200
    for wrong, said in (
        ({"year": "2024"}, "Nhập nguồn"), ({"year": "2024"} | SOURCE, "ít nhất một số liệu"),
        ({"year": "2199", "members": "3"} | SOURCE, "chưa đến"),
        ({"year": "2024", "revenue_vnd": "nhiều"} | SOURCE, "Viết số tiền"),
    ):  # fmt: skip
        answer = client.post(page, data=wrong)
        assert (answer.status_code, said in answer.text) == (422, True), wrong
    entered = {"year": "2024", "revenue_vnd": "1,35 tỷ", "profit": "0", "members": "12"} | SOURCE
    assert client.post(page, data=entered).status_code == 303
    row = session.get_one(YearFigures, (of, 2024))
    assert (row.revenue_vnd, row.profit_vnd, row.members) == (1_350_000_000, 0, 12)
    assert (row.assets_vnd, row.entered_by_id, row.confirmed_at) == (None, world.officer.id, None)
    stale = client.post(page, data=entered)
    assert (stale.status_code, "vừa ghi số liệu" in stale.text) == (422, True)
    unlikely = {"year": "2025", "revenue_vnd": "1.350.000"} | SOURCE
    odd = client.post(page, data=unlikely)
    assert (odd.status_code, "Số liệu này đúng" in odd.text) == (422, True)
    assert client.post(page, data=unlikely | {"is_sure": "y"}).status_code == 303
    sign_in(client, world.owner)
    assert "Số liệu năm 2024 đúng" in client.get(f"/hop-tac-xa/{of}").text
    assert row.entered_at is not None
    seen = {"seen": row.entered_at.isoformat()}
    assert client.post(f"{page}/xac-nhan", data={"seen": "cũ"}).status_code == 409
    assert client.post(f"{page}/xac-nhan", data=seen).status_code == 303
    session.refresh(row)
    assert row.confirmed_by_id == world.owner.id
    lost = entered | seen | {"profit": "5 triệu", "is_loss": "y"}
    assert client.post(page, data=lost).status_code == 303
    session.refresh(row)
    assert (row.profit_vnd, row.confirmed_by_id) == (-5_000_000, world.owner.id)
    sign_in(client, make_representative(session, make_cooperative(session)))
    assert client.get(page).status_code == 404
    assert client.post(f"{page}/xac-nhan", data=seen).status_code == 404


def test_another_year_than_that_of_the_page_may_be_typed(world: World, client: FlaskClient) -> None:
    page = f"/hop-tac-xa/{world.cooperative.id}/so-lieu/2024"
    sign_in(client, world.officer)
    entered = {"year": "2024", "members": "12"} | SOURCE
    assert client.post(page, data=entered).status_code == 303
    row = world.session.get_one(YearFigures, (world.cooperative.id, 2024))
    assert row.entered_at is not None
    other = entered | {"year": "2023", "seen": row.entered_at.isoformat()}
    assert client.post(page, data=other).status_code == 303
    assert client.post(page, data=other).status_code == 422


def test_faults_of_the_registry_are_counted_and_listed(world: World, client: FlaskClient) -> None:
    session = world.session
    whole = {"tax_code": "4900100005", "representative_name": "A", "official_members": 9,
             "charter_capital_vnd": 1}  # fmt: skip
    one = make_cooperative(session, name="Hợp tác xã Hồi", phone="0912 345 678", **whole)
    two = make_cooperative(session, name="Hợp tác xã Hồi", phone="0912345678", email="a@b.vn")
    make_cooperative(
        session, name="Hợp tác xã Hồi", status="dissolved", dissolved_on=date(2025, 1, 1)
    )
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for year, revenue in ((2024, 5_000), (2025, 5)):
        session.add(
            YearFigures(cooperative_id=one.id, year=year, revenue_vnd=revenue, entered_at=at)
        )
    session.flush()

    def ids(fault: str) -> set[int]:
        found = list_faulty(session, fault, 2025, 1)
        assert found.total == len(found.rows) == count_faults(session, 2025)[fault]
        return {row.id for row in found.rows} & {one.id, two.id}

    assert {fault: ids(fault) for fault in FAULTS} == {
        "ma-so-thue": {two.id}, "sai-ma": {one.id}, "dai-dien": {two.id}, "lien-he": set(),
        "thanh-vien": {two.id}, "von": {two.id}, "doanh-thu": {two.id}, "doanh-thu-la": {one.id},
        "trung-ten": {one.id, two.id}, "trung-dien-thoai": {one.id, two.id},
    }  # fmt: skip
    session.commit()
    sign_in(client, world.records)
    assert client.get("/hop-tac-xa/chat-luong").status_code == 200
    assert (
        "Hợp tác xã Hồi".replace("Hợp tác xã", "HTX")
        in client.get("/hop-tac-xa/chat-luong?loi=trung-ten").text
    )
    for wrong in ("loi=khong", "trang=0", "loi=von&trang=99999999"):
        assert client.get(f"/hop-tac-xa/chat-luong?{wrong}").status_code == 404
