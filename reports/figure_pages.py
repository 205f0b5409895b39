"""What the page of figures shows: words, charts and links, out of what was counted."""

from datetime import date

from flask import url_for
from markupsafe import Markup

from accounts.models import Account
from reports.charts import Chart, Row, Series, bars, columns
from reports.period import Period
from reports.petition_queries import DIMENSIONS, Dimension
from reports.petition_rules import Tally
from web.filters import day
from workflow.roles import Role

COLUMNS_MAX = 24
USUAL = "don-vi"
PARTS = (Series("Đúng hạn", "dark"), Series("Không thụ lý", "quiet"), Series("Trễ", "late"))
FLOW = (Series("Nhận", "pale"), Series("Đúng hạn", "dark"))


def offered(account: Account) -> dict[str, Dimension]:
    """Return what `account` may split the figures by: by officer only the head of a unit."""
    is_head = Role(account.role) is Role.HEAD
    return {key: one for key, one in DIMENSIONS.items() if is_head or not one.is_of_own_unit}


def month_name(key: str) -> str:
    """Return "01/2026" of "2026-01"; other words stay."""
    year, dash, month = key.partition("-")
    return f"{month}/{year}" if dash and year.isdecimal() else key


def filled_months(tallies: list[Tally], period: Period) -> list[Tally]:
    """Return the months from the first to the last, also those in which nothing happened."""
    known = {one.name: one for one in tallies}
    names = {one.name for one in tallies} | set(_months_of(period))
    return [known.get(name, Tally(name)) for name in sorted(names)]


def _months_of(period: Period) -> list[str]:
    first, last = period.first, period.last
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [first.month - 1 + n for n in range(count)]
    return [f"{first.year + month // 12}-{month % 12 + 1:02}" for month in months]


def flow_chart(months: list[Tally], period: Period) -> Markup:
    """Draw what came in and what was answered in time, month by month."""
    within = set(_months_of(period)[-COLUMNS_MAX:])
    shown = [one for one in months if one.name in within]
    is_one_year = len({one.name[:4] for one in shown}) == 1
    rows = tuple(
        Row(_short_month(one.name, is_one_year), (one.received, one.in_time)) for one in shown
    )
    said = "; ".join(
        f"{month_name(one.name)}: nhận {one.received}, đúng hạn {one.in_time}" for one in shown
    )
    year = f" năm {shown[0].name[:4]}" if shown and is_one_year else ""
    chart = Chart("thang", f"Kiến nghị nhận và trả lời đúng hạn theo tháng{year}", said, FLOW, rows)
    return Markup(columns(chart))  # noqa: S704  the chart escapes every word


def _short_month(name: str, is_one_year: bool) -> str:
    year, _, month = name.partition("-")
    return str(int(month)) if is_one_year else f"{int(month)}/{year[2:]}"


def owed_chart(label: str, tallies: list[Tally]) -> Markup:
    """Draw what was owed in each group: in time, declined, late."""
    shown = [one for one in tallies if one.due]
    rows = tuple(Row(one.name, (one.in_time, one.declined_in_time, one.late)) for one in shown)
    said = "; ".join(f"{one.name}: đúng hạn {one.in_time}, trễ {one.late}" for one in shown)
    chart = Chart("den-han", f"Kiến nghị đến hạn theo {label.lower()}", said, PARTS, rows)
    return Markup(bars(chart))  # noqa: S704  the chart escapes every word


def presets(by: str, period: Period, today: date) -> list[dict[str, object]]:
    """Return links to the periods that are asked for most."""
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    wanted = (
        ("Tháng này", today.replace(day=1), today),
        ("Quý này", quarter, today),
        ("Năm nay", date(today.year, 1, 1), today),
        (f"Năm {today.year - 1}", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    )
    return [
        {
            "label": label,
            "url": url_for("figures.petitions", theo=by, tu=day(first), den=day(last)),
            "is_chosen": (period.first, period.last) == (first, last),
        }
        for label, first, last in wanted
    ]


def splits(account: Account, by: str, period: Period) -> list[dict[str, object]]:
    """Return links to the same figures, split otherwise."""
    first, last = day(period.first), day(period.last)
    return [
        {
            "label": one.label,
            "url": url_for("figures.petitions", theo=key, tu=first, den=last),
            "is_chosen": key == by,
        }
        for key, one in offered(account).items()
    ]
