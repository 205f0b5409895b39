"""What a supplement may correct: the sections whose values were asked for, filled as they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from loans.draft_forms import as_typed, check_section, form_of, pledges_of, sources_of
from loans.forms import MoneyForm, RepaymentForm, SecurityForm
from loans.models import LoanApplication, LoanCollateral, LoanSource
from loans.money_text import number
from loans.programme_queries import terms_of
from web.forms import Form

SECTION_OF = {
    "cap": "money",
    "one_customer": "money",
    "related": "money",
    "own_share": "money",
    "sources": "money",
    "months": "repayment",
    "method": "repayment",
    "grace": "repayment",
    "security": "security",
}


@dataclass(slots=True)
class Corrections:
    """The forms of the sections to correct, by section."""

    forms: dict[str, Form]

    def validate(self, today: date) -> bool:
        """Return whether all of them are right; each form says what is not."""
        right = [check_section(name, form, today) for name, form in self.forms.items()]
        return all(right)

    def changes(self) -> dict[str, Any]:
        """Return the columns and rows as they shall be."""
        found: dict[str, Any] = {}
        for form in self.forms.values():
            if isinstance(form, MoneyForm):
                found |= _money(form)
            elif isinstance(form, RepaymentForm):
                found |= _repayment(form)
            elif isinstance(form, SecurityForm):
                found |= _security(form)
        return found


def corrections_of(
    application: LoanApplication, rules: Iterable[str], sent: MultiDict[str, str] | None
) -> Corrections:
    """Return the forms for what was asked for, as sent, or as the application stands."""
    sections = {SECTION_OF[rule] for rule in rules if rule in SECTION_OF}
    terms = terms_of(application.version)
    standing = {
        "money": _money_typed,
        "repayment": _repayment_typed,
        "security": _security_typed,
    }
    return Corrections(
        {
            name: form_of(name, sent if sent is not None else make(application), terms)
            for name, make in standing.items()
            if name in sections
        }
    )


def _typed(values: dict[str, object]) -> MultiDict[str, str]:
    found = as_typed({name: [str(value)] for name, value in values.items()})
    return found if found is not None else MultiDict()


def _money_typed(application: LoanApplication) -> MultiDict[str, str]:
    amounts = {"total_vnd": application.total_vnd, "amount_vnd": application.amount_vnd}
    amounts |= {source.kind: source.amount_vnd for source in application.sources}
    return _typed({name: number(amount) for name, amount in amounts.items()})


def _repayment_typed(application: LoanApplication) -> MultiDict[str, str]:
    return _typed(
        {
            "wished_on": f"{application.wished_on:%d/%m/%Y}",
            "months": application.months,
            "method": application.method,
            "every_months": application.every_months,
            "grace_months": application.grace_months,
        }
    )


def _security_typed(application: LoanApplication) -> MultiDict[str, str]:
    values: dict[str, object] = {
        "is_secured": "1" if application.is_secured else "0",
        "unsecured_reason": application.unsecured_reason,
    }
    for place, one in enumerate(application.collateral):
        values |= {
            f"pledges-{place}-kind": one.kind,
            f"pledges-{place}-description": one.description,
            f"pledges-{place}-owner_name": one.owner_name,
            f"pledges-{place}-value": number(one.value_vnd),
        }
    return _typed(values)


def _money(form: MoneyForm) -> dict[str, Any]:
    rows = enumerate(sources_of(form), start=1)
    return {
        "total_vnd": form.total_vnd.amount,
        "amount_vnd": form.amount_vnd.amount,
        "sources": [
            LoanSource(position=n, kind=one.kind, label=one.label, amount_vnd=one.amount_vnd)
            for n, one in rows
        ],
    }


def _repayment(form: RepaymentForm) -> dict[str, Any]:
    return {
        "wished_on": form.wished_on.day,
        "months": form.months.data,
        "method": form.method.data,
        "every_months": int(form.every_months.data),
        "grace_months": form.grace_months.data or 0,
    }


def _security(form: SecurityForm) -> dict[str, Any]:
    rows = enumerate(pledges_of(form), start=1)
    return {
        "is_secured": form.is_secured.data == "1",
        "unsecured_reason": form.unsecured_reason.data or "",
        "collateral": [
            LoanCollateral(
                position=n,
                kind=one.kind,
                description=one.description,
                owner_name=one.owner_name,
                value_vnd=one.value_vnd,
            )
            for n, one in rows
        ],
    }
