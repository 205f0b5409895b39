"""The count drawn as weeks, and said in a sentence."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rulebook.data import CALENDAR
from web.derivation import explanation, weeks
from workflow.workdays import Calendar, CalendarDay, Pause, count_days

KNOWN = Calendar(
    {row.day: CalendarDay(row.kind, row.name) for row in CALENDAR},
    covered_until=date(2026, 12, 31),
    covered_from=date(2024, 1, 1),
)
RECEIVED = date(2026, 2, 10)
PAUSES = (Pause(date(2026, 2, 24), date(2026, 2, 26)),)


def test_the_receipt_of_the_picture() -> None:
    drawn = weeks(RECEIVED, count_days(KNOWN, RECEIVED, 15), KNOWN)
    kinds = [" ".join(cell.kind for cell in week) for week in drawn]
    assert kinds == [
        "plain received counted counted counted weekend weekend",
        "holiday holiday holiday holiday holiday weekend weekend",
        "counted counted counted counted counted weekend weekend",
        "counted counted counted counted counted weekend weekend",
        "counted due plain plain plain weekend weekend",
    ]
    assert (drawn[1][0].label, drawn[4][1].label, drawn[4][1].number) == ("Tết", "hẹn", 15)
    assert explanation(RECEIVED, count_days(KNOWN, RECEIVED, 15)) == (
        "Nhận ngày 10/02, bắt đầu đếm từ ngày hôm sau. Không tính thứ Bảy, Chủ nhật và 5 ngày nghỉ "
        "Tết Nguyên đán (16–20/02). Ngày làm việc thứ 15 là 10/03/2026."
    )


def test_a_pause_is_drawn_and_said() -> None:
    count = count_days(KNOWN, RECEIVED, 15, PAUSES)
    cells = {cell.day: cell for week in weeks(RECEIVED, count, KNOWN, PAUSES) for cell in week}
    assert [cells[date(2026, 2, day)].kind for day in (24, 25, 26, 27)] == [
        "counted", "paused", "paused", "counted",
    ]  # fmt: skip
    assert "2 ngày tạm dừng chờ bổ sung (25–26/02)" in explanation(RECEIVED, count)


def test_an_extension_is_said_with_its_days() -> None:
    said = explanation(RECEIVED, count_days(KNOWN, RECEIVED, 20), 5)
    assert said.endswith(
        "Đã được gia hạn thêm 5 ngày làm việc. Ngày làm việc thứ 20 là 17/03/2026."
    )


def test_a_makeup_saturday_and_a_provisional_day_are_said() -> None:
    received = date(2025, 4, 23)
    said = explanation(received, count_days(KNOWN, received, 5))
    assert "Ngày 26/04 làm bù nên được tính." in said
    received = date(2026, 12, 29)
    assert "tạm tính" in explanation(received, count_days(KNOWN, received, 5))
    assert explanation(received, count_days(KNOWN, received, 0)).startswith("Hẹn ngay")


@given(st.dates(date(2024, 1, 1), date(2027, 6, 30)), st.integers(0, 120))
def test_whole_weeks_from_monday_with_every_number_once(received: date, limit: int) -> None:
    count = count_days(KNOWN, received, limit)
    drawn = weeks(received, count, KNOWN)
    cells = [cell for week in drawn for cell in week]
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in drawn)
    assert cells[0].day <= received <= cells[6].day
    assert cells[-7].day <= count.due_on <= cells[-1].day
    assert [c.day for c in cells if c.kind == "due"] == [count.due_on]
    assert [c.number for c in cells if c.number] == list(range(1, limit + 1))
