"""What an appraisal weighs: scorecard, cash by month. Source: docs/rules/appraisal.md.

Pure. Whole đồng, parts per million; the figures that decide are dated settings of the caller.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.months import MONTHS_A_YEAR, months_after
from workflow.refusal import Refusal

WEIGHTS_SUM = 100
SCORE_MAX = 10
TENTHS = 10
MILLION = 1_000_000
CRITERIA_MAX = 20


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the scorecard: what is judged, its weight in percent, what a full score means."""

    key: str
    name: str
    weight: int
    full_score: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion as it was scored. `tenths` are its points of 1,000: weight times score."""

    key: str
    name: str
    weight: int
    score: int
    remark: str

    @property
    def tenths(self) -> int:
        return self.weight * self.score


def read_scorecard(text: str) -> tuple[Criterion, ...]:
    """Return the scorecard that a setting holds: "key|name|weight|what a full score means" a line.

    Raises: ValueError where a line has no weight, a key comes twice or the weights are not 100.
    """
    found = []
    for line in filter(None, (one.strip() for one in text.split("\n"))):
        key, name, weight, full_score = (one.strip() for one in f"{line}|||".split("|")[:4])
        found.append(Criterion(key, name, int(weight), full_score))
    check_weights(found)
    return tuple(found)


def check_weights(criteria: Sequence[Criterion]) -> None:
    """Raise ValueError unless the weights are positive, the keys differ and the sum is 100."""
    if not 1 <= len(criteria) <= CRITERIA_MAX or len({one.key for one in criteria}) < len(criteria):
        raise ValueError("a scorecard needs criteria that differ")
    if any(one.weight < 1 or not one.name for one in criteria):
        raise ValueError("every criterion has a name and a weight")
    if sum(one.weight for one in criteria) != WEIGHTS_SUM:
        raise ValueError("the weights of a scorecard sum to 100")


def scored(
    criteria: Sequence[Criterion], scores: Mapping[str, int], remarks: Mapping[str, str]
) -> tuple[Part, ...]:
    """Return the breakdown of a scorecard. Raises Refusal where a score is missing or no 0 to 10.

    A score below half of the full one needs a remark: the applicant reads it.
    """
    parts = []
    for one in criteria:
        score = scores.get(one.key)
        if score is None or not 0 <= score <= SCORE_MAX:
            text = f"Cho điểm “{one.name}” từ 0 đến {SCORE_MAX}."
            raise Refusal("score", text, f"diem-{one.key}")
        remark = remarks.get(one.key, "").strip()
        if 2 * score < SCORE_MAX and not remark:
            text = f"“{one.name}” dưới nửa số điểm: ghi lý do để hợp tác xã biết cần làm gì."
            raise Refusal("remark", text, f"nhan-xet-{one.key}")
        parts.append(Part(one.key, one.name, one.weight, score, remark))
    return tuple(parts)


def total_tenths(parts: Iterable[Part]) -> int:
    """Return the points of a scorecard in tenths: 0 to 1,000."""
    return sum(part.tenths for part in parts)


@dataclass(frozen=True, slots=True)
class CashMonth:
    """One month of the cash check. `balance_vnd` is what is left of all months up to here."""

    month: date
    income_vnd: int
    due_vnd: int
    balance_vnd: int


@dataclass(frozen=True, slots=True)
class CashCheck:
    """The schedule against the income plan, month by month."""

    months: tuple[CashMonth, ...]
    opening_vnd: int

    @property
    def income_vnd(self) -> int:
        return sum(one.income_vnd for one in self.months)

    @property
    def due_vnd(self) -> int:
        return sum(one.due_vnd for one in self.months)

    @property
    def lowest(self) -> CashMonth:
        """Return the month that leaves least, the earliest of several."""
        return min(self.months, key=lambda one: (one.balance_vnd, one.month))

    @property
    def holds(self) -> bool:
        """Return whether every instalment can be paid out of what came in before it."""
        return self.lowest.balance_vnd >= 0

    @property
    def missing_vnd(self) -> int:
        return max(0, -self.lowest.balance_vnd)

    @property
    def coverage_ppm(self) -> int:
        """Return income over debt service, in parts per million; 0 where nothing is due."""
        return self.income_vnd * MILLION // self.due_vnd if self.due_vnd else 0


def income_in(plan_vnd: Mapping[date, int], month: date) -> int:
    """Return what a month leaves by the plan. Beyond its end the last year of the plan repeats."""
    while plan_vnd and month not in plan_vnd and month > max(plan_vnd):
        month = month.replace(year=month.year - 1)
    return plan_vnd.get(month, 0)


def cash_check(
    opening_vnd: int,
    plan_vnd: Mapping[date, int],
    first_month: date,
    dues: Iterable[tuple[date, int]],
) -> CashCheck:
    """Return the cash of each month from `first_month` to the last due date.

    `plan_vnd` is what the project leaves in each month (its first day), costs paid: harvest months
    more, others less or below zero. `dues` are (due date, đồng). What a month brings counts for
    what is due in it.
    """
    by_month: dict[date, int] = {}
    for due_on, amount_vnd in dues:
        by_month[due_on.replace(day=1)] = by_month.get(due_on.replace(day=1), 0) + amount_vnd
    first = first_month.replace(day=1)
    last = max([*by_month, first])
    count = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month + 1
    months, balance_vnd = [], opening_vnd
    for number in range(count):
        month = months_after(first, number)
        comes, due_vnd = income_in(plan_vnd, month), by_month.get(month, 0)
        balance_vnd += comes - due_vnd
        months.append(CashMonth(month, comes, due_vnd, balance_vnd))
    return CashCheck(tuple(months), opening_vnd)
