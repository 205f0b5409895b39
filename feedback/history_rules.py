"""A dossier's whole history with old and new values. Pure. Source: docs/rules/audit.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from feedback.clock import petition_clock
from feedback.process import (
    ANSWER_KINDS,
    CHANNELS,
    DECLINE_CODES,
    PETITION,
    RESOLUTIONS,
    VERDICTS,
)
from workflow.machine import Machine
from workflow.workdays import Calendar

if TYPE_CHECKING:
    from dossiers.models import DossierEvent

NAMES = {
    "received_on": "ngày nhận", "limit_days": "số ngày làm việc", "due_on": "hạn",
    "channel": "cách gửi", "fingerprint": "dấu nội dung", "files": "tệp", "until": "đến hết",
    "days": "số ngày thêm", "from": "từ", "to": "thành", "code": "mã lý do", "number": "số văn bản",
    "letter_id": "văn bản", "check_token": "mã kiểm tra", "answer_id": "trả lời", "kind": "loại",
    "unit_id": "đơn vị", "officer_id": "cán bộ", "findings": "điểm kiểm tra", "verdict": "đánh giá",
    "status": "kết quả", "body": "cơ quan", "limit": "loại hạn", "asker": "người gửi",
}  # fmt: skip
WORDS = CHANNELS | VERDICTS | RESOLUTIONS | DECLINE_CODES | ANSWER_KINDS
HOLDERS = frozenset({"route", "reassign", "entrust"})
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
        now_held = str(event.data.get("to", holder)) if event.action in HOLDERS else holder
        pairs = (
            ("trạng thái", _state(machine, event.source), _state(machine, event.target)),
            ("hạn trả lời", _day(due_on), _day(owed)),
            ("người giữ", holder, now_held),
        )
        changes = tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])
        entries.append(Entry(event, changes, tuple(_said(event.data))))
        due_on, holder = owed, now_held
    return entries


def _state(machine: Machine, name: str) -> str:
    return machine.states[name].staff_name if name else "chưa có"


def _day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else "chưa có"


def _said(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (
            NAMES.get(name, name),
            _value(WORDS.get(value, value) if isinstance(value, str) else value),
        )
        for name, value in sorted(data.items())
    ]


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value) or "không"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_value(one)}" for name, one in sorted(value.items()))
    text = str(value)
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}" if len(text) == 10 else text
    except ValueError:
        return text
