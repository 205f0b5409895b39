"""What another policy would do to the portfolio and the queue. Source: docs/rules/policy-trial.md.

Pure. Whole đồng, percent, parts per million a year. With the policy as it is, every figure is
today's: the same checks run, on the same cases.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from loans.decision_rules import Case, largest_amount, reasons_of
from loans.offer_rules import Figures, Price, Wanted, largest_carried, planned_terms
from loans.schedule import repayment_schedule
from workflow.refusal import Refusal

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be tried: each None leaves it as it is. Rate in parts per million a year, cap and
    director's limit in đồng, own share and the limits of customers in percent."""

    rate_ppm: int | None = None
    cap_vnd: int | None = None
    own_share_percent: int | None = None
    director_limit_vnd: int | None = None
    one_customer_percent: int | None = None
    related_percent: int | None = None
    collateral_percent: int | None = None

    @property
    def is_unchanged(self) -> bool:
        return self == Policy()


@dataclass(frozen=True, slots=True)
class Subject:
    """One application of the queue or of the portfolio, as the rules see it.

    `case` holds the figures of today; `owed_vnd` and `related_owed_vnd` what the customer, and he
    with related persons, owe and were promised; `capital_vnd` the fund's; `wanted` how it is paid
    back; `is_weighed`: an appraiser said what cash is at hand, so that the months can be weighed.
    """

    code: str
    name: str
    group: str
    case: Case
    capital_vnd: int
    owed_vnd: int
    related_owed_vnd: int
    one_customer_percent: int
    related_percent: int
    director_limit_vnd: int
    rate_ppm: int
    day_count: str
    wanted: Wanted
    plan_vnd: Mapping[date, int]
    opening_vnd: int = 0
    is_weighed: bool = True


@dataclass(frozen=True, slots=True)
class Effect:
    """What a policy does to one subject: passes or why not, the largest amount, interest, body."""

    code: str
    name: str
    group: str
    amount_vnd: int
    passes: bool
    failed: tuple[str, ...]
    largest_vnd: int
    interest_vnd: int
    body: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One subject under today's policy and under the other."""

    before: Effect
    after: Effect

    @property
    def change(self) -> str:
        """Return "gains", "loses" or "same": first by passing, then by the largest amount."""
        was, now = self.before, self.after
        if was.passes != now.passes:
            return "gains" if now.passes else "loses"
        if was.largest_vnd != now.largest_vnd:
            return "gains" if now.largest_vnd > was.largest_vnd else "loses"
        if was.interest_vnd != now.interest_vnd:
            return "gains" if now.interest_vnd < was.interest_vnd else "loses"
        return "same"


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over subjects under one policy."""

    count: int
    passing: int
    lent_vnd: int
    interest_vnd: int
    by_council: int


def case_under(subject: Subject, policy: Policy) -> Case:
    """Return the case of a subject under a policy."""
    case = subject.case
    changes: dict[str, int | None] = {}
    if policy.cap_vnd is not None and case.cap_vnd is not None:
        changes["cap_vnd"] = policy.cap_vnd
    if policy.own_share_percent is not None:
        changes["own_share_percent"] = policy.own_share_percent
    if policy.collateral_percent is not None:
        changes["collateral_percent"] = policy.collateral_percent
    if subject.is_weighed and policy.rate_ppm not in (None, subject.rate_ppm):
        changes["cash_vnd"] = cash_under(subject, policy.rate_ppm or 0)
    if policy.one_customer_percent is not None:
        limit = subject.capital_vnd * policy.one_customer_percent // PERCENT
        changes["customer_room_vnd"] = limit - subject.owed_vnd
    if policy.related_percent is not None:
        limit = subject.capital_vnd * policy.related_percent // PERCENT
        changes["related_room_vnd"] = limit - subject.related_owed_vnd
    return replace(case, **changes)  # type: ignore[arg-type]


def cash_under(subject: Subject, rate_ppm: int) -> int:
    """Return the largest amount that the income plan carries at another rate."""
    figures = Figures(subject.case.amount_vnd, subject.case.months, subject.opening_vnd)
    try:
        price = Price(rate_ppm, subject.day_count)
        return largest_carried(subject.wanted, subject.plan_vnd, figures, price)
    except (Refusal, ValueError):
        return 0


def effect_of(subject: Subject, policy: Policy) -> Effect:
    """Return what a policy does to one subject."""
    case = case_under(subject, policy)
    failed = tuple(reason.code for reason in reasons_of(case))
    rate_ppm = subject.rate_ppm if policy.rate_ppm is None else policy.rate_ppm
    limit = policy.director_limit_vnd
    limit = subject.director_limit_vnd if limit is None else limit
    return Effect(
        code=subject.code,
        name=subject.name,
        group=subject.group,
        amount_vnd=case.amount_vnd,
        passes=not failed,
        failed=failed,
        largest_vnd=largest_amount(case),
        interest_vnd=interest_of(subject, rate_ppm) if not failed else 0,
        body="council" if case.amount_vnd > limit else "director",
    )


def interest_of(subject: Subject, rate_ppm: int) -> int:
    """Return the interest over the whole loan by the exact schedule; 0 where none can be made."""
    wanted, case = subject.wanted, subject.case
    try:
        terms = planned_terms(wanted, case.amount_vnd, case.months, rate_ppm, subject.day_count)
        return sum(row.interest_vnd for row in repayment_schedule(terms))
    except (Refusal, ValueError):
        return 0


def compare(subjects: Iterable[Subject], policy: Policy) -> list[Compared]:
    """Return every subject under today's policy and under the other."""
    unchanged = Policy()
    return [Compared(effect_of(one, unchanged), effect_of(one, policy)) for one in subjects]


def totals(effects: Sequence[Effect]) -> Totals:
    """Return the sums over effects: what passes is lent whole."""
    passing = [one for one in effects if one.passes]
    return Totals(
        count=len(effects),
        passing=len(passing),
        lent_vnd=sum(one.amount_vnd for one in passing),
        interest_vnd=sum(one.interest_vnd for one in passing),
        by_council=sum(one.body == "council" for one in passing),
    )
