"""The page on which another policy is tried: read-only, on the real portfolio and queue."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from loans.blueprint import bp
from loans.trial_forms import TrialForm
from loans.trial_pages import GROUPS, TrialPage, trial_page
from loans.trial_queries import subjects
from loans.trial_rules import Policy
from store.clock import today
from store.db import db

READ_ONLY = text("SET TRANSACTION READ ONLY")


@bp.get("/vay-von/thu-chinh-sach")
def policy_trial() -> ResponseReturnValue:
    """Change rate, cap, own share or a limit; see who gains, who loses, what the fund earns."""
    form = TrialForm(request.args)
    is_right = form.validate()
    page = _tried(form.policy() if is_right else Policy())
    html = render_template("loans/staff/trial.html", form=form, page=page, groups=GROUPS)
    return html, 200 if is_right else 422


def _tried(policy: Policy) -> TrialPage:
    """Return what a policy would do, out of a part of the transaction that cannot write."""
    session = db.session()
    part = session.begin_nested()
    session.execute(READ_ONLY)
    page = trial_page(subjects(session, today()), policy)
    part.rollback()
    return page
