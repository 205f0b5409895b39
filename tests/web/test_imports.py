"""Pages of imports: from the file to the report, written, taken back; an export comes in again."""

from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from cooperatives import actions as registry
from cooperatives.fields import FIELDS
from cooperatives.models import Cooperative
from imports import actions, apply_actions
from imports.models import RegistryImport
from imports.queries import counts_of
from tests.make import MORNING, make_cooperative
from tests.world import World, sign_in

CSV = (
    "Tên HTX;MST;Xã, phường;Lĩnh vực;Ngày thành lập;Ghi chú\n"
    "HTX Hồi Văn Quan;0100686174;Chi Lăng;Nông nghiệp;05/05/2021;\n"
    "HTX Hỏng;0100686;Chi Lăng;Nông nghiệp;31/02/2021;\n"
).encode()


def send(client: FlaskClient, content: bytes, name: str = "so.csv") -> TestResponse:
    data = {"files": (BytesIO(content), name)}
    return client.post("/hop-tac-xa/nhap", data=data, content_type="multipart/form-data")


def run(app: Flask, world: World) -> RegistryImport:
    """Do what the worker does."""
    session, vault = world.session, app.extensions["vault"]
    brought = session.scalars(select(RegistryImport).order_by(RegistryImport.id.desc())).first()
    assert brought is not None
    actions.read(session, vault, brought.id, MORNING)
    while brought.status == "checking":
        actions.check_more(session, brought.id, MORNING)
    apply_actions.apply(session, brought.id, MORNING)
    apply_actions.undo(session, brought.id, MORNING)
    session.commit()
    return brought


def test_from_the_file_to_the_registry_and_back(
    app: Flask, world: World, client: FlaskClient
) -> None:
    registry.load_base(world.session)
    sign_in(client, world.records)
    sent = send(client, CSV)
    assert sent.status_code == 303
    running = client.get(sent.location)
    assert running.headers["Refresh"] == "2"
    brought = run(app, world)
    page = client.get(sent.location)
    assert "Refresh" not in page.headers
    for words in ("B (MST)", "không phải mã số thuế", "không có ngày 31/02/2021", "Ghi chú"):
        assert words in page.text
    assert "không có ngày" in client.get(f"{sent.location}/bi-tu-choi").text
    assert "Ghi 1 dòng vào sổ" in page.text
    assert client.post(f"{sent.location}/ghi").status_code == 303
    assert client.post(f"{sent.location}/ghi").status_code == 409
    assert run(app, world).status == "applied"
    assert "HTX Hồi Văn Quan" in client.get("/hop-tac-xa?q=hoi+van+quan").text
    assert client.post(f"{sent.location}/hoan-tac").status_code == 303
    assert run(app, world).status == "undone"
    assert client.get(f"/hop-tac-xa/nhap/{brought.id}?loai=new&sau=abc").status_code == 200
    assert world.session.scalars(select(Cooperative.tax_code)).all() == [None]
    assert client.post(f"{sent.location}/xoa").status_code == 404


def test_what_is_no_table_is_told_at_the_field(world: World, client: FlaskClient) -> None:
    sign_in(client, world.records)
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04"):
        answer = send(client, content)
        assert answer.status_code == 422
        assert 'id="files-error"' in answer.text
    assert client.post("/hop-tac-xa/nhap").status_code == 422


def test_an_export_comes_in_again_unchanged(app: Flask, world: World, client: FlaskClient) -> None:
    registry.load_base(world.session)
    values: dict[str, Any] = {"tax_code": "0100109106", "phone": "0912345678", "employees": 3}
    make_cooperative(world.session, charter_capital_vnd=1_250_000_000, **values)
    make_cooperative(world.session, name="Tổ hợp tác Ong", name_fold="to hop tac ong", kind="group")
    sign_in(client, world.records)
    for ending in ("xlsx", "csv"):
        send(client, client.get(f"/hop-tac-xa/tai-ve/{ending}").data)
        assert counts_of(world.session, run(app, world).id) == {"same": 3}, ending


def test_the_template_names_every_field(client: FlaskClient, world: World) -> None:
    sign_in(client, world.records)
    book = load_workbook(BytesIO(client.get("/hop-tac-xa/nhap/mau/xlsx").data))
    assert len(next(book.active.iter_rows(values_only=True))) == len(FIELDS)
    assert client.get("/hop-tac-xa/nhap/mau/csv").text.startswith("\ufeffTên đầy đủ,")
    assert client.get("/hop-tac-xa/nhap/mau/doc").status_code == 404
