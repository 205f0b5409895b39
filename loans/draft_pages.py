"""What the pages of a draft show: sections, rules, schedule, papers. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperatives.models import Cooperative
from documents.models import Document
from loans.application_rules import Ask, Paper, items_for
from loans.draft_forms import Draft, ask_of, pattern_of, read_draft
from loans.draft_queries import documents_of, draft_papers, list_reusable
from loans.eligibility_rules import Check, Given, checks
from loans.forms import IncomeForm, RelatedForm, RepaymentForm
from loans.models import LoanDraft
from loans.plan_rules import lowest_point, over_the_term, wished_schedule
from loans.programme_models import LoanProgrammeVersion
from loans.programme_queries import terms_of, version_on
from loans.programme_rules import Item, Terms
from loans.queries import case_for
from loans.schedule import Row, ScheduleError
from workflow.refusal import Missing

SECTION_RULES = {
    "money": ("money",),
    "repayment": ("repayment", "money"),
    "security": ("security",),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A schedule as far as it can be drawn: its rows, or why there are none yet."""

    rows: tuple[Row, ...] = ()
    fault: str = ""
    lowest: tuple[date, int] | None = None

    @property
    def interest_vnd(self) -> int:
        return sum(row.interest_vnd for row in self.rows)

    @property
    def most_vnd(self) -> int:
        return max((row.total_vnd for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as its owner sees it."""

    row: LoanDraft
    version: LoanProgrammeVersion
    terms: Terms
    draft: Draft
    checks: list[Check]
    papers: tuple[Given, ...]
    given: list[Paper]
    documents: dict[int, Document]
    reusable: dict[str, Paper]
    ask: Ask | None
    preview: Preview

    @property
    def papers_lacking(self) -> int:
        return sum(one.is_required and one.state != "given" for one in self.papers)

    @property
    def done(self) -> int:
        return sum(state == "done" for state in self.draft.states.values())

    def papers_of(self, code: str) -> list[Paper]:
        return [paper for paper in self.given if paper.item_code == code]


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside a section while it is filled in."""

    checks: list[Check]
    preview: Preview | None


def terms_for(session: Session, draft: LoanDraft, on: date) -> Terms:
    """Return the conditions that a draft is filled in under. Raises Missing."""
    return terms_of(version_on(session, draft.programme_id, on))


def item_of(session: Session, draft: LoanDraft, code: str, on: date) -> Item:
    """Return a line of the checklist that a draft is filled in under. Raises Missing."""
    for item in terms_for(session, draft, on).items:
        if item.code == code:
            return item
    raise Missing("item")


def draft_page(
    session: Session, row: LoanDraft, on: date, changed: Mapping[str, Any] | None = None
) -> DraftPage:
    """Gather a draft; `changed` holds sections as they stand in a form, not kept yet."""
    version = version_on(session, row.programme_id, on)
    terms = terms_of(version)
    draft = read_draft(row.data | dict(changed or {}), terms, on)
    given = draft_papers(row)
    related_ids = _related_ids(session, draft)
    case = case_for(session, row.cooperative, terms, draft.wish, given, related_ids, on)
    ask = ask_of(draft, tuple(given)) if draft.is_whole else None
    reusable = list_reusable(session, row, items_for(terms.items, draft.wish.is_secured), on)
    return DraftPage(
        row=row,
        version=version,
        terms=terms,
        draft=draft,
        checks=checks(case),
        papers=case.papers,
        given=given,
        documents=documents_of(session, [*given, *reusable]),
        reusable={paper.item_code: paper for paper in reusable},
        ask=ask,
        preview=preview_of(draft, terms),
    )


def _related_ids(session: Session, draft: Draft) -> list[int]:
    """Return the cooperatives of the registry among the related persons, by tax code."""
    form = draft.forms["related"]
    if not isinstance(form, RelatedForm) or form.has_related.data != "1":
        return []
    codes = {(e.form.number.data or "").strip() for e in form.people.entries} - {""}
    if not codes:
        return []
    return list(session.scalars(select(Cooperative.id).where(Cooperative.tax_code.in_(codes))))


def preview_of(draft: Draft, terms: Terms) -> Preview:
    """Return the schedule that a draft wishes for, or what is still needed to draw it."""
    repayment, income, wish = draft.forms["repayment"], draft.forms["income"], draft.wish
    if not isinstance(repayment, RepaymentForm) or not isinstance(income, IncomeForm):
        return Preview()
    starts_on = repayment.wished_on.day
    if not (wish.amount_vnd and wish.months and wish.method and wish.every_months and starts_on):
        return Preview(fault="Nhập số tiền, ngày, số tháng, cách trả và kỳ trả để xem lịch.")
    try:
        ask = wished_ask(draft, starts_on)
        rows = tuple(wished_schedule(ask, terms))
    except (ScheduleError, ValueError, OverflowError) as error:
        return Preview(fault=error.text if isinstance(error, ScheduleError) else "Ngày quá xa.")
    return Preview(rows, lowest=lowest_point(rows, ask.income))


def wished_ask(draft: Draft, starts_on: date) -> Ask:
    """Return just as much of an application as its schedule needs."""
    wish, income = draft.wish, draft.forms["income"]
    pattern = pattern_of(income) if isinstance(income, IncomeForm) else []
    return Ask(
        purpose="",
        project="",
        place="",
        total_vnd=wish.total_vnd,
        amount_vnd=wish.amount_vnd,
        months=wish.months,
        method=wish.method,
        every_months=wish.every_months,
        grace_months=wish.grace_months,
        wished_on=starts_on,
        is_secured=bool(wish.is_secured),
        contact_name="",
        contact_phone="",
        income=over_the_term(pattern, starts_on, wish.months),
    )


def panel_of(page: DraftPage, section: str) -> Panel:
    """Return what stands beside a section: its rules, and the schedule where it changes it."""
    wanted = SECTION_RULES.get(section, ())
    shown = [check for check in page.checks if check.section in wanted]
    has_schedule = section in ("repayment", "money", "income")
    return Panel(shown, page.preview if has_schedule else None)
