"""Support activities from the plan to the evaluation, each by who may."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notices.models import MailMessage
from store.clock import today
from support import actions, letter_actions
from support.models import SupportActivity, SupportBudget, SupportGuest
from support.queries import list_letters, list_lines, list_received
from support.rules import Plan
from tests.make import (
    broken_vault,
    make_account,
    make_cooperative,
    make_representative,
    tasks_waiting,
)
from tests.world import World, sign_in
from workflow.refusal import Refusal
from workflow.roles import Role

PLAN = {
    "kind": "training", "topic": "Kế toán hợp tác xã", "begins_on": "09/02/2026",
    "place": "Hội trường Liên minh", "planned_vnd": "25 triệu", "source": "Ngân sách tỉnh",
}  # fmt: skip
LINE = {  # of this year: the plan offers the lines of the years around it
    "programme": "Chương trình 1804", "basis": "QĐ 1804", "name": "Tập huấn",
    "source": "Ngân sách tỉnh", "amount": "100 triệu",
}  # fmt: skip
NOW = datetime(2026, 2, 10, 3, tzinfo=UTC)


def planned(world: World, client: FlaskClient, **values: str) -> SupportActivity:
    sign_in(client, world.officer)
    assert client.post("/ho-tro/lap-ke-hoach", data=PLAN | values).status_code == 303
    return world.session.scalars(select(SupportActivity)).one()


def guests_of(session: Session) -> list[SupportGuest]:
    return list(session.scalars(select(SupportGuest).order_by(SupportGuest.id)))


def test_from_the_plan_to_what_they_say(world: World, client: FlaskClient) -> None:
    session = world.session
    sign_in(client, world.officer)
    typed = LINE | {"year": str(today().year)}
    assert client.post("/ho-tro/kinh-phi", data=typed).status_code == 303
    line = session.scalars(select(SupportBudget)).one()
    again = client.post("/ho-tro/kinh-phi", data=typed | {"programme": "CHƯƠNG TRÌNH 1804"})
    assert (again.status_code, "đã có mục chi" in again.text) == (422, True)
    one = planned(world, client, budget_id=str(line.id))
    page = f"/ho-tro/{one.id}"
    make_cooperative(session, name="Hợp tác xã Quýt Bắc Sơn", email="quyt@htx.example")
    walked_in = make_cooperative(session, name="Hợp tác xã Hồi Văn Quan")
    names = f"1. {world.cooperative.name}\n2. Quýt Bắc Sơn\n2. Quýt Bắc Sơn\nKhông ai biết"
    unclear = client.post(f"{page}/moi", data={"cooperatives": names})
    assert unclear.status_code == 422
    assert "1 dòng dưới đây chưa rõ" in unclear.text
    assert tasks_waiting(session).count("support.mail_invitation") == 0, "a leader signs first"
    first, second = guests_of(session)
    early = client.post(f"{page}/xong", data={"spent": ""})
    assert (early.status_code, "Chưa ghi ai tham dự" in early.text) == (422, True)
    came = {f"people-{first.id}": "3", f"names-{first.id}": "Lý Văn A", f"people-{second.id}": "0",
            "cooperatives": "Hồi Văn Quan"}  # fmt: skip
    assert client.post(f"{page}/diem-danh", data=came).status_code == 303
    assert (
        client.post(f"{page}/xong", data={"spent": "24.500.000", "result": "Tốt."}).status_code
        == 303
    )
    assert client.post(f"{page}/diem-danh", data=came).status_code == 409
    assert client.post(f"{page}/sua", data=PLAN).status_code == 422
    [(_, paid)] = list_lines(session, today().year)
    assert (paid.spent_vnd, paid.planned_vnd, paid.left_vnd) == (24_500_000, 0, 75_500_000)
    assert tasks_waiting(session).count("support.mail_evaluation") == 2
    assert [row.activity for row in list_received(session, walked_in.id, 5)] == [one]
    assert list_received(session, second.cooperative_id, 5) == []
    link = f"/ho-tro/thu/{first.token}"
    sign_in(client, world.owner)
    assert link in client.get(f"/hop-tac-xa/{world.cooperative.id}").text
    assert client.post(link, data={"rating": ""}).status_code == 422
    assert client.post(link, data={"rating": "useful", "comment": "Hay."}).status_code == 303
    assert client.post(f"/ho-tro/thu/{second.token}", data={"rating": "useful"}).status_code == 422
    assert client.get(page).status_code == 403
    sign_in(client, world.leader)
    said = client.get(page).text
    assert "1 trên 1 thấy có ích" in said
    assert "“Hay.”" in said
    assert "Kế toán hợp tác xã" in client.get("/ho-tro?nam=2026").text


def test_mails_say_what_is_asked(world: World, client: FlaskClient) -> None:
    session, one = world.session, planned(world, client)
    nowhere, other = make_cooperative(session), make_cooperative(session, email="a@htx.example")
    actions.invite(session, one, [other, nowhere], NOW)
    letter_actions.mail_invitation(session, world.settings, guests_of(session)[0].id, NOW)
    assert not session.scalars(select(MailMessage)).all(), "no letter, no mail"
    said = world.settings, one, "invitation", world.leader, NOW
    letter_actions.sign_invitations(session, *said)
    for guest in guests_of(session):
        letter_actions.mail_invitation(session, world.settings, guest.id, NOW)
        letter_actions.mail_evaluation(session, world.settings, guest.id, NOW)
    [mail] = session.scalars(select(MailMessage)).all()
    assert mail.recipient == "a@htx.example"
    assert guests_of(session)[0].token in mail.body


def test_wrong_input_is_said(world: World, client: FlaskClient) -> None:
    one = planned(world, client)
    page = f"/ho-tro/{one.id}"
    for wrong, said in (
        ({"topic": ""}, "Nhập chuyên đề"), ({"begins_on": "31/02/2026"}, "Ngày chưa đúng"),
        ({"ends_on": "01/02/2026"}, "từ ngày đầu trở đi"),
        ({"planned_vnd": "nhiều"}, "Viết số tiền"),
        ({"budget_id": "99"}, "Chọn một mục"), ({"kind": "x"}, "Chọn"),
    ):  # fmt: skip
        answer = client.post("/ho-tro/lap-ke-hoach", data=PLAN | wrong)
        assert (answer.status_code, said in answer.text) == (422, True), wrong
    assert client.post(f"{page}/sua", data=PLAN | {"version": "7"}).status_code == 422
    actions.invite(world.session, one, [world.cooperative], NOW)
    world.session.commit()
    [guest] = guests_of(world.session)
    for people in ("-1", "1000", "9" * 30, "hai"):
        sent = client.post(f"{page}/diem-danh", data={f"people-{guest.id}": people})
        assert (sent.status_code, "Số người" in sent.text) == (422, True), people
    endless = client.post(f"{page}/diem-danh", data={f"people-{'1' * 5000}": "1"})
    assert endless.status_code == 303
    for address in ("/ho-tro/0", "/ho-tro/thu/x", "/ho-tro?loc=x", f"{page}/giay-to/1"):
        assert client.get(address).status_code == 404, address
    assert client.get("/ho-tro?nam=99999&trang=x").status_code == 200
    assert client.post(f"{page}/huy", data={"reason": ""}).status_code == 422
    assert client.post(f"{page}/huy", data={"reason": "Mưa lũ."}).status_code == 303
    assert "Hoạt động này đã hủy" in client.get(f"/ho-tro/thu/{guest.token}").text


def test_a_paper_is_kept_and_given(world: World, client: FlaskClient) -> None:
    one = planned(world, client)
    page = f"/ho-tro/{one.id}"
    assert client.post(f"{page}/giay-to", data={}).status_code == 409
    file = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "danh-sach.pdf")
    sent = client.post(f"{page}/giay-to", data={"title": "Danh sách", "file": file})
    assert sent.status_code == 303
    shown = client.get(page).text
    assert "Danh sách" in shown
    sign_in(client, make_representative(world.session, world.cooperative))
    assert client.post(f"{page}/giay-to", data={}).status_code == 403


def test_no_room_for_a_paper_is_said(
    app: Flask, world: World, client: FlaskClient, tmp_path: Path
) -> None:
    page = f"/ho-tro/{planned(world, client).id}/giay-to"
    file = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "danh-sach.pdf")
    with broken_vault(app, tmp_path / "files"):
        sent = client.post(page, data={"title": "Danh sách", "file": file})
    assert (sent.status_code, "Chưa lưu được tệp “danh-sach.pdf”" in sent.text) == (409, True)


def test_a_plan_that_was_changed_meanwhile_is_not_written_over(
    world: World, client: FlaskClient
) -> None:
    session, one = world.session, planned(world, client)
    seen, said = str(one.version), Plan("advice", "Thuế", "", NOW.date(), NOW.date(), "", "", "",
                                        "", 0, None)  # fmt: skip
    faster = update(SupportActivity).values(topic="Của người khác", version=one.version + 1)
    session.execute(faster, execution_options={"synchronize_session": False})
    with pytest.raises(Refusal, match="Người khác vừa sửa"):
        actions.change(session, one, said, seen)
    assert one.topic == "Của người khác"
    actions.change(session, one, said, str(one.version))
    assert one.topic == "Thuế"


def test_a_guest_who_was_invited_meanwhile_stays_on_the_list(
    world: World, client: FlaskClient
) -> None:
    session, one = world.session, planned(world, client)
    actions.invite(session, one, [world.cooperative], NOW)
    [guest] = guests_of(session)
    said = world.settings, one, "invitation", world.leader, NOW
    letter = letter_actions.sign_invitations(session, *said)
    guest.letter, guest.sent_at = None, None
    session.flush()
    faster = update(SupportGuest).values(letter_id=letter.id, sent_at=NOW)
    session.execute(faster, execution_options={"synchronize_session": False})
    with pytest.raises(Refusal, match="Giấy mời đã gửi"):
        actions.drop_guest(session, guest)
    assert guests_of(session) == [guest]


def test_signing_asks_once_where_all_of_them_read_mail(
    world: World, client: FlaskClient, counted: list[str]
) -> None:
    session, one = world.session, planned(world, client)
    found = [make_cooperative(session, name=f"Hợp tác xã Số {n}", email="") for n in range(5)]
    for of in found[:3]:
        make_representative(session, of)
    actions.invite(session, one, found, NOW)
    counted.clear()
    letter_actions.sign_invitations(session, world.settings, one, "invitation", world.leader, NOW)
    assert sum("mandate" in said for said in counted) == 1
    assert tasks_waiting(session).count("support.mail_invitation") == 3


def test_a_list_that_is_too_long_is_not_looked_up(
    world: World, client: FlaskClient, counted: list[str]
) -> None:
    page = f"/ho-tro/{planned(world, client).id}/diem-danh"
    counted.clear()
    sent = client.post(page, data={"cooperatives": "".join(f"{n}a\n" for n in range(4000))})
    assert (sent.status_code, len(counted) < 40) == (422, True)


def test_only_who_came_is_asked(world: World, client: FlaskClient) -> None:
    session, one = world.session, planned(world, client)
    actions.invite(session, one, [world.cooperative], NOW)
    [guest] = guests_of(session)
    with pytest.raises(Refusal, match="Chỉ nơi đã dự"):
        actions.evaluate(session, guest, "useful", "", NOW)
    actions.reply_to(session, guest, "yes", NOW)
    assert (guest.reply, one.begins_on) == ("yes", date(2026, 2, 9))


def test_a_leader_signs_one_letter_to_all_on_the_list(
    app: Flask, world: World, client: FlaskClient
) -> None:
    session, one = world.session, planned(world, client)
    page, now = f"/ho-tro/{one.id}", NOW
    mailed = make_cooperative(session, name="Hợp tác xã Thư", email="thu@htx.example")
    many = [make_cooperative(session, name=f"Hợp tác xã Số {n}") for n in range(7)]
    actions.invite(session, one, [mailed, *many], now)
    walked_in = make_cooperative(session, name="Hợp tác xã Tự đến")
    actions.add_comers(session, one, [walked_in], now)
    session.commit()
    assert client.post(f"{page}/giay-moi", data={"kind": "invitation"}).status_code == 403
    sign_in(client, world.leader)
    shown = client.get(page).text
    assert "8 hợp tác xã chưa có giấy mời" in shown
    assert "8 nơi chưa có giấy mời" in client.get("/ky-duyet").text
    assert client.get(f"{page}/giay-moi.png?loai=official_letter").mimetype == "image/png"
    assert client.get(f"{page}/giay-moi.png?loai=contract").status_code == 404
    assert client.post(f"{page}/giay-moi", data={"kind": "contract"}).status_code == 422
    read = {"kind": "invitation", "seen": "7-1"}
    other = client.post(f"{page}/giay-moi", data=read)
    assert (other.status_code, "vừa thay đổi" in other.text) == (422, True)
    read["seen"] = shown.split('name="seen" value="')[1].split('"')[0]
    assert client.post(f"{page}/giay-moi", data=read).status_code == 303
    assert "chưa có giấy mời" not in client.get("/ky-duyet").text
    again = client.post(f"{page}/giay-moi", data={"kind": "invitation"})
    assert (again.status_code, "đều đã có giấy mời" in again.text) == (422, True)
    letters = {guest.cooperative.name: guest.letter for guest in guests_of(session)}
    assert letters.pop(walked_in.name) is None
    [letter] = {made for made in letters.values() if made is not None}
    assert letter.full_number.startswith("01/GM-")
    body = letter.content["body"]
    assert body["addressees"] == ["Các hợp tác xã theo danh sách gửi kèm"]
    assert [row[1] for row in body["annexes"][0]["rows"]] == sorted(letters)
    waiting = tasks_waiting(session)
    assert (waiting.count("support.mail_invitation"), waiting.count("support.seal_letter")) == (
        1, 1,
    )  # fmt: skip
    guest = next(row for row in guests_of(session) if row.cooperative_id == mailed.id)
    link = f"/ho-tro/thu/{guest.token}"
    assert client.get(f"{link}/giay-moi").status_code == 404, "no file yet"
    vault = app.extensions["vault"]
    letter_actions.seal_letter(session, vault, lambda file, _content: file, letter.id, now)
    letter_actions.mail_invitation(session, world.settings, guest.id, now)
    session.commit()
    [mail] = session.scalars(select(MailMessage)).all()
    assert f"theo giấy mời số {letter.full_number}" in mail.body
    visitor = client.application.test_client()
    assert letter.full_number in visitor.get(link).text
    for asker, address in (
        (visitor, f"{link}/giay-moi"), (client, f"{page}/giay-moi/{letter.id}"),
    ):  # fmt: skip
        with asker.get(address) as file:
            assert file.mimetype == "application/pdf"
    assert visitor.get(f"{page}/giay-moi/{letter.id}").status_code in (302, 303, 401)
    assert client.get(f"/ho-tro/{one.id}/giay-moi/{letter.id + 1}").status_code == 404
    profile, activity, paper = (
        f"/hop-tac-xa/{mailed.id}",
        f'href="{page}"',
        f"{page}/giay-moi/{letter.id}",
    )
    said = client.get(profile).text
    assert (letter.full_number in said, activity in said, paper in said) == (True, True, True)
    sign_in(client, make_account(session, Role.ADMIN))
    said = client.get(profile).text
    assert (letter.full_number in said, activity in said, paper in said) == (True, False, False)
    assert (client.get(page).status_code, guest.token in said) == (403, False)
    with pytest.raises(Refusal, match="Giấy mời đã gửi"):
        actions.drop_guest(session, guest)


def test_a_few_are_named_and_a_second_letter_invites_the_late(
    world: World, client: FlaskClient
) -> None:
    session, one = world.session, planned(world, client)
    for kind, number in (("invitation", "01/GM-"), ("official_letter", "01/")):
        late = make_cooperative(session, name=f"Hợp tác xã {kind}")
        actions.invite(session, one, [late], NOW)
        said = world.settings, one, kind, world.leader, NOW
        letter = letter_actions.sign_invitations(session, *said)
        assert letter.full_number.startswith(number)
        assert letter.content["body"]["addressees"] == [late.name]
    assert len(list_letters(session, one.id)) == 2
    guests_of(session)[0].cooperative.email = "muon@htx.example"
    assert client.post(f"/ho-tro/{one.id}/huy", data={"reason": "Mưa lũ."}).status_code == 303
    assert tasks_waiting(session).count("support.mail_cancellation") == 2
    letter_actions.mail_cancellation(session, world.settings, guests_of(session)[0].id, NOW)
    [mail] = session.scalars(select(MailMessage)).all()
    assert "không tổ chức nữa" in mail.body
    assert "Lý do: Mưa lũ." in mail.body
