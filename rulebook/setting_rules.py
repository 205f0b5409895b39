"""Dated settings as values: for what they hold, and what they may be. Pure.

Source: docs/rules/clock.md, section "Dated settings".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeVar

from workflow.refusal import Refusal

# What may have another value for a topic or a channel: the limits of one petition.
SCOPED = frozenset({
    "petition.acknowledge_days", "petition.classify_days", "petition.first_answer_days",
    "petition.answer_days", "petition.answer_multi_body_days", "petition.supplement_days",
})  # fmt: skip
FLAGS = frozenset({
    "petition.head_signs_forward", "clock.late_receipt_next_day", "council.chair_breaks_ties",
})  # fmt: skip
CHOICES = {"membership.signer": ("board", "head")}
MAY_BE_NONE = frozenset({"petition.first_answer_days", "petition.retention_years"})
NOT_TYPED = frozenset({"loan.scorecard"})  # a table of several lines, which no field of text holds
ORDERS = frozenset({"servicing.pay_order"})
# Shares of a council: the least and the greatest, which a majority never reaches.
SHARES = frozenset({"council.quorum_share", "council.majority_share"})
HALF, WHOLE_COUNCIL = Fraction(1, 2), Fraction(1)
# Limits of a group, one per group: as many as there are, each above the one before (or not below).
RISING = frozenset({
    "fund.group_days", "fund.group_restructured_days", "servicing.confirm_months",
})  # fmt: skip
NOT_FALLING = frozenset({"fund.provision_percent"})
REMINDERS = frozenset({
    "petition.remind_before_days", "loan.remind_before_days", "servicing.notice_before_days",
    "servicing.notice_after_days",
})  # fmt: skip
DAYS_MAX, PERCENT_MAX, REMINDERS_MAX = 400, 100, 10
VALUE_LENGTH_MAX = 200
BASIS_LENGTH_MAX = 300
WHOLE, LIST = re.compile(r"[0-9]{1,15}"), re.compile(r"[0-9]{1,4}(,[0-9]{1,4})*")
SHARE = re.compile(r"[1-9][0-9]?/[1-9][0-9]?")
ONE_DAY = timedelta(days=1)


class Bounds(NamedTuple):
    """What a whole number may be, and what it counts."""

    least: int
    most: int
    what: str


BOUNDS = {
    "_days": Bounds(1, DAYS_MAX, "số ngày"),
    "_weeks": Bounds(1, 52, "số tuần"),
    "_years": Bounds(1, 50, "số năm"),
    "_percent": Bounds(1, PERCENT_MAX, "số phần trăm"),
    "_per_thousand": Bounds(0, 1000, "số phần nghìn"),
    "_percent_min": Bounds(0, PERCENT_MAX, "số phần trăm"),
    "_percent_max": Bounds(0, 200, "số phần trăm"),
    "_needed": Bounds(0, 100, "số điểm"),
    "quorum_min": Bounds(1, 100, "số người"),
    "_vnd": Bounds(0, 1_000_000_000, "số tiền"),
}


class Scope(NamedTuple):
    """A topic and a channel, "" for every one."""

    topic_code: str = ""
    channel: str = ""

    def holds_for(self, asked: "Scope") -> bool:
        """Return whether what holds here holds for `asked`."""
        return self.topic_code in ("", asked.topic_code) and self.channel in ("", asked.channel)

    @property
    def rank(self) -> tuple[bool, bool]:
        """The higher the more specific: topic and channel, topic, channel, neither."""
        return bool(self.topic_code), bool(self.channel)


EVERYWHERE = Scope()


class Held(Protocol):
    """A row that holds from a day to a day."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


Row = TypeVar("Row", bound=Held)


@dataclass(frozen=True, slots=True)
class SettingDraft:
    """A value that somebody wants to hold from a day on."""

    key: str
    scope: Scope
    value: str
    valid_from: date
    legal_basis: str


def check_draft(draft: SettingDraft, present: str, today: date) -> SettingDraft:
    """Return a draft that may stand; `present` is the general value, whose kind it keeps.

    It begins tomorrow at the earliest: what was received keeps the limit that it was promised.
    Raises: Refusal in words.
    """
    if draft.scope != EVERYWHERE and draft.key not in SCOPED:
        raise Refusal("scope", "Quy định này chỉ có một giá trị chung.", "linh_vuc")
    check_value(draft.key, draft.value, present)
    if draft.valid_from <= today:
        raise Refusal("past", "Chọn ngày từ ngày mai trở đi: hồ sơ cũ giữ hạn đã hẹn.", "tu")
    if not draft.legal_basis.strip():
        raise Refusal("basis", "Nhập căn cứ hoặc lý do.", "can_cu")
    return draft


def check_value(key: str, value: str, present: str) -> None:
    """Refuse a value that the key cannot have; `present` is the general value of the key.

    Raises: Refusal in words, at the field of the value.
    """
    fault = _fault(key, value, present)
    if fault:
        raise Refusal("value", fault, "gia_tri")


def _fault(key: str, value: str, present: str) -> str:
    """Return what is wrong with a value, "" where nothing is."""
    if key in NOT_TYPED:
        return "Quy định này là một bảng, không đổi được ở trang này."
    if key in FLAGS:
        return "" if value in ("0", "1") else "Nhập 1 (có) hoặc 0 (không)."
    if key in CHOICES:
        known = CHOICES[key]
        return "" if value in known else f"Nhập một trong: {', '.join(known)}."
    if key in ORDERS:
        is_same = sorted(value.split(",")) == sorted(present.split(","))
        return "" if is_same else f"Chỉ đổi thứ tự, giữ đủ các mục: {present.replace(',', ', ')}."
    if key in SHARES:
        return _share_fault(key, value)
    if key in RISING | NOT_FALLING | REMINDERS:
        return _list_fault(key, value, present)
    return _number_fault(key, value)


def _share_fault(key: str, value: str) -> str:
    share = Fraction(value) if SHARE.fullmatch(value) else Fraction(0)
    if key == "council.majority_share":
        is_fit = HALF <= share < WHOLE_COUNCIL
        return "" if is_fit else "Nhập một phần từ 1/2 đến dưới 1. Ví dụ: 1/2"
    return "" if 0 < share <= WHOLE_COUNCIL else "Nhập một phần đến 1/1. Ví dụ: 2/3"


def _list_fault(key: str, value: str, present: str) -> str:
    example = f"Ví dụ: {present}"
    if not LIST.fullmatch(value):
        return f"Nhập các số nguyên, cách nhau bằng dấu phẩy. {example}"
    named = [int(one) for one in value.split(",")]
    most = PERCENT_MAX if key.endswith("_percent") else DAYS_MAX
    if max(named) > most:
        return f"Mỗi số nhiều nhất là {most}. {example}"
    if key in REMINDERS:
        is_fit = len(named) == len(set(named)) <= REMINDERS_MAX
        return "" if is_fit else f"Nhập nhiều nhất {REMINDERS_MAX} số khác nhau. {example}"
    if value.count(",") != present.count(","):
        return f"Nhập đủ {present.count(',') + 1} số, mỗi nhóm một số. {example}"
    if named != sorted(named) or (key in RISING and len(named) != len(set(named))):
        return f"Số của nhóm sau phải lớn hơn nhóm trước. {example}"
    return ""


def _number_fault(key: str, value: str) -> str:
    bounds = next(
        (BOUNDS[end] for end in sorted(BOUNDS, key=len, reverse=True) if key.endswith(end)), None
    )
    if bounds is None:
        return "" if value.strip() and len(value) <= VALUE_LENGTH_MAX else "Nhập giá trị."
    least = 0 if key in MAY_BE_NONE else bounds.least
    if WHOLE.fullmatch(value) and least <= int(value) <= bounds.most:
        return ""
    return f"Nhập {bounds.what} từ {least} đến {bounds.most}, chỉ gồm chữ số."


def last_before(rows: Iterable[Row], day: date) -> Row | None:
    """Return the row that began before `day` and still holds on it, None where none does."""
    held = [r for r in rows if r.valid_from < day and (r.valid_to is None or r.valid_to >= day)]
    return max(held, key=lambda row: row.valid_from, default=None)


def end_of_new(rows: Iterable[Held], day: date) -> date | None:
    """Return the last day of what begins on `day`: the one before the next begins.

    Raises: Refusal where something begins on that very day.
    """
    starts = sorted(row.valid_from for row in rows if row.valid_from >= day)
    if starts and starts[0] == day:
        raise Refusal(
            "taken", "Đã có giá trị bắt đầu đúng ngày này. Hãy bỏ giá trị ấy trước.", "tu"
        )
    return starts[0] - ONE_DAY if starts else None
