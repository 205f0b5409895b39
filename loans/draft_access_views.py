"""Who may open a draft of an application, and what becomes of one whose programme has ended."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from loans.draft_queries import access_loan_draft, filed_code
from loans.forms import MoveForm
from loans.models import LoanDraft
from loans.programme_queries import access_programme, is_lending, programme_names, versions_on
from store.clock import today
from store.db import db

View = Callable[..., ResponseReturnValue]


def of_own_draft(view: View) -> View:
    """Give a view one's own draft by its number; one that was filed leads to its receipt."""

    @wraps(view)
    def find(loan_draft_id: int, **rest: Any) -> ResponseReturnValue:
        draft = access_loan_draft(db.session(), me(), loan_draft_id, today())
        code = filed_code(db.session(), draft)
        if code is not None:
            return redirect(url_for("loans.receipt", code=code), code=303)
        return view(draft, **rest)

    return find


def of_open_draft(view: View) -> View:
    """Give a view one's own draft; where its programme lends no more, say so and what to do."""

    @wraps(view)
    def check(draft: LoanDraft, **rest: Any) -> ResponseReturnValue:
        if not is_lending(db.session(), draft.programme_id, today()):
            return ended_page(draft, MoveForm(), 200 if request.method == "GET" else 409)
        return view(draft, **rest)

    return of_own_draft(check)


def ended_page(draft: LoanDraft, form: MoveForm, status: int) -> ResponseReturnValue:
    """Say that a programme has ended, and offer the ones that lend."""
    versions = versions_on(db.session(), today())
    form.programme_id.choices = programme_names(versions)
    programme = access_programme(db.session(), draft.programme_id)
    shown = {"draft": draft, "programme": programme, "versions": versions, "form": form}
    return render_template("loans/ended.html", **shown), status
