"""What a device sends from the floor, checked before anything is written. Pure.

Source: docs/rules/conference-floor.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from conferences.process import OUTCOMES
from feedback.rules import SITUATION_LENGTH_MAX
from workflow.text import clean

KEY_LENGTH_MAX = 64
NAME_LENGTH_MAX = 200
ENTRIES_MAX = 100
SKEW_MS_MAX = 400 * 86_400_000
NUMBER_MAX = 100_000
WRONG_DAY = "Ngày hẹn trả lời chưa đúng. Ví dụ: 16/12/2026"


@dataclass(frozen=True, slots=True)
class FloorEntry:
    """One entry of a device. `number` None: the device had none left, the server gives it."""

    key: str
    sequence: int
    revision: int
    number: int | None
    at: datetime
    skew_ms: int
    attendance_id: int | None
    cooperative_id: int | None
    question_id: int | None
    speaker_name: str
    words: str
    demands: str
    topic_code: str
    outcome: str
    answered_by: str
    oral_answer: str
    owed_by_id: int | None
    owed_by_on: date | None


def read_entry(sent: Mapping[str, Any]) -> FloorEntry:
    """Return an entry of JSON. Raises: ValueError with a Vietnamese sentence that says what lacks.

    What cannot be typed on the page (keys, numbers, times) is refused without much ado.
    """
    outcome = str(sent.get("outcome", ""))
    if outcome not in OUTCOMES:
        raise ValueError("Chọn trả lời tại chỗ hoặc nợ trả lời bằng văn bản.")
    words = _text(sent, "words", SITUATION_LENGTH_MAX)
    if not words:
        raise ValueError("Ghi lời nêu.")
    entry = FloorEntry(
        key=_key(sent),
        sequence=_number(sent, "sequence", 1) or 1,
        revision=_number(sent, "revision", 1) or 1,
        number=_number(sent, "number", None),
        at=_moment(sent),
        skew_ms=_skew(sent),
        attendance_id=_number(sent, "attendance_id", None),
        cooperative_id=_number(sent, "cooperative_id", None),
        question_id=_number(sent, "question_id", None),
        speaker_name=_text(sent, "speaker_name", NAME_LENGTH_MAX),
        words=words,
        demands=_text(sent, "demands", SITUATION_LENGTH_MAX),
        topic_code=_text(sent, "topic_code", KEY_LENGTH_MAX) or "other",
        outcome=outcome,
        answered_by=_text(sent, "answered_by", NAME_LENGTH_MAX),
        oral_answer=_text(sent, "oral_answer", SITUATION_LENGTH_MAX),
        owed_by_id=_number(sent, "owed_by_id", None),
        owed_by_on=_day(sent),
    )
    if outcome == "oral" and not (entry.answered_by and entry.oral_answer):
        raise ValueError("Ghi người trả lời và tóm tắt lời đáp.")
    return entry


def _text(sent: Mapping[str, Any], name: str, length_max: int) -> str:
    value = sent.get(name)
    return clean(str(value))[:length_max] if value else ""


def _key(sent: Mapping[str, Any]) -> str:
    key = str(sent.get("key") or "")
    if not key.isalnum() or not key.isascii() or len(key) > KEY_LENGTH_MAX:
        raise ValueError("Ý kiến không có mã của máy.")
    return key


def _number(sent: Mapping[str, Any], name: str, otherwise: int | None) -> int | None:
    value = sent.get(name)
    if value in (None, ""):
        return otherwise
    text = str(value)
    if not text.isascii() or not text.isdecimal() or len(text) > 12 or int(text) < 1:
        raise ValueError("Ý kiến gửi lên có số không đúng.")
    return int(text)


def _moment(sent: Mapping[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(str(sent.get("at")))
    except ValueError as error:
        raise ValueError("Ý kiến không có giờ ghi.") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _skew(sent: Mapping[str, Any]) -> int:
    value = sent.get("skew_ms", 0)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > SKEW_MS_MAX:
        raise ValueError("Ý kiến có độ lệch giờ không đúng.")
    return value


def _day(sent: Mapping[str, Any]) -> date | None:
    typed = str(sent.get("owed_by_on") or "").strip().replace("-", "/").replace(".", "/")
    if not typed:
        return None
    try:
        first, month, last = (int(part) for part in typed.split("/"))
        return date(first, month, last) if first > 31 else date(last, month, first)
    except (ValueError, OverflowError) as error:
        raise ValueError(WRONG_DAY) from error
