"""A draft as its forms: each section as typed, and the whole application where all are right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField

from loans.application_rules import Ask, Paper, Pledge, Relative, Source
from loans.eligibility_rules import Wish
from loans.forms import (
    PLEDGES_MAX,
    RELATED_MAX,
    BorrowerForm,
    IncomeForm,
    MoneyForm,
    ProjectForm,
    RelatedForm,
    RepaymentForm,
    SecurityForm,
)
from loans.plan_rules import YEAR_MONTHS, over_the_term
from loans.programme_rules import Terms
from loans.words import OWN_SOURCES, SOURCES
from web.forms import Form
from workflow.text import clean

FORMS: dict[str, type[Form]] = {
    "borrower": BorrowerForm,
    "project": ProjectForm,
    "money": MoneyForm,
    "income": IncomeForm,
    "repayment": RepaymentForm,
    "security": SecurityForm,
    "related": RelatedForm,
}
TITLES = {
    "borrower": "Người vay và liên hệ",
    "project": "Mục đích và phương án",
    "money": "Tổng vốn, vốn tự có, số tiền vay",
    "income": "Thu, chi theo tháng",
    "repayment": "Thời hạn và cách trả nợ",
    "security": "Bảo đảm tiền vay",
    "related": "Người có liên quan",
}
ROWS = {
    "income": ("months", len(YEAR_MONTHS), "income"),
    "security": ("pledges", PLEDGES_MAX, "description"),
    "related": ("people", RELATED_MAX, "name"),
}
VALUE_LENGTH_MAX = 5000
YEARS_AHEAD_MAX = 3
TOO_FAR = "Ngày cần tiền từ hôm nay đến ba năm tới."


def form_of(section: str, typed: MultiDict[str, str] | None, terms: Terms) -> Form:
    """Return the form of a section over what was typed (None: nothing yet)."""
    form = FORMS[section](_with_rows(section, typed))
    if isinstance(form, RepaymentForm):
        form.offer(terms.methods, terms.every_months)
    return form


def _with_rows(section: str, typed: MultiDict[str, str] | None) -> MultiDict[str, str] | None:
    """Return what was typed with every row of a list there: rows are told by their number."""
    if typed is None or section not in ROWS:
        return typed
    name, count, column = ROWS[section]
    whole = MultiDict(typed)
    for number in range(count):
        whole.setdefault(f"{name}-{number}-{column}", "")
    return whole


def as_typed(kept: Mapping[str, Any] | None) -> MultiDict[str, str] | None:
    """Return what a draft keeps of a section in the shape that a browser sends."""
    if kept is None:
        return None
    return MultiDict([(name, value) for name, values in kept.items() for value in values])


def to_keep(form: Form, sent: MultiDict[str, str]) -> dict[str, list[str]]:
    """Return what a draft keeps of a section: the fields of its form, as typed."""
    return {
        name: [clean(value)[:VALUE_LENGTH_MAX] for value in sent.getlist(name)]
        for name in _names(form)
        if name in sent
    }


def _names(form: Form) -> list[str]:
    names: list[str] = []
    for field in form:
        entries = field.entries if isinstance(field, FieldList) else [field]
        for entry in entries:
            inner = list(entry.form) if isinstance(entry, FormField) else [entry]
            names += [one.name for one in inner]
    return names


def check_section(section: str, form: Form, today: date) -> bool:
    """Return whether a section is right; its form then says what is not."""
    is_right = form.validate()
    if isinstance(form, RepaymentForm) and form.wished_on.day is not None:
        ends = today.replace(year=today.year + YEARS_AHEAD_MAX, day=1)
        if not today.replace(day=1) <= form.wished_on.day <= ends:
            form.wished_on.errors = [*form.wished_on.errors, TOO_FAR]
            return False
    return is_right and section in FORMS


@dataclass(slots=True)
class Draft:
    """The forms of a draft, and for each section "todo", "wrong" or "done"."""

    forms: dict[str, Form]
    states: dict[str, str]

    @property
    def is_whole(self) -> bool:
        return all(state == "done" for state in self.states.values())

    @property
    def wish(self) -> Wish:
        """What the rules of eligibility look at, as far as it was entered."""
        money, security = self.forms["money"], self.forms["security"]
        repayment = self.forms["repayment"]
        assert isinstance(money, MoneyForm)  # noqa: S101 - for the type checker
        assert isinstance(security, SecurityForm)  # noqa: S101
        assert isinstance(repayment, RepaymentForm)  # noqa: S101
        return wish_of(money, repayment, security)


def wish_of(money: MoneyForm, repayment: RepaymentForm, security: SecurityForm) -> Wish:
    """Return what was typed of amounts, repayment and security, 0 or "" where it was not."""
    sources = sources_of(money)
    own = sum(one.amount_vnd for one in sources if one.kind in OWN_SOURCES)
    is_secured = {"1": True, "0": False}.get(security.is_secured.data or "")
    return Wish(
        amount_vnd=money.amount_vnd.amount,
        total_vnd=money.total_vnd.amount,
        own_vnd=own,
        other_vnd=sum(one.amount_vnd for one in sources) - own,
        months=_count(repayment.months.data),
        method=_choice(repayment.method),
        every_months=_count(repayment.every_months.data),
        grace_months=_count(repayment.grace_months.data),
        is_secured=is_secured,
        collateral_vnd=sum(one.value_vnd for one in pledges_of(security)),
        unsecured_reason=security.unsecured_reason.data or "",
    )


def _choice(field: Any) -> str:
    return field.data if field.data in dict(field.choices or {}) else ""


def _count(value: object) -> int:
    typed = str(value)
    number = int(typed) if typed.isdecimal() and len(typed) <= 4 else 0
    return number if number <= 1000 else 0


def sources_of(form: MoneyForm) -> list[Source]:
    """Return the sources of money that were entered."""
    return [Source(kind, "", form[kind].amount) for kind in SOURCES if form[kind].amount]


def pledges_of(form: SecurityForm) -> list[Pledge]:
    """Return the things offered as security that were entered whole; none without security."""
    if form.is_secured.data != "1":
        return []
    rows = [entry.form for entry in form.pledges.entries]
    return [
        Pledge(row.kind.data, row.description.data, row.owner_name.data or "", row.value.amount)
        for row in rows
        if row.kind.data and row.description.data and row.value.amount
    ]


def read_draft(data: Mapping[str, Any], terms: Terms, today: date) -> Draft:
    """Return the forms of a draft with what is right in each."""
    forms, states = {}, {}
    for section in FORMS:
        kept = data.get(section)
        form = form_of(section, as_typed(kept), terms)
        forms[section] = form
        if kept is None:
            states[section] = "todo"
        else:
            states[section] = "done" if check_section(section, form, today) else "wrong"
    return Draft(forms, states)


def ask_of(draft: Draft, papers: tuple[Paper, ...]) -> Ask:
    """Return the whole application of a draft whose sections are all right."""
    forms: Any = draft.forms
    borrower, project, money = forms["borrower"], forms["project"], forms["money"]
    repayment, security = forms["repayment"], forms["security"]
    wish = draft.wish
    return Ask(
        purpose=project.purpose.data,
        project=project.project.data,
        place=project.place.data,
        total_vnd=wish.total_vnd,
        amount_vnd=wish.amount_vnd,
        months=wish.months,
        method=wish.method,
        every_months=wish.every_months,
        grace_months=wish.grace_months,
        wished_on=repayment.wished_on.day,
        is_secured=bool(wish.is_secured),
        contact_name=borrower.contact_name.data,
        contact_phone=borrower.contact_phone.data,
        contact_email=borrower.contact_email.data or "",
        unsecured_reason="" if wish.is_secured else wish.unsecured_reason,
        sources=tuple(sources_of(money)),
        income=over_the_term(pattern_of(forms["income"]), repayment.wished_on.day, wish.months),
        collateral=tuple(pledges_of(security)),
        related=tuple(related_of(forms["related"])),
        papers=papers,
    )


def pattern_of(form: IncomeForm) -> list[tuple[int, int, int, bool]]:
    """Return the months of a year's plan that something was entered for."""
    rows = [entry.form for entry in form.months.entries]
    return [
        (number, row.income.amount, row.cost.amount, bool(row.is_harvest.data))
        for number, row in enumerate(rows, start=1)
        if row.income.amount or row.cost.amount
    ]


def related_of(form: RelatedForm) -> list[Relative]:
    """Return the related persons that were entered."""
    if form.has_related.data != "1":
        return []
    rows = [entry.form for entry in form.people.entries]
    return [
        Relative(row.name.data, row.relation.data, row.number.data or "")
        for row in rows
        if row.name.data
    ]
