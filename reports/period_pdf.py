"""A report on paper: A4, its words first, then figures, the chart and the tables."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config import Settings
from letters.sheet import printable
from letters.typesetter import compiler
from reports import period_charts as charts
from reports.answering_rules import Answering
from reports.further_rules import FIGURES
from reports.period import Period
from reports.plan_rules import measured
from reports.registry_queries import Asked
from reports.registry_rules import Share
from reports.report_rules import NAMES, PETITION_NAMES, Figures, said_value
from reports.wording import grouped
from workflow.localtime import to_local

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
SHARE_HEADS = ["HTX", "Năm trước", "Mới", "Giải thể", "Vốn (triệu đ)", "THT"]
PETITION_HEADS = ["Nhận", "Đến hạn", "Đúng hạn", "Trễ", "Đang mở"]


@dataclass(frozen=True, slots=True)
class Printed:
    """What a report says of itself."""

    title: str
    words: str
    known_at: datetime
    is_settled: bool


def print_report(settings: Settings, found: Figures, asked: Asked, printed: Printed) -> bytes:
    """Return the report as PDF/A. Raises: FileNotFoundError where the fonts were not built."""
    laid = lay_out(settings, found, asked, printed)
    file = compiler(TEMPLATE).compile(
        format="pdf",
        sys_inputs={"report": json.dumps(laid, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=int(printed.known_at.timestamp()),
    )
    if not isinstance(file, bytes):
        raise TypeError("the typesetter gave no single file")
    return file


def lay_out(settings: Settings, found: Figures, asked: Asked, printed: Printed) -> dict[str, Any]:
    """Return what the template prints: strings that can all be drawn."""
    registry, period = found.registry, asked.period
    chart_title = f"Hợp tác xã thành lập mới, cộng dồn từ đầu năm {period.year}"
    known = f"Số liệu theo danh bạ đã ghi đến {to_local(printed.known_at):%H:%M %d/%m/%Y}"
    return {
        "title": printable(printed.title),
        "author": settings.alliance_name,
        "parent": settings.alliance_parent_name,
        "note": f"Kỳ: {period.name}. {known}{', đã chốt' if printed.is_settled else ''}.",
        "words": [printable(line) for line in printed.words.split("\n") if line.strip()],
        "figures": [["Số liệu", "Giá trị"], *_figures(found)],
        "chart_title": chart_title,
        "chart": charts.columns(registry.months, registry.plan_new, chart_title, face="Tinos"),
        "sections": [
            *_plans(found, asked.period),
            _section("Theo lĩnh vực", "Lĩnh vực", registry.sectors),
            _section("Theo địa bàn", "Địa bàn (trước 01/07/2025)", registry.places),
            *_petitions(found),
        ],
    }


def _figures(found: Figures) -> list[list[str]]:
    rows = [[name, said_value(getattr(found.registry, key))] for key, name in NAMES.items()]
    if found.petitions is not None:
        total = found.petitions.total
        rows += [[name, grouped(getattr(total, key))] for key, name in PETITION_NAMES.items()]
    rows += [[FIGURES[key].name, grouped(value)] for key, value in found.further.items()]
    return rows


def _section(title: str, label: str, shares: Iterable[Share]) -> dict[str, Any]:
    rows = [
        [
            printable(one.name),
            *map(grouped, (one.total, one.total_before, one.new, one.gone)),
            grouped(one.capital_vnd // 1_000_000),
            grouped(one.groups),
        ]
        for one in shares
    ]
    return {"title": title, "rows": [[label, *SHARE_HEADS], *rows]}


def _plans(found: Figures, period: Period) -> list[dict[str, Any]]:
    rows = [
        [
            printable(f"{one.target.name} ({one.target.unit})"),
            grouped(one.planned),
            grouped(one.reached),
            said_value(one.share),
        ]
        for one in measured(found, period)
    ]
    heads = ["Chỉ tiêu", "Kế hoạch", "Đạt được", "Tỷ lệ (%)"]
    title = f"Thực hiện chỉ tiêu kế hoạch năm {period.year}"
    return [{"title": title, "rows": [heads, *rows]}] if rows else []


def _petitions(found: Figures) -> list[dict[str, Any]]:
    if found.petitions is None:
        return []
    parts = (("theo lĩnh vực", found.petitions.topics), ("theo đơn vị", found.petitions.units))
    return [
        {
            "title": f"Kiến nghị {name}",
            "rows": [["", *PETITION_HEADS], *map(_petition_row, lines)],
        }
        for name, lines in parts
        if lines
    ]


def _petition_row(one: Answering) -> list[str]:
    counts = (one.received, one.due, one.in_time, one.late, one.open)
    return [printable(one.name), *map(grouped, counts)]
