"""The dialogue conferences of the demo: the one of 2/12/2024, and the next one in preparation."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from accounts.models import Account
from conferences import actions, guest_actions
from conferences.actions import Plan
from conferences.models import Conference, ConferenceAttendance, ConferenceGuest
from conferences.queries import list_guests
from conferences.rules import at_local, parse_agenda
from config import Settings
from demo.asked import asked_of, mark_done_at
from demo.cast import Cast
from demo.floor import ask_questions, raise_issues
from demo.roster import ROSTER
from demo.story import Case
from rulebook.queries import working_calendar
from units.models import Unit
from workflow.text import fold
from workflow.workdays import Calendar

HALL = "Hội trường Liên minh Hợp tác xã tỉnh, phường Lương Văn Tri"
ROLLS = {
    2024: "SNNPTNT STNMT SKHDT SCT CUCTHUE NHCSXH QHT",
    2026: "SNNMT STC SCT THUE NHCSXH BHXH QHT",
}
PAST_AGENDA = """\
7:30 Đón đại biểu
8:00 Khai mạc, báo cáo kinh tế tập thể 11 tháng năm 2024 | Chủ tịch Liên minh
8:30 Tọa đàm 30 năm thành lập Liên minh HTX tỉnh | Các đồng chí nguyên lãnh đạo
9:15 Đối thoại với hợp tác xã | Lãnh đạo Liên minh, các sở, ngành
11:00 Trao quyết định công nhận thành viên | Chủ tịch Liên minh
11:20 Kết luận, bế mạc | Chủ tịch Liên minh
"""
NEXT_AGENDA = """\
7:30 Đón đại biểu
8:00 Khai mạc, báo cáo kết quả thực hiện kết luận hội nghị trước | Chủ tịch Liên minh
8:40 Đối thoại theo nhóm vấn đề: vốn, đất đai, tiêu thụ | Lãnh đạo Liên minh, các sở, ngành
11:00 Kết luận, bế mạc | Chủ tịch Liên minh
"""
AGO_DAYS, AHEAD_DAYS = 8, 14


def _plan(name: str, theme: str, day: date, until: date, agenda: str, cast: Cast) -> Plan:
    return Plan(
        name=name,
        theme=theme,
        place=HALL,
        begins_at=at_local(day, time(8, 0)),
        ends_at=at_local(day, time(11, 30)),
        questions_until_on=until,
        how_to_take_part="Hợp tác xã gửi câu hỏi trên trang này, gọi điện hoặc gửi đơn giấy đến "
        "Văn phòng Liên minh. Đại biểu không gửi trước vẫn phát biểu được tại hội nghị.",
        chair_id=cast.accounts["chutich"].id,
        secretary_id=cast.accounts["vanthu"].id,
        is_public=True,
        parts=parse_agenda(agenda),
    )


def _invite(
    session: Session, settings: Settings, conference: Conference, cast: Cast, at: datetime
) -> list[ConferenceGuest]:
    """Invite all of the roster and the bodies of the time, and sign one letter for all."""
    codes = ROLLS[2024 if at.year == 2024 else 2026].split()
    units = session.scalars(select(Unit).where(Unit.code.in_(codes)).order_by(Unit.id)).all()
    members = [cast.cooperatives[member.key] for member in ROSTER]
    guest_actions.add_guests(session, conference, members, units, (), at)
    guest_actions.sign_invitations(session, settings, conference, cast.accounts["chutich"], at)
    mark_done_at(asked_of(session, "conferences.mail_invitation"), at)
    return list_guests(session, conference.dossier_id)


def _reply(guests: Sequence[ConferenceGuest], at: datetime, silent_every: int) -> None:
    """Let most guests answer: one in nine cannot come, one in `silent_every` says nothing."""
    for number, guest in enumerate(guests, start=1):
        if number % silent_every == 0:
            continue
        guest.reply, guest.replied_at = ("no" if number % 9 == 0 else "yes"), at
        if guest.reply == "yes" and guest.cooperative:
            guest.delegate_name = guest.cooperative.representative_name
            guest.delegate_position = "Giám đốc"


def _come(
    session: Session, guests: Sequence[ConferenceGuest], clerk: Account, at: datetime
) -> None:
    """Write down everybody who said yes, as they came through the door."""
    rows = [
        {
            "conference_id": guest.conference_id,
            "guest_id": guest.id,
            "cooperative_id": guest.cooperative_id,
            "unit_id": guest.unit_id,
            "full_name": guest.delegate_name or f"Đại diện {guest.short_name}",
            "name_fold": fold(guest.delegate_name or f"Đại diện {guest.short_name}"),
            "position": guest.delegate_position,
            "came_at": at,
            "way": "qr" if guest.id % 3 else "name",
            "checked_by_id": clerk.id,
        }
        for guest in guests
        if guest.reply == "yes"
    ]
    session.execute(insert(ConferenceAttendance), rows)


def hold_past(
    session: Session, settings: Settings, cast: Cast, cases: Sequence[Case]
) -> tuple[Conference, list[Case]]:
    """Hold the conference of 2/12/2024 to its last word; return it, and what was raised."""
    clerk, day = cast.accounts["vanthu"], date(2024, 12, 2)
    plan = _plan(
        "Hội nghị gặp mặt, đối thoại với lãnh đạo hợp tác xã năm 2024",
        "Tọa đàm kỷ niệm 30 năm ngày thành lập Liên minh HTX tỉnh (10/12/1994 – 10/12/2024)",
        day, date(2024, 11, 27), PAST_AGENDA, cast,
    )  # fmt: skip
    at = at_local(date(2024, 11, 12), time(8, 20))
    conference = actions.plan(session, settings, plan, clerk, at)
    guests = _invite(session, settings, conference, cast, at_local(date(2024, 11, 14), time(14, 0)))
    _reply(guests, at_local(date(2024, 11, 20), time(9, 0)), silent_every=100)
    for action, on, clock in (
        ("collect", date(2024, 11, 14), time(15, 0)),
        ("set_agenda", date(2024, 11, 28), time(10, 0)),
        ("begin", day, time(8, 2)),
    ):
        actions.move(session, conference, action, "", clerk, at_local(on, clock))
    _come(session, guests, clerk, at_local(day, time(7, 45)))
    raised = raise_issues(session, conference, cast, cases)
    actions.move(session, conference, "adjourn", "", clerk, at_local(day, time(11, 32)))
    return conference, raised


def plan_next(session: Session, settings: Settings, cast: Cast, today: date) -> Conference:
    """Plan the next conference: guests are invited, questions come in."""
    calendar, clerk = working_calendar(session), cast.accounts["vanthu"]
    day, began = calendar.add_workdays(today, AHEAD_DAYS), today
    for _ in range(AGO_DAYS):
        began = _day_before(calendar, began)
    plan = _plan(
        f"Hội nghị đối thoại với hợp tác xã năm {day.year}",
        "Vốn ưu đãi, đất đai và tiêu thụ sản phẩm sau sắp xếp đơn vị hành chính",
        day, calendar.add_workdays(today, AHEAD_DAYS - 5), NEXT_AGENDA, cast,
    )  # fmt: skip
    conference = actions.plan(session, settings, plan, clerk, at_local(began, time(9, 0)))
    actions.move(session, conference, "collect", "", clerk, at_local(began, time(9, 30)))
    guests = _invite(session, settings, conference, cast, at_local(began, time(15, 0)))
    _reply(guests, at_local(_day_before(calendar, today), time(10, 0)), silent_every=3)
    asked_on = _day_before(calendar, _day_before(calendar, today))
    ask_questions(session, conference, cast, at_local(asked_on, time(7, 40)))
    return conference


def _day_before(calendar: Calendar, day: date) -> date:
    """Return the working day before `day`."""
    day = date.fromordinal(day.toordinal() - 1)
    while not calendar.is_working(day):
        day = date.fromordinal(day.toordinal() - 1)
    return day
