"""Decisions about who asks to speak for a cooperative. Source: docs/rules/representation.md."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cooperatives.rules import is_tax_code
from workflow.text import fold

BRANCH = re.compile(r"(\d{10})-?(\d{3})")
CITIZEN_LENGTH = 12
TITLES = ("hop tac xa", "htx", "to hop tac", "tht", "lien hiep")
SHAPE = "Mã số thuế gồm 10 chữ số (tổ hợp tác có thể dùng 12 số định danh). Ví dụ: 4900123451"
CHECK = (
    "Chữ số cuối của mã số thuế chưa khớp, có thể đã gõ nhầm một số. Hãy xem lại trên giấy đăng "
    "ký; nếu đúng như trên giấy, đánh dấu vào ô bên dưới rồi gửi lại."
)
REASON_MISSING = "Viết lý do để người gửi biết phải làm gì."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: what was asked for beside what the registry holds."""

    label: str
    asked: str
    held: str
    is_different: bool


def plain_tax_code(typed: str) -> str:
    """Return a tax code as the registry keeps it: ten digits, of a branch those of its parent."""
    bare = re.sub(r"[\s.]", "", typed)
    branch = BRANCH.fullmatch(bare)
    return branch[1] if branch else bare


def tax_code_fault(code: str, *, is_sure: bool) -> str | None:
    """Return what to do about a plain tax code, None where it may stand.

    A wrong check digit is a warning: who has looked at the paper may insist.
    """
    if not code:
        return None
    if not (code.isascii() and code.isdecimal() and len(code) in (10, CITIZEN_LENGTH)):
        return SHAPE
    if len(code) == CITIZEN_LENGTH or is_tax_code(code) or is_sure:
        return None
    return CHECK


def bare_name(name: str) -> str:
    """Return a name as it is compared: without marks, case and the word for its kind."""
    folded = " ".join(fold(name).split())
    for title in TITLES:
        folded = folded.removeprefix(f"{title} ")
    return folded


def compare(pairs: Iterable[tuple[str, str, str]]) -> list[Line]:
    """Return the comparison of (label, asked, held). What the registry does not hold is no
    difference; digits are compared without spaces, names without marks."""
    lines = []
    for label, asked, held in pairs:
        is_different = bool(held) and _plain(asked) != _plain(held)
        lines.append(Line(label, asked, held, is_different))
    return lines


def _plain(text: str) -> str:
    digits = re.sub(r"[\s.+-]", "", text)
    return digits if digits.isdecimal() else bare_name(text)


def end_fault(starts_on: date, ends_on: date | None, last_day: date) -> str | None:
    """Return why a mandate cannot end with `last_day`, None where it can.

    The last day is the last on which the account speaks for the cooperative.
    """
    if ends_on is not None and ends_on <= last_day:
        return "Ủy quyền này đã kết thúc từ trước."
    if last_day < starts_on:
        return "Ngày cuối không thể trước ngày bắt đầu."
    return None
