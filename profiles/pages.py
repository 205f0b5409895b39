"""What the page of one cooperative shows, gathered for its reader. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cooperatives.fields import BY_KEY, PARTS, fields_for
from cooperatives.models import Cooperative, CooperativeChange, YearFigures
from cooperatives.queries import commune_names
from cooperatives.values import show
from profiles.charts import Bar, bars

YEARS_SHOWN = 6
SHOWN_ELSEWHERE = frozenset({"name", "status"})
SOURCES = {
    "created": "Ghi vào sổ",
    "edit": "Sửa",
    "import": "Nhập từ tệp",
    "undo": "Hoàn tác nhập tệp",
    "request": "Theo đề nghị của hợp tác xã",
}
MILLION, BILLION = 10**6, 10**9
FIGURES = (
    ("revenue_vnd", "Doanh thu"),
    ("member_revenue_vnd", "Doanh thu với thành viên"),
    ("profit_vnd", "Lợi nhuận"),
    ("assets_vnd", "Tổng tài sản"),
    ("equity_vnd", "Vốn chủ sở hữu"),
    ("members", "Thành viên"),
    ("labour", "Lao động"),
    ("average_income_vnd", "Thu nhập bình quân"),
)
CHARTS = (("revenue_vnd", "Doanh thu"), ("profit_vnd", "Lợi nhuận"), ("members", "Thành viên"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the fields: its heading, and label with value of each that holds something."""

    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A small chart with its heading."""

    title: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the history of a row: what it was, by whom, the values in words."""

    entry: CooperativeChange
    title: str
    lines: list[tuple[str, str, str]]


def parts_of(
    session: Session, cooperative: Cooperative, *, is_inside: bool, is_keeper: bool
) -> list[Part]:
    """Return the fields of a row as its reader may see them, by part; empty ones left out."""
    communes, found = commune_names(session), []
    for part, title in PARTS.items():
        lines = [
            (field.label, show(field, getattr(cooperative, field.key), communes))
            for field in fields_for(cooperative.kind)
            if field.part == part
            and field.key not in SHOWN_ELSEWHERE
            and (field.is_public or is_inside)
            and (is_keeper or not field.is_private)
        ]
        kept = [(label, value) for label, value in lines if value and value != "0"]
        if kept:
            found.append(Part(title, kept))
    return found


def in_words(key: str, value: int | None) -> str:
    """Return a figure short enough for a chart: 1,35 tỷ, 650 triệu, 42."""
    if value is None:
        return "–"
    if not key.endswith("_vnd"):
        return f"{value:,}".replace(",", ".")
    if abs(value) >= BILLION:
        return f"{value / BILLION:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " tỷ"
    return f"{value // MILLION:,}".replace(",", ".") + " tr"


def charts_of(figures: Sequence[YearFigures]) -> list[Chart]:
    """Return a chart for each figure that is known for at least one year."""
    latest, found = figures[-YEARS_SHOWN:], []
    for key, title in CHARTS:
        values = [(str(row.year), getattr(row, key)) for row in latest]
        if any(value is not None for _, value in values):
            drawn = bars([(year, value, in_words(key, value)) for year, value in values])
            found.append(Chart(title, drawn))
    return found


def changes_of(session: Session, entries: Sequence[CooperativeChange]) -> list[Change]:
    """Return the history of a row in words, the latest first."""
    communes = commune_names(session)
    return [Change(entry, SOURCES[entry.source], _lines(entry, communes)) for entry in entries]


def _lines(entry: CooperativeChange, communes: dict[str, str]) -> list[tuple[str, str, str]]:
    if entry.source == "created":
        return []
    return [
        (
            BY_KEY[key].label,
            show(BY_KEY[key], both[0], communes) or "(trống)",
            show(BY_KEY[key], both[1], communes) or "(trống)",
        )
        for key, both in entry.what.items()
        if key in BY_KEY and not BY_KEY[key].is_private
    ]


def statuses_of(entries: Sequence[CooperativeChange]) -> list[tuple[date, str, str]]:
    """Return since when a row was in which status, the latest first: day, status, reason."""
    return [
        (entry.effective_on, entry.what["status"][1], entry.reason)
        for entry in entries
        if "status" in entry.what
    ]
