"""A dossier's whole history with old and new values. Pure. Source: docs/rules/audit.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from feedback.clock import petition_clock
from feedback.delivery_rules import WAYS
from feedback.effect_rules import EFFECTS
from feedback.holders import GIVEN
from feedback.process import (
    ANSWER_KINDS,
    CHANNELS,
    DECLINE_CODES,
    OUTCOMES,
    PETITION,
    RESOLUTIONS,
    VERDICTS,
)
from feedback.story import LIMITS
from workflow.machine import Machine
from workflow.workdays import Calendar

if TYPE_CHECKING:
    from dossiers.models import DossierEvent

NAMES = {
    "received_on": "ngày nhận", "limit_days": "số ngày làm việc", "due_on": "hạn",
    "channel": "cách gửi", "files": "tệp", "until": "đến hết",
    "days": "số ngày thêm", "from": "từ", "to": "thành", "code": "mã lý do", "number": "số văn bản",
    "kind": "loại", "findings": "điểm kiểm tra", "verdict": "đánh giá",
    "status": "kết quả", "body": "cơ quan", "limit": "loại hạn", "asker": "người gửi",
    "name": "tên", "person": "người nghe hoặc ký", "way": "cách báo", "what": "việc nhờ",
    "basis": "căn cứ", "effect": "hiệu quả", "demands": "điểm kiến nghị", "lead": "đơn vị chủ trì",
    "cooperating": "đơn vị phối hợp", "times": "số lần", "ends": "tự kết thúc sau",
    "years": "số năm lưu", "hidden": "số chỗ che", "commitments": "số cam kết",
    "accept_by": "nhận trước", "now": "từ nay", "topic": "lĩnh vực", "reason": "lý do",
    "amount": "số tiền", "unit": "đơn vị", "colleague": "đồng nghiệp",
    "outcome": "kết quả", "matter": "nội dung",
}  # fmt: skip
WORDS = CHANNELS | VERDICTS | RESOLUTIONS | DECLINE_CODES | ANSWER_KINDS
WORDS_OF: Mapping[str, Mapping[str, str]] = {
    "effect": EFFECTS,
    "way": WAYS | {"mail": "Qua thư điện tử"},
    "limit": LIMITS,
    "outcome": OUTCOMES | {"oral": "trả lời tại chỗ", "owed": "hẹn trả lời sau"},
    "findings": {
        "contact": "thiếu liên hệ",
        "language": "ngôn ngữ",
        "complaint": "khiếu nại, tố cáo",
        "duplicate_exact": "trùng hẳn",
        "duplicate_near": "gần giống",
        "conflict_officer": "nêu tên cán bộ",
        "conflict_unit": "nêu tên đơn vị",
    },
}
NOBODY = "chưa giao"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an event changed, as people read it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, what it changed, and what else it says (name and value)."""

    event: "DossierEvent"
    changes: tuple[Change, ...]
    said: tuple[tuple[str, str], ...]


def history(events: Sequence["DossierEvent"], machine: Machine, calendar: Calendar) -> list[Entry]:
    """Return every event of a dossier, oldest first, with the values before and after it.

    The date that a petition is owed comes from the replay: it is written nowhere else.
    """
    entries: list[Entry] = []
    due_on: date | None = None
    holder = NOBODY
    for number, event in enumerate(events, start=1):
        owed = due_on
        if machine is PETITION:
            owed = petition_clock(events[:number], calendar).due_on
        now_held = _holder(event, holder)
        pairs = (
            ("trạng thái", _state(machine, event.source), _state(machine, event.target)),
            ("hạn trả lời", _day(due_on), _day(owed)),
            ("người giữ", holder, now_held),
        )
        changes = tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])
        entries.append(Entry(event, changes, tuple(_said(event.data))))
        due_on, holder = owed, now_held
    return entries


def _holder(event: "DossierEvent", holder: str) -> str:
    """Return who of the staff holds a dossier after an event; who accepts what nobody holds."""
    if event.action == "unmerge_new":
        return NOBODY
    if event.action == "accept" and holder == NOBODY:
        return event.actor_name
    return str(event.data.get("to") or holder) if event.action in GIVEN else holder


def _state(machine: Machine, name: str) -> str:
    return machine.states[name].staff_name if name else "chưa có"


def _day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else "chưa có"


def _said(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what an event says beside its note; what has no name is for machines, stays out."""
    return [
        (NAMES[name], _value(value, WORDS_OF.get(name, WORDS)))
        for name, value in sorted(data.items())
        if name in NAMES and value not in ("", None, [], {})
    ]


def _value(value: object, words: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one, words) for one in value)
    text = words.get(str(value), str(value))
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}" if len(text) == 10 else text
    except ValueError:
        return text
