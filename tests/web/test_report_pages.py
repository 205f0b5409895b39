"""Pages of reports, as people use them."""

from datetime import UTC, date, datetime
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from cooperatives.models import PlanTarget
from reports.further_rules import FIGURES
from reports.models import SavedReport
from tests.make import make_account, make_cooperative
from tests.world import sign_in
from workflow.roles import Role

DAYS = {"tu": "01/01/2024", "den": "30/11/2024"}
RECORDED = {"recorded_at": datetime(2024, 11, 30, 2, tzinfo=UTC)}


def test_from_figures_to_rows_to_a_settled_report(client: FlaskClient, session: Session) -> None:
    make_cooperative(session, name="Hợp tác xã Na Đồng Mỏ", founded_on=date(2024, 5, 5), **RECORDED)
    session.add(PlanTarget(year=2024, key="new_cooperatives", value=4, source="KH", **RECORDED))
    officer, head = make_account(session, Role.OFFICER), make_account(session, Role.HEAD)
    sign_in(client, officer)
    shown = client.get("/bao-cao/xem", query_string=DAYS).text
    assert "11 tháng đầu năm 2024" in shown
    assert "thành lập mới" in shown
    assert "25" in shown
    rows = client.get("/bao-cao/dong/new", query_string=DAYS).text
    assert "Hợp tác xã Na Đồng Mỏ" in rows
    then = client.get("/bao-cao/dong/new", query_string={**DAYS, "biet": "29/11/2024"}).text
    assert "Hợp tác xã Na Đồng Mỏ" not in then
    answer = client.post("/bao-cao/luu", data={**DAYS, "title": "Báo cáo 11 tháng"})
    assert answer.status_code == 303
    report = session.query(SavedReport).one()
    address = f"/bao-cao/{report.id}"
    assert "khớp từng số" in client.get(address).text
    wrote = {"title": "Báo cáo", "wording": "Thành lập mới 2 HTX.", "version": str(report.version)}
    assert client.post(f"{address}/loi-van", data=wrote).status_code == 303
    assert "không khớp số liệu nào" in client.get(address).text
    stale = client.post(f"{address}/loi-van", data={**wrote, "wording": "Của tôi."})
    assert stale.status_code == 422
    assert "Của tôi." in stale.text
    assert "Thành lập mới 2 HTX." in stale.text
    assert client.post(f"{address}/chot").status_code == 403
    sign_in(client, head)
    assert client.post(f"{address}/chot").status_code == 303
    assert client.get(f"{address}/loi-van").status_code == 409
    assert "Đã chốt" in client.get("/bao-cao").text


def test_saving_waits_for_whoever_writes(client: FlaskClient, session: Session) -> None:
    """Up to now means: up to a moment after the lock was taken, not the moment of the click."""
    sign_in(client, make_account(session, Role.OFFICER))
    assert client.post("/bao-cao/luu", data={**DAYS, "title": "Báo cáo"}).status_code == 303
    report = session.query(SavedReport).one()
    assert report.known_at > report.made_at


def test_days_that_are_none_are_said(client: FlaskClient, session: Session) -> None:
    sign_in(client, make_account(session, Role.OFFICER))
    for wrong, said in (
        ({"tu": "01/01/2024", "den": "31/11/2024"}, "Ngày chưa đúng"),
        ({"tu": "01/12/2024", "den": "30/11/2024"}, "Ngày cuối phải từ ngày đầu trở đi"),
        ({"tu": "01/01/1991", "den": "30/11/2024"}, "nhiều nhất 10 năm"),
        ({"tu": "01/01/0024", "den": "30/11/0024"}, "năm từ"),
        ({"den": "30/11/2024", "biet": "x"}, "Ngày chưa đúng"),
        ({"tu": "01/01/2199"}, "Ngày cuối phải từ ngày đầu trở đi"),
        ({"tu": "01/01/0001", "den": "30/11/2024"}, "năm từ"),
        ({"den": "30/11/2024", "biet": "31/12/9999"}, "năm từ"),
        ({"den": "30/11/2024", "biet": "01/01/0001"}, "năm từ"),
    ):
        answer = client.get("/bao-cao/xem", query_string=wrong)
        assert answer.status_code == 422, wrong
        assert said in answer.text
    for address in (
        "/bao-cao/dong/khong-co",
        "/bao-cao/dong/new?den=31/11/2024",
        "/bao-cao/dong/new?bao-cao=99999999",
        "/bao-cao/dong/new?bao-cao=9999999999999999999",
        "/bao-cao/dong/new?bao-cao=" + 5000 * "9",
        "/bao-cao/dong/new?tu=01/01/2199",
        "/bao-cao/dong/new?den=30/11/2024&biet=31/12/9999",
        "/bao-cao/dong/new?trang=0",
        "/bao-cao/99999999",
        "/bao-cao/ke-hoach/9999",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get("/bao-cao/dong/new?dia-ban=%00&linh-vuc=a%00").status_code == 200


def test_a_report_without_a_title_keeps_its_page(client: FlaskClient, session: Session) -> None:
    make_cooperative(session, founded_on=date(2024, 5, 5), **RECORDED)
    sign_in(client, make_account(session, Role.OFFICER))
    answer = client.post("/bao-cao/luu", data={**DAYS, "title": " "})
    assert answer.status_code == 422
    assert "Nhập tên báo cáo" in answer.text
    assert "thành lập mới" in answer.text
    wrong = client.post("/bao-cao/luu", data={**DAYS, "den": "31/11/2024", "title": " "})
    assert wrong.status_code == 422
    assert "Ngày chưa đúng" in wrong.text


def test_a_saved_report_s_workbook_keeps_its_figures(client: FlaskClient, session: Session) -> None:
    make_cooperative(session, founded_on=date(2024, 5, 5), **RECORDED)
    sign_in(client, make_account(session, Role.OFFICER))
    assert client.post("/bao-cao/luu", data={**DAYS, "title": "Báo cáo"}).status_code == 303
    report = session.query(SavedReport).one()
    registry = {**report.figures["registry"], "members": 987_654}
    report.figures = {**report.figures, "registry": registry}
    session.commit()
    file = client.get(f"/bao-cao/so-lieu.xlsx?bao-cao={report.id}")
    cells = load_workbook(BytesIO(file.data))["Báo cáo"].iter_rows(values_only=True)
    assert {row[0]: row[2] for row in cells}["Thành viên HTX"] == 987_654


def test_commitments_loans_and_support_open_their_rows(
    client: FlaskClient, session: Session
) -> None:
    sign_in(client, make_account(session, Role.OFFICER))
    shown = client.get("/bao-cao/xem", query_string=DAYS).text
    assert "Hoạt động hỗ trợ đã tổ chức" in shown
    for key, figure in FIGURES.items():
        assert f"/bao-cao/them/{key}?" in shown
        rows = client.get(f"/bao-cao/them/{key}", query_string=DAYS)
        assert (rows.status_code, figure.name in rows.text) == (200, True), key
    assert client.get("/bao-cao/them/khong-co").status_code == 404


def test_the_plan_is_set_and_taken_back(client: FlaskClient, session: Session) -> None:
    sign_in(client, make_account(session, Role.HEAD))
    address = "/bao-cao/ke-hoach/2026/new_cooperatives"
    wrong = client.post(address, data={"value": "-3", "source": ""})
    assert wrong.status_code == 422
    assert "Nhập một số từ 0 trở lên" in wrong.text
    assert client.post(address, data={"value": "50", "source": "KH 178"}).status_code == 303
    assert "KH 178" in client.get("/bao-cao/ke-hoach/2026").text
    assert client.post(address, data={"viec": "bo"}).status_code == 303
    assert "bỏ chỉ tiêu 50" in client.get("/bao-cao/ke-hoach/2026").text
    sign_in(client, make_account(session, Role.OFFICER))
    assert client.get(address).status_code == 403
