"""Auditors: events found, a whole history with old and new values, signed exports, who looked."""

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from administration import history_exports
from administration.export_rules import LIST, fault_of
from dossiers.models import ViewLog
from feedback import actions
from feedback.handover_actions import hand_desk
from feedback.handover_queries import plan
from feedback.history_rules import history
from feedback.process import PETITION
from letters.keys import load_key
from loans.process import LOAN_APPLICATION
from rulebook.queries import working_calendar
from store.clock import utc_now
from tests.make import MORNING, make_account
from tests.world import TEXT, World, sign_in
from workflow.roles import Role

SECRET = replace(TEXT, may_publish=False)
NEXT_DAY = MORNING + timedelta(days=1)


@pytest.fixture
def auditor(session: Session, world: World) -> Account:
    return make_account(session, Role.AUDITOR, full_name="Mã Thị Vân")


def test_old_and_new_values(world: World, session: Session) -> None:
    petition = world.accepted()
    actions.request_supplement(session, petition, "Thiếu sổ.", world.officer.actor, MORNING)
    actions.supply(session, petition, "Đây.", [], world.owner.actor, NEXT_DAY)
    session.expire_all()
    entries = history(petition.dossier.events, PETITION, working_calendar(session))
    filed, supplied = entries[0].changes, entries[-1].changes
    assert (filed[0].name, filed[0].before, filed[0].after) == ("trạng thái", "chưa có", "Mới gửi")
    routed = next(one for one in entries if one.event.action == "route")
    assert ("người giữ", "chưa giao", world.officer.full_name) in [
        (c.name, c.before, c.after) for c in routed.changes
    ]
    due = next(change for change in supplied if change.name == "hạn trả lời")
    assert (due.before, due.after) == ("10/03/2026", "11/03/2026")


def test_events_are_found_and_others_refused(
    client: FlaskClient, world: World, auditor: Account
) -> None:
    petition = world.file(now=utc_now())
    page = sign_in(client, auditor).get("/lich-su?q=Nguy%E1%BB%85n&viec=file")
    assert petition.dossier.code in page.get_data(as_text=True)
    nothing = client.get("/lich-su?q=khongcoai").get_data(as_text=True)
    assert petition.dossier.code not in nothing
    assert client.get("/lich-su?tu=02/01/2026&den=01/01/2026").status_code == 422
    whole = client.get(f"/lich-su/{petition.dossier.code}").get_data(as_text=True)
    assert "Chuỗi băm nguyên vẹn" in whole
    for who in (world.leader, world.owner, world.records):
        assert sign_in(client, who).get("/lich-su").status_code == 403


def test_what_names_the_auditor_is_not_there(
    client: FlaskClient, world: World, auditor: Account, session: Session
) -> None:
    petition = world.file(now=utc_now())
    row = {"dossier": petition.dossier_id, "account": auditor.id}
    bar = (
        "INSERT INTO dossier_bar (dossier_id, account_id, reason, created_at, lift_reason)"
        " VALUES (:dossier, :account, 'x', now(), '')"
    )
    session.execute(text(bar), row)
    session.commit()
    code, reader = petition.dossier.code, sign_in(client, auditor)
    assert code not in reader.get("/lich-su").get_data(as_text=True)
    for address in (f"/lich-su/{code}", f"/lich-su/{code}/xuat"):
        assert reader.get(address).status_code == 404


def test_an_export_is_ours_until_a_byte_changes(
    client: FlaskClient, app: Flask, world: World, auditor: Account, tmp_path: Path
) -> None:
    petition = world.accepted()
    answer = sign_in(client, auditor).get(f"/lich-su/{petition.dossier.code}/xuat")
    key = load_key(app.extensions["settings"])
    assert fault_of(answer.data, key.is_own) is None
    with ZipFile(BytesIO(answer.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert petition.dossier.subject in files["lich-su.txt"].decode()

    def packed(changed: dict[str, bytes]) -> bytes:
        kept = BytesIO()
        with ZipFile(kept, "w") as archive:
            for name, content in {**files, **changed}.items():
                archive.writestr(name, content)
        return kept.getvalue()

    touched = files["lich-su.json"].replace("Tự động".encode(), b"Tu dong")
    assert fault_of(packed({"lich-su.json": touched}), key.is_own) == (
        "lich-su.json: nội dung đã bị sửa"
    )
    forged = packed({LIST: files[LIST] + b" "})
    assert "chữ ký" in str(fault_of(forged, key.is_own))
    assert fault_of(packed({"them.txt": b"x"}), key.is_own) == "them.txt: thừa hoặc thiếu"
    assert "đã hỏng" in str(fault_of(b"PK", key.is_own))
    place = tmp_path / "x.zip"
    place.write_bytes(forged)
    done = app.test_cli_runner().invoke(args=["export", "check", str(place)])
    assert (done.exit_code, done.output.startswith("SAI: chữ ký")) == (1, True)
    place.write_bytes(answer.data)
    assert app.test_cli_runner().invoke(args=["export", "check", str(place)]).exit_code == 0


def test_a_damaged_export_has_a_fault_whatever_byte_is_damaged() -> None:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr(LIST, "{}")
        archive.writestr("lich-su.json", "cùng một dòng\n" * 20)
    whole = kept.getvalue()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        assert fault_of(bytes(damaged), lambda *_: False) is not None


def test_found_events_are_exported_without_formulas(
    client: FlaskClient, app: Flask, world: World, auditor: Account
) -> None:
    petition = world.file(now=utc_now())
    actions.message(world.session, petition, "=1+1", world.owner.actor, utc_now())
    world.session.commit()
    answer = sign_in(client, auditor).get("/lich-su.zip")
    assert fault_of(answer.data, load_key(app.extensions["settings"]).is_own) is None
    with ZipFile(BytesIO(answer.data)) as archive:
        assert "'=1+1" in archive.read("su-kien.csv").decode()


def looks(session: Session) -> list[tuple[str, str]]:
    found = select(ViewLog.account_name, ViewLog.what).order_by(ViewLog.id)
    return [(row[0], row[1]) for row in session.execute(found)]


def test_a_look_at_what_is_confidential_is_kept_once(
    client: FlaskClient, world: World, auditor: Account, session: Session
) -> None:
    secret, plain = world.file(SECRET), world.file()
    world.screen_and_route(secret)
    session.commit()
    for who in (world.leader, world.owner):
        reader = sign_in(client, who)
        for petition in (secret, plain):
            for _ in range(2):
                assert reader.get(f"/kien-nghi/{petition.dossier.code}").status_code == 200
    assert looks(session) == [(world.leader.full_name, "page")]
    reader = sign_in(client, auditor)
    assert reader.get(f"/lich-su/{secret.dossier.code}/xuat").status_code == 200
    kept = looks(session)
    assert (auditor.full_name, "export") in kept
    page = reader.get("/luot-xem").get_data(as_text=True)
    assert world.leader.full_name in page
    assert secret.dossier.code in page
    assert plain.dossier.code not in page


def test_what_was_refused_is_no_look(client: FlaskClient, world: World, session: Session) -> None:
    secret = world.file(SECRET)
    stranger = make_account(session, Role.OFFICER)
    session.commit()
    assert sign_in(client, stranger).get(f"/kien-nghi/{secret.dossier.code}").status_code == 404
    sign_in(client, world.leader).head(f"/kien-nghi/{secret.dossier.code}")
    assert looks(session) == []


def test_the_holder_follows_a_desk_that_was_handed_over(world: World, session: Session) -> None:
    petition = world.accepted()
    unit = session.get_one(Account, world.officer.id).unit
    taker = make_account(session, Role.OFFICER, unit, full_name="Vi Văn Nhận")
    seen = plan(session, world.officer, taker).seen
    hand_desk(session, world.officer, taker, seen, "Nghỉ hưu", world.records, MORNING)
    session.expire_all()
    last = history(petition.dossier.events, PETITION, working_calendar(session))[-1]
    assert [(c.before, c.after) for c in last.changes if c.name == "người giữ"] == [
        (world.officer.full_name, "Vi Văn Nhận")
    ]
    assert ("từ", world.officer.full_name) in last.said
    assert not [name for name, _ in last.said if name.endswith("_id")]


def test_an_export_says_what_was_asked_and_whether_it_is_whole(
    client: FlaskClient, world: World, auditor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file(now=utc_now())
    world.file(now=utc_now(), text=replace(TEXT, situation=f"{TEXT.situation} Khác."))
    world.session.commit()

    def exported() -> tuple[str, dict[str, object]]:
        answer = sign_in(client, auditor).get("/lich-su.zip?viec=file")
        with ZipFile(BytesIO(answer.data)) as archive:
            return archive.read("su-kien.csv").decode(), json.loads(archive.read(LIST))

    table, about = exported()
    assert PETITION.verbs["file"] in table
    assert (about["is_whole"], about["count"]) == (True, 2)
    asked = about["asked"]
    assert isinstance(asked, dict)
    assert asked["viec"] == "file"
    monkeypatch.setattr(history_exports, "EXPORT_MAX", 1)
    assert [exported()[1][name] for name in ("is_whole", "count")] == [False, 1]


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001", "01/01/1850"])
def test_days_that_nobody_lives_in_are_refused_in_words(
    client: FlaskClient, world: World, auditor: Account, day: str
) -> None:
    reader = sign_in(client, auditor)
    for name in ("tu", "den"):
        assert reader.get(f"/lich-su?{name}={day}").status_code == 422
        assert reader.get(f"/lich-su.zip?{name}={day}").status_code == 422
    trial = {
        "tieu_de": "Xin hỏi thủ tục", "noi_dung": TEXT.situation, "linh_vuc": TEXT.topic_code,
        "cach_gui": "web", "ngay": day,
    }  # fmt: skip
    assert reader.post("/quan-tri/thu-van-ban", data=trial).status_code == 422


def test_events_of_every_process_can_be_chosen(client: FlaskClient, auditor: Account) -> None:
    page = sign_in(client, auditor).get("/lich-su?viec=appraise").get_data(as_text=True)
    assert LOAN_APPLICATION.verbs["appraise"] in page
