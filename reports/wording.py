"""The report in words: drafted from the figures, and compared with them once a person wrote on it.
Pure.

The manner is that of the newspaper's account of the conference of 2/12/2024. Source:
docs/rules/report.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.answering_rules import Answering, Answerings
from reports.period import Period
from reports.registry_rules import RegistryFigures
from reports.rules import percent
from workflow.rounding import divide

NBSP = "\N{NO-BREAK SPACE}"
SHARE_COUNT_MIN = 10
BILLION, MILLION = 1_000_000_000, 1_000_000
NUMBER = re.compile(
    r"(?<![\d.,/])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d/])|(?<![\d.,/])\d+(?:,\d+)?(?![\d/])"
)
# What a number of the report may count; whatever else stands behind a number is not compared.
UNITS = {
    "%": ("%",),
    "HTX": ("HTX", "hợp tác xã"),
    "THT": ("THT", "tổ hợp tác"),
    "tỷ": ("tỷ",),
    "triệu": ("triệu",),
    "thành viên": ("thành viên",),
    "kiến nghị": ("kiến nghị", "ý kiến"),
    "cam kết": ("cam kết",),
    "khoản vay": ("khoản vay",),
    "hoạt động": ("hoạt động",),
    "lớp": ("lớp tập huấn", "lớp đào tạo", "lớp"),
    "lượt người": ("lượt người",),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as words have it: which rows it opens, its number and what it counts."""

    figure: str
    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the words. `figure`: the rows it opens; `is_stray`: a number no figure gives."""

    text: str
    figure: str | None = None
    is_stray: bool = False


def grouped(value: int) -> str:
    """Return "1.258"."""
    return f"{value:,}".replace(",", ".")


def share_text(share: str) -> str:
    """Return "70,9" of "70.9", and "112" of "112.0"."""
    return share.removesuffix(".0").replace(".", ",")


def money(vnd: int) -> tuple[str, str]:
    """Return ("1,35", "tỷ") or ("650", "triệu"): two decimals at most, half up."""
    unit, name = (BILLION, "tỷ") if vnd >= BILLION else (MILLION, "triệu")
    hundredths = divide(100 * vnd, unit)
    whole, rest = divmod(hundredths, 100)
    decimals = f",{rest:02d}".rstrip("0").rstrip(",")
    return f"{grouped(whole)}{decimals}", name


def count_text(value: int, unit: str) -> str:
    """Return "56 HTX", unbroken."""
    return f"{grouped(value)}{NBSP}{unit}"


def percent_text(share: str) -> str:
    """Return "70,9 %" of "70.9", unbroken."""
    return f"{share_text(share)}{NBSP}%"


def dong_text(vnd: int) -> str:
    """Return "1,35 tỷ đồng", unbroken before the unit."""
    value, unit = money(vnd)
    return f"{value}{NBSP}{unit} đồng"


def sayings(found: RegistryFigures) -> list[Said]:
    """Return what the words may say of the registry, each with the figure that it is."""
    said = [
        Said("new", grouped(found.new), "HTX"),
        Said("total", grouped(found.total), "HTX"),
        Said("total", *money(found.capital_vnd)),
        Said("new_before", grouped(found.new_before), "HTX"),
        Said("new", grouped(abs(found.new - found.new_before)), "HTX"),
        Said("gone", grouped(found.gone), "HTX"),
        Said("total", grouped(found.members), "thành viên"),
        Said("agriculture", grouped(found.agriculture), "HTX"),
        Said("other", grouped(found.other), "HTX"),
        Said("groups", grouped(found.groups), "THT"),
        Said("groups_new", grouped(found.groups_new), "THT"),
    ]
    shares = (
        ("new", found.plan_percent),
        ("agriculture", found.agriculture_percent),
        ("other", found.other_percent),
    )
    said += [Said(figure, share_text(share), "%") for figure, share in shares if share is not None]
    averages = (("reported", found.revenue_vnd), ("groups_reported", found.groups_revenue_vnd))
    said += [Said(figure, *money(vnd)) for figure, vnd in averages if vnd is not None]
    if found.plan_new is not None:
        said.append(Said("new", grouped(found.plan_new), "HTX"))
    return said


def draft(found: RegistryFigures, period: Period) -> str:
    """Return the paragraphs of the registry, one a line."""
    lines = [" ".join(_of_cooperatives(found, period))]
    if found.groups:
        lines.append(_of_groups(found, period))
    return "\n".join(lines)


def _of_cooperatives(found: RegistryFigures, period: Period) -> Iterable[str]:
    start = "Qua" if period.name[:1].isdigit() else "Trong"
    name = (
        period.name
        if start == "Qua" or not period.name.startswith("từ")
        else "thời gian " + period.name
    )
    plan = ""
    if found.plan_percent is not None:
        plan = f", đạt {percent_text(found.plan_percent)} kế hoạch"
    yield f"{start} {name}, toàn tỉnh thành lập mới {count_text(found.new, 'HTX')}{plan}."
    if found.new_before:
        yield _compared(found, period)
    if found.gone:
        yield f"Có {count_text(found.gone, 'HTX')} giải thể, chuyển đổi."
    yield (
        f"Lũy kế toàn tỉnh có {count_text(found.total, 'HTX')} với tổng số vốn đăng ký "
        f"{dong_text(found.capital_vnd)}."
    )
    if found.agriculture_percent is not None and found.other_percent is not None:
        yield (
            "Trong đó, các HTX hoạt động trong lĩnh vực nông, lâm, ngư nghiệp chiếm "
            f"{percent_text(found.agriculture_percent)}, lĩnh vực phi nông nghiệp chiếm "
            f"{percent_text(found.other_percent)}."
        )
    if found.revenue_vnd is not None:
        reached = _reached(found.revenue_year, period)
        yield f"Doanh thu bình quân {reached} {dong_text(found.revenue_vnd)}/HTX/năm."


def petition_sayings(found: Answerings | None) -> list[Said]:
    """Return what the words may say of petitions, each with the figure that it is."""
    if found is None:
        return []
    total = found.total
    counted = ("received", "received_before", "due", "in_time", "late", "late_open", "open")
    said = [Said(f"kn:{name}", grouped(getattr(total, name)), "kiến nghị") for name in counted]
    more = abs(total.received - total.received_before)
    said.append(Said("kn:received", grouped(more), "kiến nghị"))
    share = _in_time(total)
    return said if share is None else [*said, Said("kn:in_time", share_text(share), "%")]


def petition_draft(found: Answerings | None) -> str:
    """Return the paragraph of petitions, "" where there is nothing to say."""
    if found is None or not (found.total.received or found.total.due or found.total.open):
        return ""
    total = found.total
    lines = [f"Trong kỳ, Liên minh tiếp nhận {count_text(total.received, 'kiến nghị')}."]
    if total.due:
        share = _in_time(total)
        said = f" ({percent_text(share)})" if share is not None else ""
        lines.append(
            f"Trong {count_text(total.due, 'kiến nghị')} đến hạn, "
            f"{count_text(total.in_time, 'kiến nghị')} được trả lời đúng hạn{said}."
        )
    if total.late_open:
        late = count_text(total.late_open, "kiến nghị")
        lines.append(f"Còn {late} quá hạn chưa trả lời.")
    return " ".join(lines)


def _in_time(total: Answering) -> str | None:
    """Return the share in time; of fewer than ten a share says nothing."""
    return percent(total.in_time, total.due) if total.due >= SHARE_COUNT_MIN else None


def _compared(found: RegistryFigures, period: Period) -> str:
    more, year = found.new - found.new_before, period.year_before.year
    if more == 0:
        return f"Số thành lập mới bằng cùng kỳ năm {year}."
    word = "tăng" if more > 0 else "giảm"
    return f"Số thành lập mới {word} {count_text(abs(more), 'HTX')} so với cùng kỳ năm {year}."


def _of_groups(found: RegistryFigures, period: Period) -> str:
    revenue = ""
    if found.groups_revenue_vnd is not None:
        reached = _reached(found.groups_revenue_year, period)
        average = dong_text(found.groups_revenue_vnd)
        revenue = f", doanh thu bình quân {reached} {average}/THT/năm"
    return f"Đối với tổ hợp tác (THT), toàn tỉnh có {count_text(found.groups, 'THT')}{revenue}."


def _reached(year: int | None, period: Period) -> str:
    """Return how sure an average of a year is: before its end it is an estimate, and says so."""
    if year != period.year:
        return f"năm {year} đạt"
    is_over = (period.last.month, period.last.day) == (12, 31)
    return "đạt" if is_over else "ước đạt"


def compare(text: str, said: Iterable[Said]) -> list[list[Part]]:
    """Return the paragraphs of a text in parts: each number that is a figure opens its rows.

    A number that counts what the report counts, and that no figure gives, is stray.
    """
    known: dict[tuple[str, str], str] = {}
    for one in said:
        known.setdefault((one.number, one.unit), one.figure)
    return [list(_parts(line, known)) for line in text.split("\n") if line.strip()]


def _parts(line: str, known: dict[tuple[str, str], str]) -> Iterable[Part]:
    end = 0
    for found in NUMBER.finditer(line):
        unit, length = _unit_behind(line, found.end())
        if unit is None:
            continue
        if found.start() > end:
            yield Part(line[end : found.start()])
        end = found.end() + length
        figure = known.get((found[0], unit))
        yield Part(line[found.start() : end], figure, is_stray=figure is None)
    if line[end:]:
        yield Part(line[end:])


def _unit_behind(line: str, start: int) -> tuple[str | None, int]:
    """Return the unit that follows a number, and how many characters it takes."""
    gap = len(line[start:]) - len(line[start:].lstrip(f" {NBSP}"))
    rest = line[start + gap :]
    for unit, spellings in UNITS.items():
        for spelling in spellings:
            if (
                rest.casefold().startswith(spelling.casefold())
                and not rest[len(spelling) :][:1].isalpha()
            ):
                return unit, gap + len(spelling)
    return None, 0


def strays(paragraphs: Iterable[Iterable[Part]]) -> list[str]:
    """Return the numbers that no figure gives, as they are written."""
    return [part.text for paragraph in paragraphs for part in paragraph if part.is_stray]
