"""Pages of the registry: who sees what, what is typed is kept, files that cannot act."""

import csv
from io import BytesIO, StringIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from cooperatives.models import Cooperative, CooperativeChange
from tests.make import make_account, make_cooperative
from tests.world import World, sign_in
from workflow.roles import Role


@pytest.fixture
def tea(world: World) -> Cooperative:
    return make_cooperative(
        world.session,
        name="Hợp tác xã Chè Đồng Bành",
        name_fold="hop tac xa che dong banh",
        tax_code="0100109106",
        phone="0912345678",
        representative_name="Đặng Thị Ngọ",
        representative_id_no="020085001234",
        charter_capital_vnd=1_250_000_000,
    )


ENTRY = {
    "name": "Hợp tác xã Hồi Văn Quan", "kind": "cooperative", "sector": "agriculture",
    "commune_code": "06463", "founded_on": "05/05/2020", "status": "active",
    "tax_code": "0100686174", "charter_capital_vnd": "1,25 tỷ", "official_members": "12",
    "reason": "Giấy chứng nhận ngày 05/05/2020",
}  # fmt: skip
PRIVATE = ("0912345678", "0912 345 678", "Đặng Thị Ngọ", "020085001234")


def test_a_visitor_sees_what_is_public(client: FlaskClient, tea: Cooperative) -> None:
    found = client.get("/hop-tac-xa?q=che+dong").text
    assert tea.name in found
    page = client.get(f"/hop-tac-xa/{tea.id}").text
    assert "1.250.000.000" in page
    assert "0100109106" in page
    for hidden in PRIVATE:
        assert hidden not in found + page
    assert client.get("/hop-tac-xa/tai-ve/csv").status_code in (302, 303)
    assert client.get("/hop-tac-xa/0").status_code == 404


def test_who_speaks_for_another_sees_what_is_public(
    world: World, client: FlaskClient, tea: Cooperative
) -> None:
    page = sign_in(client, world.owner).get(f"/hop-tac-xa/{tea.id}").text
    assert not [hidden for hidden in PRIVATE if hidden in page]
    own = client.get(f"/hop-tac-xa/{world.cooperative.id}").text
    assert "Kiến nghị và hồ sơ" in own


def test_only_who_keeps_the_registry_reads_a_citizens_number(
    world: World, client: FlaskClient, tea: Cooperative
) -> None:
    assert "Đặng Thị Ngọ" in sign_in(client, world.officer).get(f"/hop-tac-xa/{tea.id}").text
    for address in (f"/hop-tac-xa/{tea.id}", "/hop-tac-xa/tai-ve/csv"):
        assert "020085001234" not in sign_in(client, world.officer).get(address).text
        assert "020085001234" in sign_in(client, world.records).get(address).text


def test_the_page_shows_what_one_may_see(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    page = sign_in(client, world.officer).get(f"/hop-tac-xa/{world.cooperative.id}").text
    assert petition.dossier.subject in page
    stranger = make_account(world.session, Role.EXTERNAL)
    page = sign_in(client, stranger).get(f"/hop-tac-xa/{world.cooperative.id}").text
    assert petition.dossier.subject not in page


def test_registered_by_a_form(world: World, client: FlaskClient) -> None:
    sign_in(client, world.records)
    wrong = client.post(
        "/hop-tac-xa/moi", data=ENTRY | {"charter_capital_vnd": "nhiều", "name": ""}
    )
    assert wrong.status_code == 422
    assert "Không phải số" in wrong.text
    assert 'value="nhiều"' in wrong.text
    done = client.post("/hop-tac-xa/moi", data=ENTRY)
    made = world.session.scalars(
        select(Cooperative).where(Cooperative.tax_code == "0100686174")
    ).one()
    assert (done.status_code, done.location) == (303, f"/hop-tac-xa/{made.id}")
    assert made.charter_capital_vnd == 1_250_000_000
    assert client.post("/hop-tac-xa/moi", data=ENTRY).status_code == 422


def test_edited_by_a_form_twice_is_once(
    world: World, client: FlaskClient, tea: Cooperative
) -> None:
    sign_in(client, world.records)
    page = client.get(f"/hop-tac-xa/{tea.id}/sua").text
    assert 'value="1.250.000.000"' in page
    data = ENTRY | {"name": tea.name, "tax_code": "0100109106", "seen_version": "1"}
    assert client.post(f"/hop-tac-xa/{tea.id}/sua", data=data).status_code == 303
    again = client.post(f"/hop-tac-xa/{tea.id}/sua", data=data)
    assert again.status_code == 422
    assert "Người khác vừa sửa dòng này" in again.text
    changes = world.session.scalars(select(CooperativeChange)).all()
    assert len(changes) == 1
    assert "→" in client.get(f"/hop-tac-xa/{tea.id}").text


def test_files_hold_the_list_as_it_is_filtered(
    world: World, client: FlaskClient, tea: Cooperative
) -> None:
    make_cooperative(world.session, name="=cmd|'/c calc'!A1", name_fold="cmd")
    sign_in(client, world.records)
    lines = list(csv.reader(StringIO(client.get("/hop-tac-xa/tai-ve/csv").text.lstrip("\ufeff"))))
    assert lines[0][0] == "Tên đầy đủ"
    assert [line[0] for line in lines[1:]] == [
        "'=cmd|'/c calc'!A1",
        tea.name,
        world.cooperative.name,
    ]
    book = load_workbook(BytesIO(client.get("/hop-tac-xa/tai-ve/xlsx?q=che").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Tên đầy đủ", tea.name]
    assert rows[1][rows[0].index("Vốn điều lệ")] == 1_250_000_000
    assert rows[1][rows[0].index("Ngày thành lập")].year == 2020


@pytest.mark.parametrize(
    "query",
    [
        "sau=abc",
        "truoc=999999999",
        "noi=%00",
        "q=" + "a" * 500,
        "loai=x&linh_vuc='",
        "sau=9&truoc=9",
    ],
)
def test_strange_addresses(client: FlaskClient, tea: Cooperative, query: str) -> None:
    assert client.get(f"/hop-tac-xa?{query}").status_code == 200
