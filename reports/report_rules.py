"""A report as a value: what is shown, saved, printed and compared. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from reports.answering_rules import Answering, Answerings
from reports.further_rules import FIGURES
from reports.further_wording import further_draft, further_sayings
from reports.period import Period
from reports.registry_rules import RegistryFigures, Share
from reports.wording import Said, draft, petition_draft, petition_sayings, sayings

NAMES = {
    "new": "HTX thành lập mới",
    "new_before": "HTX thành lập mới cùng kỳ năm trước",
    "gone": "HTX giải thể, chuyển đổi",
    "gone_before": "HTX giải thể, chuyển đổi cùng kỳ năm trước",
    "total": "HTX đến ngày chốt",
    "total_before": "HTX cùng ngày năm trước",
    "plan_new": "Kế hoạch thành lập mới",
    "plan_percent": "Đạt kế hoạch (%)",
    "capital_vnd": "Vốn đăng ký (đ)",
    "capital_each_vnd": "Vốn đăng ký một HTX (đ)",
    "agriculture": "HTX nông, lâm, ngư nghiệp",
    "agriculture_percent": "Nông, lâm, ngư nghiệp (%)",
    "other": "HTX phi nông nghiệp",
    "other_percent": "Phi nông nghiệp (%)",
    "members": "Thành viên HTX",
    "revenue_vnd": "Doanh thu bình quân một HTX (đ)",
    "revenue_year": "Năm của doanh thu HTX",
    "revenue_reported": "HTX có số liệu doanh thu",
    "revenue_missing": "HTX chưa có số liệu doanh thu",
    "groups": "Tổ hợp tác đến ngày chốt",
    "groups_before": "Tổ hợp tác cùng ngày năm trước",
    "groups_new": "Tổ hợp tác thành lập mới",
    "groups_members": "Thành viên tổ hợp tác",
    "groups_revenue_vnd": "Doanh thu bình quân một THT (đ)",
    "groups_revenue_year": "Năm của doanh thu THT",
    "groups_reported": "THT có số liệu doanh thu",
    "unions": "Liên hiệp HTX",
}


PETITION_NAMES = {
    "received": "Kiến nghị nhận trong kỳ",
    "received_before": "Kiến nghị nhận cùng kỳ năm trước",
    "due": "Kiến nghị đến hạn trong kỳ",
    "in_time": "Kiến nghị trả lời đúng hạn",
    "declined_in_time": "Kiến nghị báo không thụ lý trong hạn",
    "late": "Kiến nghị trễ hạn",
    "late_open": "Kiến nghị trễ hạn, chưa trả lời",
    "open": "Kiến nghị đang mở đến ngày chốt",
    "open_overdue": "Kiến nghị đang mở và quá hạn",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a report; `further` is by the keys of `further_rules.FIGURES`.

    `petitions` is None, and `further` empty, in what was saved before they were counted.
    """

    registry: RegistryFigures
    petitions: Answerings | None = None
    further: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what it was: its name, what was kept and what is found now."""

    name: str
    kept: str
    found: str


def to_kept(found: Figures) -> dict[str, Any]:
    """Return the figures as a saved report keeps them: plain values only."""
    return asdict(found)


def from_kept(kept: Mapping[str, Any]) -> Figures:
    """Return the figures of a saved report."""
    registry = dict(kept["registry"])
    for name in ("sectors", "places"):
        registry[name] = tuple(Share(**share) for share in registry[name])
    registry["months"] = tuple(registry["months"])
    registry.setdefault("groups_revenue_year", registry["revenue_year"])
    further = {key: value for key, value in kept.get("further", {}).items() if key in FIGURES}
    return Figures(RegistryFigures(**registry), _petitions(kept.get("petitions")), further)


def _petitions(kept: Mapping[str, Any] | None) -> Answerings | None:
    if kept is None:
        return None
    lines = {name: tuple(Answering(**line) for line in kept[name]) for name in ("topics", "units")}
    return Answerings(Answering(**kept["total"]), **lines)


def said_of(found: Figures) -> list[Said]:
    """Return what the words of a report may say, each with the figure that it is."""
    further = further_sayings(found.further, found.registry.plans)
    return sayings(found.registry) + petition_sayings(found.petitions) + further


def drafted(found: Figures, period: Period) -> str:
    """Return the report in words, a paragraph a line."""
    plans, whole = found.registry.plans, period.is_from_new_year
    lines = (
        draft(found.registry, period),
        petition_draft(found.petitions),
        further_draft(found.further, plans, is_from_new_year=whole),
    )
    return "\n".join(line for line in lines if line)


def differences(kept: Figures, found: Figures) -> list[Difference]:
    """Return the plain figures that differ, in the order of the table."""
    pairs = [
        (NAMES[key], getattr(kept.registry, key), getattr(found.registry, key)) for key in NAMES
    ]
    if kept.petitions is not None and found.petitions is not None:
        before, after = kept.petitions.total, found.petitions.total
        pairs += [
            (name, getattr(before, key), getattr(after, key))
            for key, name in PETITION_NAMES.items()
        ]
    pairs += [
        (FIGURES[key].name, value, found.further[key])
        for key, value in kept.further.items()
        if key in found.further
    ]
    return [Difference(name, said_value(a), said_value(b)) for name, a, b in pairs if a != b]


def said_value(value: object) -> str:
    """Return a figure as a table shows it."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return "chưa có" if value is None else str(value).replace(".", ",")
