"""Decisions about commitments as pure functions. Source: docs/rules/commitments.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commitments.process import MOVES
from workflow.localtime import typed_day
from workflow.refusal import Refusal

PROMISES_MAX = 5
WHAT_LENGTH_MAX = 500
SIGN_LENGTH_MAX = 300
SHARE_BASE_MIN = 10
SOON_DAYS = 14
STANDINGS = {
    "open": ("progress", "Đang thực hiện"),
    "late": ("late", "Quá hạn"),
    "kept": ("done", "Đã thực hiện đúng hẹn"),
    "kept_late": ("done", "Đã thực hiện, chậm hẹn"),
    "broken": ("refused", "Không thực hiện được"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment that may bind: who (unit), what, by when, and how one will know."""

    unit_id: int
    what: str
    due_on: date
    sign: str


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """A commitment as it was typed into a draft. `unit` is the name of the chosen unit."""

    unit_id: int | None = None
    unit: str = ""
    what: str = ""
    due: str = ""
    sign: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.unit_id or self.what or self.due or self.sign)

    @property
    def due_on(self) -> date | None:
        """Return the day that was typed, None where there is none or it is no day."""
        try:
            return typed_day(self.due)
        except ValueError:
            return None

    @property
    def missing(self) -> str | None:
        """Return what is still missing, None where it can bind."""
        if self.unit_id is None:
            return "chưa chọn đơn vị thực hiện"
        if not self.what:
            return "chưa ghi việc phải làm"
        if self.due_on is None:
            return "hạn chưa đúng, hãy ghi đủ ngày/tháng/năm" if self.due else "chưa có hạn"
        if not self.sign:
            return "chưa ghi dấu hiệu nhận biết"
        return None

    def promise(self) -> Promise:
        """Return it as it binds. Raises Refusal where something is missing."""
        if self.missing or self.unit_id is None or self.due_on is None:
            raise Refusal("commitment", f"Cam kết “{self.what}”: {self.missing}.")
        return Promise(self.unit_id, self.what, self.due_on, self.sign)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a commitment: the first date promised, the present one, how it ended."""

    first_due_on: date
    due_on: date
    status: str
    ended_on: date | None = None


def standing(one: Facts, today: date) -> str:
    """Return where a commitment stands on a day: a key of STANDINGS. Late is by date alone.

    Kept late means after the present date; the first date counts in `tally`.
    """
    if one.status == "open":
        return "late" if one.due_on < today else "open"
    if one.status == "kept" and one.ended_on is not None and one.ended_on > one.due_on:
        return "kept_late"
    return one.status


@dataclass(frozen=True, slots=True)
class Tally:
    """How the commitments of one unit stand. `in_time`: kept on or before the first date, of
    `due`: those whose first date has passed or that ended before it.
    """

    made: int
    open: int
    late: int
    kept: int
    broken: int
    changed: int
    due: int
    in_time: int

    @property
    def share_is_count(self) -> bool:
        """Return whether so few were due that a percentage would say too much."""
        return self.due < SHARE_BASE_MIN

    @property
    def share(self) -> str:
        """Return what was kept in time of what was due: a percentage from ten on, else counts."""
        if self.share_is_count:
            return f"{self.in_time} trong {self.due}"
        tenths = (2000 * self.in_time + self.due) // (2 * self.due)
        return f"{tenths // 10},{tenths % 10} %"


def tally(found: Iterable[Facts], today: date) -> Tally:
    """Count commitments on a day. Open ones are open, late ones late: nobody's word is needed."""
    rows = list(found)
    stands = [standing(one, today) for one in rows]
    due = [one for one in rows if one.status != "open" or one.first_due_on < today]
    in_time = [
        one
        for one in due
        if one.status == "kept" and one.ended_on is not None and one.ended_on <= one.first_due_on
    ]
    return Tally(
        made=len(rows),
        open=stands.count("open"),
        late=stands.count("late"),
        kept=stands.count("kept") + stands.count("kept_late"),
        broken=stands.count("broken"),
        changed=sum(one.due_on != one.first_due_on for one in rows),
        due=len(due),
        in_time=len(in_time),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody reports: one of process.MOVES, the words, and a day.

    `day` is the new date of a change, and the day on which it was kept; else None.
    """

    action: str
    note: str
    day: date | None = None


def check_move(move: Move, one: Facts, made_on: date, today: date) -> str:
    """Return the status after a move. Raises Refusal where it is not possible."""
    sources, target = MOVES[move.action]
    if one.status not in sources:
        raise Refusal("state", "Cam kết này đã kết thúc hoặc vừa được người khác ghi.", "action")
    if move.action == "commitment_change":
        if move.day is None or move.day <= today:
            raise Refusal("day", "Hạn mới phải sau hôm nay.", "day")
        if move.day == one.due_on:
            raise Refusal("day", "Hạn mới trùng với hạn đang có.", "day")
    if move.action == "commitment_keep" and (move.day is None or not made_on <= move.day <= today):
        text = f"Ngày xong từ {made_on:%d/%m/%Y} đến hôm nay."
        raise Refusal("day", text, "day")
    return target
