"""Working papers of a conference as PDF: what a body prepares, all issues, the opening paper."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from conferences.models import Conference, ConferenceQuestion
from conferences.paper_queries import Line
from conferences.paper_texts import opening_words
from conferences.process import PLACEMENTS
from config import Settings
from letters.sheet import printable
from letters.typesetter import compiler
from units.models import Unit
from web.filters import day

TEMPLATE = Path(__file__).parent / "typst" / "table.typ"
PREPARED = ("STT", "Hợp tác xã", "Câu hỏi, đề nghị", "Khó khăn nêu ra", "Xếp", "Dự thảo trả lời")
CONSOLIDATED = (
    "STT", "HTX", "Nội dung kiến nghị", "Cơ quan chủ trì", "Nội dung trả lời", "Kết quả",
    "Số văn bản",
)  # fmt: skip
OPENING = (
    "STT", "HTX", "Nội dung kiến nghị", "Cơ quan chủ trì", "Hạn", "Đến nay", "Số văn bản",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with one table. `widths`: shares of the page's width, 0 for what it needs."""

    title: str
    subtitle: str
    dated: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    intro: str = ""
    none: str = "Chưa có dòng nào."
    notes: tuple[str, ...] = ()


def table_pdf(settings: Settings, paper: Paper) -> bytes:
    """Return a paper as PDF. Raises: FileNotFoundError where the fonts were not built."""
    data = asdict(paper) | {"author": settings.alliance_name}
    shown = json.dumps({key: _printable(value) for key, value in data.items()}, ensure_ascii=False)
    file = compiler(TEMPLATE).compile(format="pdf", sys_inputs={"paper": shown})
    if not isinstance(file, bytes):
        raise TypeError("the typesetter gave no single file")
    return file


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value


def heading_of(conference: Conference) -> tuple[str, str]:
    """Return the conference's name with its day, and the day alone."""
    held = day(conference.begins_at)
    return f"{conference.dossier.subject}, ngày {held}", held


def preparation_rows(asked: Sequence[ConferenceQuestion]) -> list[tuple[str, ...]]:
    """Return what a body prepares, one row a question."""
    return [
        (
            str(number), one.asker, one.subject, one.text, PLACEMENTS[one.placement],
            one.draft_answer,
        )
        for number, one in enumerate(asked, start=1)
    ]  # fmt: skip


def preparation_table(
    conference: Conference, unit: Unit, asked: Sequence[ConferenceQuestion]
) -> Paper:
    """Return the preparation paper of one body."""
    name, held = heading_of(conference)
    return Paper(
        title=f"Phiếu chuẩn bị trả lời của {unit.called(conference.held_on)}",
        subtitle=name,
        dated=held,
        heads=PREPARED,
        widths=(0, 2, 3, 5, 1.4, 4),
        rows=tuple(preparation_rows(asked)),
        none="Chưa có câu hỏi nào giao cơ quan này.",
    )


def consolidated_rows(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """Return the consolidated table, one row an issue."""
    return [
        (str(n), line.asker, line.subject, line.lead, line.answer, line.result, line.letter)
        for n, line in enumerate(lines, start=1)
    ]


def table_paper(conference: Conference, lines: Sequence[Line]) -> Paper:
    """Return the consolidated table as a paper."""
    name, held = heading_of(conference)
    return Paper(
        title="Bảng tổng hợp ý kiến, kiến nghị và kết quả trả lời",
        subtitle=name,
        dated=held,
        heads=CONSOLIDATED,
        widths=(0, 2, 3, 2, 5, 1.6, 1.6),
        rows=tuple(consolidated_rows(lines)),
        none="Chưa có ý kiến nào.",
    )


def opening_table(
    conference: Conference,
    before: Conference,
    lines: Sequence[Line],
    counted: dict[str, int],
    on: date,
) -> Paper:
    """Return the paper that opens a conference: what became of what was raised before."""
    rows = tuple(
        (
            str(line.place), line.asker, line.subject, line.lead, day(line.due_on),
            standing_of(line, on), line.letter,
        )
        for line in lines
    )  # fmt: skip
    name, _ = heading_of(conference)
    return Paper(
        title="Báo cáo kết quả thực hiện kết luận hội nghị trước",
        subtitle=f"Trình {name}",
        dated=day(on),
        intro=opening_words(before, counted),
        heads=OPENING,
        widths=(0, 2, 4, 2, 1.2, 1.8, 1.6),
        rows=rows,
        none="Hội nghị trước không có ý kiến nào.",
    )


def standing_of(line: Line, on: date) -> str:
    """Return where an issue stands, in words. Open counts as open."""
    if line.answered_on is not None:
        return "Trả lời chậm hạn" if line.is_late(on) else "Trả lời đúng hạn"
    return "Chưa trả lời, quá hạn" if line.is_late(on) else "Chưa trả lời, còn hạn"
