"""What the pages of reports show, put together from figures. Reads only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from reports import period_charts as charts
from reports.further_rules import FIGURES
from reports.period import Period
from reports.plan_rules import Measured, measured
from reports.registry_rules import RegistryFigures
from reports.report_rules import Figures, said_of
from reports.wording import Part, compare, grouped, money, share_text, strays

Address = Callable[..., str]
ROW_TITLES = {
    "new": "Hợp tác xã thành lập mới",
    "new_before": "Hợp tác xã thành lập mới cùng kỳ năm trước",
    "gone": "Hợp tác xã giải thể, chuyển đổi",
    "total": "Hợp tác xã đến ngày chốt",
    "total_before": "Hợp tác xã cùng ngày năm trước",
    "agriculture": "Hợp tác xã nông, lâm, ngư nghiệp",
    "other": "Hợp tác xã phi nông nghiệp",
    "reported": "Hợp tác xã có số liệu doanh thu",
    "missing": "Hợp tác xã chưa có số liệu doanh thu",
    "groups": "Tổ hợp tác đến ngày chốt",
    "groups_new": "Tổ hợp tác thành lập mới",
    "groups_reported": "Tổ hợp tác có số liệu doanh thu",
    "unions": "Liên hiệp hợp tác xã đến ngày chốt",
}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure of the headline, as the macro shows it."""

    label: str
    figure: str
    unit: str
    note: str
    url: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One line of what was checked: in order, or to be looked at, with where to do so."""

    kind: str
    text: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that a report shows, from figures that were just counted or were saved."""

    figures: Figures
    period: Period
    headline: list[KeyFigure]
    paragraphs: list[list[Part]]
    columns: Markup
    columns_narrow: Markup
    sectors: Markup
    plans: list[Measured]
    further: list[tuple[str, list[KeyFigure]]]
    checks: list[Check]


def report_page(found: Figures, period: Period, wording: str, rows_url: Address) -> ReportPage:
    """Put a report together. `rows_url(figure, …)` gives where the rows behind a figure are."""
    registry = found.registry
    paragraphs = compare(wording, said_of(found))
    title = f"Hợp tác xã thành lập mới, cộng dồn từ đầu năm {period.year}"
    drawn = (registry.months, registry.plan_new, title)
    both = f"Nông, lâm, ngư nghiệp và phi nông nghiệp trong {registry.total} hợp tác xã"
    return ReportPage(
        figures=found,
        period=period,
        headline=_headline(registry, period, rows_url),
        paragraphs=paragraphs,
        columns=_drawn(charts.columns(*drawn)),
        columns_narrow=_drawn(charts.columns(*drawn, charts.NARROW)),
        sectors=_drawn(charts.two_parts(registry.agriculture, registry.other, both)),
        plans=measured(found, period),
        further=_further(found.further, rows_url),
        checks=_checks(registry, paragraphs, rows_url),
    )


def _drawn(chart: str) -> Markup:
    return Markup(chart)  # noqa: S704 - numbers and fixed words only


def _headline(found: RegistryFigures, period: Period, rows_url: Address) -> list[KeyFigure]:
    until = f"đến {period.last:%d/%m/%Y}"
    before = period.year_before.year
    capital, capital_unit = money(found.capital_vnd)
    shown = [
        KeyFigure(
            "HTX thành lập mới",
            grouped(found.new),
            "",
            f"cùng kỳ {before}: {grouped(found.new_before)}",
            rows_url("new"),
        ),
        _plan(found, rows_url),
        KeyFigure("Lũy kế", grouped(found.total), "HTX", _growth(found, before), rows_url("total")),
        KeyFigure("Vốn đăng ký", capital, capital_unit, _each(found), rows_url("total")),
        _average("một HTX", found.revenue_vnd, found.revenue_year, rows_url("reported")),
        KeyFigure("Tổ hợp tác", grouped(found.groups), "THT", until, rows_url("groups")),
        _average(
            "một THT",
            found.groups_revenue_vnd,
            found.groups_revenue_year,
            rows_url("groups_reported"),
        ),
    ]
    return [one for one in shown if one is not None]


def _further(found: Mapping[str, int], rows_url: Address) -> list[tuple[str, list[KeyFigure]]]:
    """Return commitments, loans and support, each with its figures."""
    parts: dict[str, list[KeyFigure]] = {}
    for key, figure in FIGURES.items():
        if key in found:
            name, unit = (
                (figure.name.removesuffix(" (đ)"), "đ") if figure.is_money else (figure.name, "")
            )
            one = KeyFigure(name, grouped(found[key]), unit, "", rows_url(f"them:{key}"))
            parts.setdefault(figure.part, []).append(one)
    return list(parts.items())


def _plan(found: RegistryFigures, rows_url: Address) -> KeyFigure | None:
    if found.plan_percent is None:
        return None
    note = f"kế hoạch năm: {grouped(found.plan_new or 0)}"
    return KeyFigure("Đạt kế hoạch", share_text(found.plan_percent), "%", note, rows_url("new"))


def _growth(found: RegistryFigures, before: int) -> str:
    return f"cùng ngày {before}: {grouped(found.total_before)}"


def _each(found: RegistryFigures) -> str:
    if found.capital_each_vnd is None:
        return ""
    value, unit = money(found.capital_each_vnd)
    return f"{value} {unit} một HTX"


def _average(of: str, vnd: int | None, year: int | None, url: str) -> KeyFigure:
    label = "Doanh thu bình quân"
    if vnd is None:
        return KeyFigure(label, "chưa có", "", of, url)
    value, unit = money(vnd)
    return KeyFigure(label, value, unit, f"{of}, năm {year}", url)


def _checks(found: RegistryFigures, paragraphs: list[list[Part]], rows_url: Address) -> list[Check]:
    checks = [
        Check(
            "ok",
            f"{grouped(found.agriculture)} + {grouped(found.other)} = {grouped(found.total)} HTX.",
            rows_url("total"),
            "Xem danh sách",
        )
    ]
    if found.plan_new is not None and found.plan_percent is not None:
        share = share_text(found.plan_percent)
        checks.append(Check("ok", f"{found.new} ÷ {found.plan_new} = {share} %."))
    if found.revenue_missing:
        said = (
            f"{grouped(found.revenue_missing)} HTX chưa có số liệu doanh thu; bình quân tính trên "
            f"{grouped(found.revenue_reported)} HTX."
        )
        checks.append(Check("look", said, rows_url("missing"), "Xem danh sách"))
    checks += [
        Check("look", f"“{number}” trong lời văn không khớp số liệu nào của báo cáo.")
        for number in strays(paragraphs)
    ]
    return checks
