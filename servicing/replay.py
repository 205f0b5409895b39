"""What a loan owes on any day, out of what happened to it. Pure. Source: docs/rules/servicing.md.

Whole đồng; interest is kept exact and rounded once where it falls due or is paid.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from loans.schedule import LEAP_DAYS, MILLION, SHARES, YEAR_DAYS
from workflow.rounding import divide, divide_to_unit

BUCKETS = (
    "overdue_principal",  # principal whose day has passed
    "overdue_interest",  # interest in term whose day has passed
    "penalty",  # interest on overdue principal
    "late",  # interest on overdue interest
    "due_principal",  # what falls due today
    "due_interest",
)
BUCKET_NAMES = {
    "overdue_principal": "Gốc quá hạn",
    "overdue_interest": "Lãi trong hạn đã quá hạn trả",
    "penalty": "Lãi của gốc quá hạn",
    "late": "Lãi chậm trả",
    "due_principal": "Gốc đến hạn",
    "due_interest": "Lãi đến hạn",
    "closing_interest": "Lãi đến ngày trả",
    "prepaid": "Trả trước gốc",
    "credit": "Giữ lại cho kỳ sau",
    "recovered": "Thu nợ đã xử lý",
}
CHOICES = {
    "hold": "Giữ lại, trừ vào kỳ tới",
    "shorter": "Trả trước gốc, rút ngắn thời gian",
    "lower": "Trả trước gốc, giảm số tiền mỗi kỳ",
}
DAY_COUNTS = ("actual/365", "actual/actual")
NEVER = date.max


@dataclass(frozen=True, slots=True)
class Rules:
    """The contract: rates in parts per million a year, how days count, what is paid first."""

    rate_ppm: int
    overdue_rate_ppm: int
    late_rate_ppm: int
    order: tuple[str, ...] = BUCKETS
    day_count: str = "actual/365"
    rounding: str = "half_up"

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(BUCKETS) or self.day_count not in DAY_COUNTS:
            raise ValueError(f"rules that do not fit: {self}")


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment of a plan: its number, its day, its part of the principal."""

    n: int
    due_on: date
    principal_vnd: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A version of the schedule, from a day on.

    `is_fresh`: it begins anew (restructured), so what is unpaid joins it: principal bears the rate
    in term again, unpaid interest is owed on its first day.
    """

    from_on: date
    parts: tuple[Part, ...]
    is_fresh: bool = False
    rate_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Money paid out."""

    on: date
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Paid:
    """Money paid back. `choice` says what becomes of more than is due."""

    id: int
    on: date
    amount_vnd: int
    choice: str = "hold"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that happened to a loan; the order of the lists does not matter."""

    rules: Rules
    plans: tuple[Plan, ...]
    drawn: tuple[Drawn, ...] = ()
    paid: tuple[Paid, ...] = ()
    written_off_on: date | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Days that bore the same interest: (since, until], on which balance, at which rate."""

    kind: str
    since: date
    until: date
    balance_vnd: int
    rate_ppm: int
    exact: int
    whole: int

    @property
    def days(self) -> int:
        return (self.until - self.since).days

    @property
    def interest_vnd(self) -> int:
        return divide(self.exact, self.whole)


@dataclass(slots=True)
class Row:
    """An instalment that fell due: what was owed and what is left of it."""

    n: int
    due_on: date
    principal_vnd: int
    interest_vnd: int
    segments: list[Segment]
    unpaid_principal_vnd: int = 0
    unpaid_interest_vnd: int = 0
    interest_due_on: date = NEVER
    moved_vnd: int = 0
    paid_on: date | None = None
    is_written_off: bool = False

    @property
    def is_paid(self) -> bool:
        return not self.unpaid_principal_vnd and not self.unpaid_interest_vnd

    @property
    def unpaid_vnd(self) -> int:
        return self.unpaid_principal_vnd + self.unpaid_interest_vnd

    @property
    def paid_vnd(self) -> int:
        return self.principal_vnd + self.interest_vnd - self.moved_vnd - self.unpaid_vnd


@dataclass(slots=True)
class Position:
    """What a loan is at the end of a day, in đồng."""

    on: date
    rows: list[Row] = field(default_factory=list)
    ahead: list[Part] = field(default_factory=list)
    in_term_vnd: int = 0
    drawn_vnd: int = 0
    paid_vnd: int = 0
    credit_vnd: int = 0
    written_off_vnd: int = 0
    received: dict[str, int] = field(default_factory=dict)
    receipts: dict[int, dict[str, int]] = field(default_factory=dict)
    running: list[Segment] = field(default_factory=list)
    aside: list[Segment] = field(default_factory=list)
    owed: dict[str, int] = field(default_factory=dict)
    running_vnd: int = 0
    deferred_vnd: int = 0
    rate_ppm: int = 0

    @property
    def principal_vnd(self) -> int:
        """What is owed in principal in all."""
        return self.in_term_vnd + sum(row.unpaid_principal_vnd for row in self.rows)

    @property
    def principal_paid_vnd(self) -> int:
        return self.drawn_vnd - self.principal_vnd - self.written_off_vnd

    @property
    def off_balance_vnd(self) -> int:
        """What was written off and did not come back yet."""
        return max(0, self.written_off_vnd - self.received.get("recovered", 0))

    @property
    def due_vnd(self) -> int:
        """What is to be paid now."""
        return sum(self.owed.values())

    @property
    def overdue_vnd(self) -> int:
        names = ("overdue_principal", "overdue_interest", "penalty", "late")
        return sum(self.owed[name] for name in names)

    @property
    def unpaid_interest_vnd(self) -> int:
        """Interest in term that fell due and is not paid."""
        return sum(row.unpaid_interest_vnd for row in self.rows)

    @property
    def all_interest_vnd(self) -> int:
        """Interest that fell due and is not paid, with what the delay costs."""
        return self.unpaid_interest_vnd + self.owed["penalty"] + self.owed["late"]

    @property
    def payoff_vnd(self) -> int:
        """What settles the loan on this day."""
        rest = self.in_term_vnd + self.running_vnd + self.deferred_vnd
        return max(0, self.due_vnd + rest - self.credit_vnd)

    @property
    def overdue_since(self) -> date | None:
        """The oldest day on which something was owed that is not paid, None where nothing is."""
        days = [
            row.due_on for row in self.rows if row.unpaid_principal_vnd and row.due_on < self.on
        ]
        days += [
            row.interest_due_on
            for row in self.rows
            if row.unpaid_interest_vnd and row.interest_due_on < self.on
        ]
        return min(days, default=None)

    @property
    def days_overdue(self) -> int:
        since = self.overdue_since
        return (self.on - since).days if since else 0

    @property
    def next_part(self) -> Part | None:
        return self.ahead[0] if self.ahead else None


def replay(facts: Facts, until: date) -> Position:
    """Return what the loan is at the end of `until`, counting what happened up to then."""
    return _Replay(facts).run(until)


class _Replay:
    """One walk through the days on which something happened."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.rules = facts, facts.rules
        self.whole = SHARES[facts.rules.day_count] * MILLION
        first = min([plan.from_on for plan in facts.plans] + [one.on for one in facts.drawn])
        self.at = Position(first, rate_ppm=facts.rules.rate_ppm)
        self.exact = dict.fromkeys(("running", "penalty", "late"), 0)
        self.settled = dict.fromkeys(("penalty", "late"), 0)
        self.plans = sorted(facts.plans, key=lambda plan: plan.from_on)
        self.open: list[Row] = []
        self.paid: dict[date, list[Paid]] = {}
        for one in sorted(facts.paid, key=lambda one: (one.on, one.id)):
            self.paid.setdefault(one.on, []).append(one)

    def run(self, until: date) -> Position:
        days = {plan.from_on for plan in self.plans} | {one.on for one in self.facts.drawn}
        days |= self.paid.keys() | {until}
        if self.facts.written_off_on:
            days.add(self.facts.written_off_on)
        day = self.at.on
        waiting = sorted((one for one in days if day < one <= until), reverse=True)
        self._day(day)
        while (coming := self._coming(day, until, waiting)) is not None:
            self._accrue(day, coming)
            day = self.at.on = coming
            self._day(day)
        self._sum_up()
        return self.at

    def _coming(self, day: date, until: date, waiting: list[date]) -> date | None:
        """Return the next day on which something happens, None after `until`."""
        while waiting and waiting[-1] <= day:
            waiting.pop()
        days = waiting[-1:] + [part.due_on for part in self.at.ahead[:1]]
        days += [row.interest_due_on for row in self.open if row.interest_due_on > day]
        return min((one for one in days if one <= until), default=None)

    # --- what happens on a day ----------------------------------------------------------------

    def _day(self, day: date) -> None:
        self.open = [row for row in self.open if not row.is_paid]
        for plan in self.plans:
            if plan.from_on == day:
                self._begin(plan)
        for one in self.facts.drawn:
            if one.on == day:
                self.at.drawn_vnd += one.amount_vnd
                self.at.in_term_vnd += one.amount_vnd
        while self.at.ahead and self.at.ahead[0].due_on <= day:
            self._fall_due(self.at.ahead.pop(0))
        if self.at.credit_vnd:
            credit, self.at.credit_vnd = self.at.credit_vnd, 0
            self._allocate(credit, "hold", day, {})
        for payment in self.paid.get(day, ()):
            self._pay(payment)
        if self.facts.written_off_on == day:
            self._write_off()

    def _begin(self, plan: Plan) -> None:
        self.at.ahead = [part for part in plan.parts if part.due_on > plan.from_on]
        if plan.rate_ppm is not None:
            self.at.rate_ppm = plan.rate_ppm
        if not plan.is_fresh:
            return
        first = self.at.ahead[0].due_on if self.at.ahead else plan.from_on
        for row in self.open:
            self.at.in_term_vnd += row.unpaid_principal_vnd
            row.moved_vnd += row.unpaid_principal_vnd
            row.unpaid_principal_vnd = 0
            if row.unpaid_interest_vnd:
                row.interest_due_on = first

    def _fall_due(self, part: Part) -> None:
        owed = self.at.in_term_vnd if not self.at.ahead else part.principal_vnd
        principal = min(owed, self.at.in_term_vnd)
        interest = self._running_vnd()
        self.at.in_term_vnd -= principal
        row = Row(part.n, part.due_on, principal, interest, self.at.running)
        row.unpaid_principal_vnd, row.unpaid_interest_vnd = principal, interest
        row.interest_due_on = part.due_on
        if row.is_paid:
            row.paid_on = part.due_on
        self.at.rows.append(row)
        self.open.append(row)
        self.at.running, self.exact["running"] = [], 0

    def _write_off(self) -> None:
        self.at.written_off_vnd = self.at.principal_vnd
        self.at.in_term_vnd, self.at.ahead, self.at.running = 0, [], []
        for row in self.open:
            row.moved_vnd += row.unpaid_vnd
            row.is_written_off = row.is_written_off or row.unpaid_vnd > 0
            row.unpaid_principal_vnd = row.unpaid_interest_vnd = 0
        self.exact = dict.fromkeys(self.exact, 0)
        self.settled = dict.fromkeys(self.settled, 0)

    # --- interest -----------------------------------------------------------------------------

    def _accrue(self, since: date, until: date) -> None:
        overdue = sum(row.unpaid_principal_vnd for row in self.open)
        unpaid = sum(row.unpaid_interest_vnd for row in self.open if row.interest_due_on <= since)
        for kind, balance, rate in (
            ("running", self.at.in_term_vnd, self.at.rate_ppm),
            ("penalty", overdue, self.rules.overdue_rate_ppm),
            ("late", unpaid, self.rules.late_rate_ppm),
        ):
            if not balance:
                continue
            exact = balance * rate * share(since, until, self.rules.day_count)
            self.exact[kind] += exact
            kept = self.at.running if kind == "running" else self.at.aside
            _extend(kept, Segment(kind, since, until, balance, rate, exact, self.whole))

    def _running_vnd(self) -> int:
        return divide(self.exact["running"], self.whole, self.rules.rounding)

    def _aside_vnd(self, kind: str) -> int:
        """Return what is owed of the interest on what is overdue: all of it less what was paid."""
        accrued = divide(self.exact[kind], self.whole, self.rules.rounding)
        return accrued - self.settled[kind]

    # --- payments -----------------------------------------------------------------------------

    def _pay(self, payment: Paid) -> None:
        self.at.paid_vnd += payment.amount_vnd
        told = self.at.receipts.setdefault(payment.id, {})
        if self.at.written_off_vnd:
            self._receive("recovered", payment.amount_vnd, told)
            return
        self._allocate(payment.amount_vnd, payment.choice, payment.on, told)

    def _allocate(self, rest: int, choice: str, day: date, told: dict[str, int]) -> None:
        for bucket in self.rules.order:
            if not rest:
                return
            taken = min(rest, self._owed(bucket, day))
            if taken:
                self._settle(bucket, taken, day)
                self._receive(bucket, taken, told)
                rest -= taken
        if rest:
            self._allocate_more(rest, choice, day, told)

    def _allocate_more(self, rest: int, choice: str, day: date, told: dict[str, int]) -> None:
        interest, deferred = self._running_vnd(), self._deferred_vnd(day)
        if rest + self.at.credit_vnd >= self.at.in_term_vnd + interest + deferred:
            rest -= self._close(interest, day, told)
        elif choice != "hold":
            prepaid = min(rest, self.at.in_term_vnd)
            self.at.in_term_vnd -= prepaid
            self.at.ahead = reduced(self.at.ahead, self.at.in_term_vnd, choice)
            self._receive("prepaid", prepaid, told)
            rest -= prepaid
        if rest:  # below zero: what was kept before is used up with it
            self.at.credit_vnd += rest
            told["credit"] = told.get("credit", 0) + rest

    def _close(self, interest: int, day: date, told: dict[str, int]) -> int:
        """Pay everything that is not due yet; return how much that was."""
        deferred, principal = self._deferred_vnd(day), self.at.in_term_vnd
        if deferred:
            for row in self.open:
                row.interest_due_on = min(row.interest_due_on, day)
            self._settle("due_interest", deferred, day)
            self._receive("due_interest", deferred, told)
        if principal or interest:
            number = self.at.ahead[0].n if self.at.ahead else len(self.at.rows) + 1
            row = Row(number, day, principal, interest, self.at.running, paid_on=day)
            self.at.rows.append(row)
            self._receive("prepaid", principal, told)
            self._receive("closing_interest", interest, told)
        self.at.in_term_vnd, self.at.ahead, self.at.running = 0, [], []
        self.exact["running"] = 0
        return deferred + principal + interest

    def _receive(self, bucket: str, amount: int, told: dict[str, int]) -> None:
        if amount:
            told[bucket] = told.get(bucket, 0) + amount
            self.at.received[bucket] = self.at.received.get(bucket, 0) + amount

    def _owed(self, bucket: str, day: date) -> int:
        rows = self.open
        match bucket:
            case "overdue_principal":
                return sum(row.unpaid_principal_vnd for row in rows if row.due_on < day)
            case "due_principal":
                return sum(row.unpaid_principal_vnd for row in rows if row.due_on == day)
            case "overdue_interest":
                return sum(row.unpaid_interest_vnd for row in rows if row.interest_due_on < day)
            case "due_interest":
                return sum(row.unpaid_interest_vnd for row in rows if row.interest_due_on == day)
        return self._aside_vnd(bucket)

    def _deferred_vnd(self, day: date) -> int:
        return sum(row.unpaid_interest_vnd for row in self.open if row.interest_due_on > day)

    def _settle(self, bucket: str, amount: int, day: date) -> None:
        if bucket in self.settled:
            self.settled[bucket] += amount
            return
        is_principal = bucket.endswith("principal")
        for row in self.open:
            left = row.unpaid_principal_vnd if is_principal else row.unpaid_interest_vnd
            if not left or (not is_principal and row.interest_due_on > day):
                continue
            taken = min(left, amount)
            if is_principal:
                row.unpaid_principal_vnd -= taken
            else:
                row.unpaid_interest_vnd -= taken
            row.paid_on = day
            amount -= taken
            if not amount:
                return

    def _sum_up(self) -> None:
        day = self.at.on
        self.at.owed = {bucket: self._owed(bucket, day) for bucket in BUCKETS}
        self.at.running_vnd, self.at.deferred_vnd = self._running_vnd(), self._deferred_vnd(day)


def _extend(kept: list[Segment], found: Segment) -> None:
    """Add a segment, joined to the one before where nothing changed between them."""
    for number in range(len(kept) - 1, -1, -1):
        last = kept[number]
        if last.kind == found.kind:
            same = (last.until, last.balance_vnd, last.rate_ppm)
            if same == (found.since, found.balance_vnd, found.rate_ppm):
                exact = last.exact + found.exact
                kept[number] = Segment(
                    last.kind, last.since, found.until, last.balance_vnd, last.rate_ppm, exact,
                    last.whole,
                )  # fmt: skip
                return
            break
    kept.append(found)


def share(since: date, until: date, day_count: str) -> int:
    """Return (since, until] as a share of a year, over the day count's denominator."""
    if day_count == "actual/365":
        return (until - since).days
    return sum(
        (end - begin).days * (YEAR_DAYS if leap else LEAP_DAYS)
        for begin, end, leap in _years(since, until)
    )


def _years(since: date, until: date) -> Iterator[tuple[date, date, bool]]:
    while since < until:
        year = (since + timedelta(days=1)).year
        end = min(until, date(year, 12, 31))
        yield since, end, year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        since = end


def reduced(ahead: list[Part], left_vnd: int, choice: str) -> list[Part]:
    """Return the parts that are left after principal was paid ahead: they sum to `left_vnd`.

    shorter: the last ones go. lower: all become smaller in proportion, the last takes the rest.
    The dates stay: an instalment may be of interest only.
    """
    whole = sum(part.principal_vnd for part in ahead)
    if not ahead or not whole:
        return ahead
    found, rest = [], left_vnd
    for number, part in enumerate(ahead):
        if choice == "shorter":
            amount = min(part.principal_vnd, rest)
        elif number == len(ahead) - 1:
            amount = rest
        else:
            amount = min(rest, divide_to_unit(part.principal_vnd * left_vnd, whole, 1))
        found.append(Part(part.n, part.due_on, amount))
        rest -= amount
        if choice == "shorter" and not rest:
            break
    return found


def projected(facts: Facts, position: Position) -> list[Row]:
    """Return the instalments to come as they will be if each is paid on its day, from today on."""
    ahead = _Replay(facts)
    ahead.at = Position(
        position.on,
        ahead=list(position.ahead),
        in_term_vnd=position.in_term_vnd,
        running=list(position.running),
        rate_ppm=position.rate_ppm,
    )
    ahead.exact["running"] = sum(one.exact for one in position.running)
    day = position.on
    while ahead.at.ahead:
        coming = ahead.at.ahead[0].due_on
        ahead._accrue(day, coming)
        ahead._fall_due(ahead.at.ahead.pop(0))
        last = ahead.at.rows[-1]
        last.unpaid_principal_vnd = last.unpaid_interest_vnd = 0
        day = coming
    return ahead.at.rows
