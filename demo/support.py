"""Support activities: a programme with two lines, six activities, who came and what they said."""

from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from accounts.models import Account
from accounts.tokens import link_token
from config import Settings
from cooperatives.models import Cooperative, PlanTarget
from cooperatives.queries import representatives_of
from demo.asked import asked_of, count_asked, mark_done_at
from demo.people import DOMAIN
from profiles.actions import ask
from support import actions, letter_actions
from support.models import SupportActivity, SupportBudget, SupportGuest, SupportProgramme
from workflow.localtime import start_of
from workflow.text import fold

PROGRAMME = "Hỗ trợ phát triển kinh tế tập thể, hợp tác xã giai đoạn 2021 - 2025"
BASIS = "Quyết định 1804/QĐ-TTg ngày 13/11/2020"
SOURCE = "Ngân sách tỉnh"
LINES = (
    ("Bồi dưỡng cán bộ quản lý và thành viên hợp tác xã", 300_000_000),
    ("Xúc tiến thương mại, dựng nhãn hiệu", 180_000_000),
)
HALL = "Hội trường Liên minh Hợp tác xã tỉnh"
TRAINED_PLANNED, PLAN_SOURCE = 120, "Kế hoạch công tác năm của Liên minh"
PLANNED_DAYS = 32  # before the day; the letter is signed before the next conference's
LATE = slice(86, 90)
MORNING_HOURS = "8:00 đến 11:30"
# kind, topic, place, teacher, days from today, planned, spent (None: not held), line, guests
ACTIVITIES = (
    ("training", "Kế toán hợp tác xã theo Thông tư 71/2024/TT-BTC", HALL, "ThS. Vi Thị Hoa",
     -160, 45_000_000, 42_000_000, 0, 24),
    ("training", "Luật Hợp tác xã 2023: tổ chức lại đại hội và điều lệ", "Nhà văn hóa Hữu Lũng",
     "Luật sư Hoàng Văn Toàn", -95, 40_000_000, 38_500_000, 0, 18),
    ("advice", "Tư vấn lập hồ sơ vay Quỹ hỗ trợ", "Phòng họp tầng 2", "Lương Thị Khai",
     -60, 0, 0, None, 6),
    ("propaganda", "Phổ biến chính sách thuế với hợp tác xã nông nghiệp", "UBND xã Chi Lăng",
     "Chi cục Thuế khu vực", -40, 12_000_000, 11_200_000, 0, 15),
    ("programme", "Dựng nhãn hiệu và tem truy xuất cho na Chi Lăng", "Tại hợp tác xã",
     "Trung tâm Xúc tiến thương mại", -20, 90_000_000, 86_000_000, 1, 5),
    ("training", "Bán hàng trực tuyến và chuyển đổi số cho hợp tác xã", HALL, "ThS. Lộc Minh Tâm",
     12, 45_000_000, None, 0, 20),
)  # fmt: skip
RATINGS = ("useful", "very_useful", "useful", "", "little", "very_useful")
COMMENTS = {1: "Nên thêm buổi thực hành trên sổ sách của chính hợp tác xã.", 2: "Dễ hiểu."}
RESULT = "Các hợp tác xã nắm được việc phải làm và có tài liệu mang về."


def load_support(session: Session, settings: Settings, today: date) -> None:
    """Write everything as if it had been done in its time."""
    officer, leader = (_account(session, login) for login in ("hanh", "chutich"))
    lines = _lines(session, officer, today)
    active = select(Cooperative).where(
        Cooperative.kind == "cooperative", Cooperative.status == "active"
    )
    cooperatives = session.scalars(active.order_by(Cooperative.id).limit(90)).all()
    for number, row in enumerate(ACTIVITIES):
        activity = _activity(session, row, number, officer, lines, list(cooperatives), today)
        _sign(session, settings, activity, leader)
        if row[6] is not None:
            _hold(activity, row[6], officer)
    late = cooperatives[LATE]  # invited since, so that a leader has a letter to sign
    actions.invite(session, activity, late, start_of(today) - timedelta(hours=15))
    _ask_for_a_change(session, cooperatives[0], today)
    target = PlanTarget(year=today.year, key="trained", value=TRAINED_PLANNED, source=PLAN_SOURCE)
    target.recorded_at = _before(today.year)
    session.add(target)
    session.flush()


def _account(session: Session, login: str) -> Account:
    return session.scalars(select(Account).where(Account.email == f"{login}@{DOMAIN}")).one()


def _sign(session: Session, settings: Settings, activity: SupportActivity, leader: Account) -> None:
    """Sign the letter that invites, the day after the plan; its mails count as sent."""
    at, before = activity.planned_at + timedelta(days=1), count_asked(session)
    letter_actions.sign_invitations(session, settings, activity, "invitation", leader, at)
    mark_done_at(asked_of(session, "support.mail_invitation", before), at)


def _hold(activity: SupportActivity, spent_vnd: int, officer: Account) -> None:
    activity.status, activity.spent_vnd, activity.result = "held", spent_vnd, RESULT
    activity.closed_by_id, activity.closed_at = officer.id, _closed_at(activity.begins_on)


def _closed_at(on: date) -> datetime:
    return start_of(on) + timedelta(hours=16)


def _ask_for_a_change(session: Session, of: Cooperative, today: date) -> None:
    """Let a cooperative ask for another telephone and representative."""
    at = start_of(today) - timedelta(days=2) + timedelta(hours=10)
    who = representatives_of(session, of.id, today)[0]
    values = {"representative_name": "Nông Thị Thu", "phone": "0900 100 999"}
    reason = "Đại hội thành viên bầu giám đốc mới; đổi số điện thoại liên hệ."
    ask(session, of, values, reason, (), who, at)


def _before(year: int) -> datetime:
    """When a year's figures were decided: before the first of its activities is planned."""
    return start_of(date(year, 1, 1)) - timedelta(days=PLANNED_DAYS + 1) + timedelta(hours=9)


def _lines(session: Session, officer: Account, today: date) -> dict[tuple[int, int], SupportBudget]:
    """Write the budget lines of each year that has an activity; return them by year and place."""
    programme = SupportProgramme(name=PROGRAMME, name_fold=fold(PROGRAMME), basis=BASIS)
    session.add(programme)
    session.flush()
    years = sorted({today.year} | {(today + timedelta(days=row[4])).year for row in ACTIVITIES})
    lines = {
        (year, place): SupportBudget(
            programme_id=programme.id, year=year, name=name, source=SOURCE,
            amount_vnd=amount, entered_by_id=officer.id, entered_at=_before(year),
        )
        for year in years
        for place, (name, amount) in enumerate(LINES)
    }  # fmt: skip
    session.add_all(lines.values())
    session.flush()
    return lines


def _activity(
    session: Session,
    row: tuple[str, str, str, str, int, int, int | None, int | None, int],
    number: int,
    officer: Account,
    lines: dict[tuple[int, int], SupportBudget],
    cooperatives: list[Cooperative],
    today: date,
) -> SupportActivity:
    """Plan an activity and put its guests on the list, with what they will have said of it."""
    kind, topic, place, teacher, days, planned, spent, line, count = row
    on = today + timedelta(days=days)
    at = start_of(on) - timedelta(days=PLANNED_DAYS) + timedelta(hours=9)
    closed_at = _closed_at(on) if spent is not None else None
    activity = SupportActivity(
        kind=kind, topic=topic, content="", begins_on=on, ends_on=on, hours=MORNING_HOURS,
        place=place, teacher=teacher, source=SOURCE if planned else "", planned_vnd=planned,
        budget_id=lines[on.year, line].id if line is not None else None,
        planned_by_id=officer.id, planned_at=at,
    )  # fmt: skip
    session.add(activity)
    session.flush()
    start = 13 * number
    chosen = (cooperatives * 2)[start : start + count]
    guests = [_guest(activity, one, place, at, closed_at) for place, one in enumerate(chosen)]
    session.execute(insert(SupportGuest), guests)
    return activity


def _guest(
    activity: SupportActivity,
    of: Cooperative,
    place: int,
    at: datetime,
    closed_at: datetime | None,
) -> dict[str, object]:
    """Return one of the list: every seventh did not come, most others say what they think."""
    is_there = place % 7 != 3
    rating = RATINGS[place % len(RATINGS)] if closed_at and is_there else ""
    return {
        "activity_id": activity.id, "cooperative_id": of.id, "token": link_token(),
        "invited_at": at, "reply": "yes" if is_there else "no", "replied_at": at,
        "people": (1 + place % 3 if is_there else 0) if closed_at else None,
        "names": of.representative_name if closed_at and is_there else "",
        "rating": rating, "comment": COMMENTS.get(place, "") if rating else "",
        "rated_at": closed_at + timedelta(days=2) if closed_at and rating else None,
    }  # fmt: skip
