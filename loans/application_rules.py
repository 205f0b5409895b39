"""What an application says, as values; its papers against the checklist. Pure.

Units: whole đồng, months, days. Source: docs/rules/loan-application.md, sections 2 and 4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from loans.eligibility_rules import Given, Wish
from loans.money_text import short_money
from loans.programme_rules import Item
from loans.words import OWN_SOURCES
from workflow.months import months_after


@dataclass(frozen=True, slots=True)
class Source:
    """Money of the plan that is not the loan; `kind` is a key of `loans.words.SOURCES`."""

    kind: str
    label: str
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Month:
    """What the plan brings in and costs in the month that begins on `month`."""

    month: date
    income_vnd: int
    cost_vnd: int
    is_harvest: bool = False


@dataclass(frozen=True, slots=True)
class Pledge:
    """What is offered as security, at the value that the borrower names."""

    kind: str
    description: str
    owner_name: str
    value_vnd: int


@dataclass(frozen=True, slots=True)
class Relative:
    """A related person or body; `number` is an identity number or tax code."""

    name: str
    relation: str
    number: str = ""
    cooperative_id: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper for a line of the checklist, with the day it was issued where it ages."""

    item_code: str
    document_id: int
    issued_on: date | None = None
    reused_from_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A whole application as it is filed."""

    purpose: str
    project: str
    place: str
    total_vnd: int
    amount_vnd: int
    months: int
    method: str
    every_months: int
    grace_months: int
    wished_on: date
    is_secured: bool
    contact_name: str
    contact_phone: str
    contact_email: str = ""
    unsecured_reason: str = ""
    sources: tuple[Source, ...] = ()
    income: tuple[Month, ...] = ()
    collateral: tuple[Pledge, ...] = ()
    related: tuple[Relative, ...] = ()
    papers: tuple[Paper, ...] = ()

    @property
    def own_vnd(self) -> int:
        return sum(one.amount_vnd for one in self.sources if one.kind in OWN_SOURCES)

    @property
    def other_vnd(self) -> int:
        return sum(one.amount_vnd for one in self.sources if one.kind not in OWN_SOURCES)

    @property
    def subject(self) -> str:
        """The line by which lists call it."""
        return f"Vay {short_money(self.amount_vnd)}: {self.purpose}"

    @property
    def wish(self) -> Wish:
        """What the rules of eligibility look at."""
        return Wish(
            amount_vnd=self.amount_vnd,
            total_vnd=self.total_vnd,
            own_vnd=self.own_vnd,
            other_vnd=self.other_vnd,
            months=self.months,
            method=self.method,
            every_months=self.every_months,
            grace_months=self.grace_months,
            is_secured=self.is_secured,
            collateral_vnd=sum(one.value_vnd for one in self.collateral),
            unsecured_reason=self.unsecured_reason,
        )


def items_for(items: Iterable[Item], is_secured: bool | None) -> list[Item]:
    """Return the lines of a checklist that an application needs; None: not decided yet."""
    wanted = {True: "secured", False: "unsecured", None: ""}[is_secured]
    return [item for item in items if item.applies in ("always", wanted)]


def good_until(item: Item, issued_on: date | None) -> date | None:
    """Return the last day on which a paper is good, None where it does not age or has no day."""
    if item.valid_months is None or issued_on is None:
        return None
    return months_after(issued_on, item.valid_months)


def state_of_paper(item: Item, papers: Iterable[Paper], on: date) -> str:
    """Return "given", "missing", "expired" or "undated": the best of the papers of a line."""
    states = {_state(item, paper.issued_on, on) for paper in papers}
    return next((s for s in ("given", "undated", "expired") if s in states), "missing")


def _state(item: Item, issued_on: date | None, on: date) -> str:
    if item.valid_months is None:
        return "given"
    until = good_until(item, issued_on)
    if until is None:
        return "undated"
    return "given" if on <= until else "expired"


def papers_given(items: Iterable[Item], papers: Iterable[Paper], on: date) -> tuple[Given, ...]:
    """Return each line of a checklist with what was given for it, as it stands on a day."""
    by_item: dict[str, list[Paper]] = {}
    for paper in papers:
        by_item.setdefault(paper.item_code, []).append(paper)
    return tuple(_given(item, by_item, on) for item in items)


def _given(item: Item, by_item: Mapping[str, list[Paper]], on: date) -> Given:
    papers = by_item.get(item.code, [])
    state = state_of_paper(item, papers, on)
    detail = ""
    if state == "expired":
        last = max(paper.issued_on for paper in papers if paper.issued_on is not None)
        detail = f"cấp ngày {last:%d/%m/%Y}, chỉ có giá trị {item.valid_months} tháng"
    elif state == "missing" and item.valid_months:
        detail = f"cấp trong {item.valid_months} tháng gần đây"
    return Given(item.code, item.name, state, item.is_required, detail)
