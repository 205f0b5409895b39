"""Pages of the fund's book: what there is, the trial balance, the journal."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from fund import actions, queries
from fund.chart import BY_CODE, ENTRY_KINDS, KIND_NAMES
from fund.forms import HandForm, JournalForm, PeriodForm, ReverseForm
from fund.models import FundEntry
from fund.pages import bar, pages_of, period_of, search_of
from fund.rules import BY_HAND, cap_vnd
from store.clock import today, utc_now
from store.db import db

bp = Blueprint("fund", __name__)


@bp.get("/quy")
def overview() -> ResponseReturnValue:
    """The fund today: free, promised, lent, overdue."""
    now, limits = queries.position(db.session()), queries.limits_on(db.session(), today())
    caps = {
        "one": cap_vnd(now.capital_vnd, limits.one_percent),
        "related": cap_vnd(now.capital_vnd, limits.related_percent),
    }
    page = {"now": now, "on": today(), "limits": limits, "caps": caps, "parts": bar(now)}
    entries, _ = queries.list_entries(db.session(), queries.JournalSearch())
    return render_template("fund/overview.html", entries=entries[:8], kinds=ENTRY_KINDS, **page)


@bp.get("/quy/can-doi")
def trial_balance() -> ResponseReturnValue:
    """All accounts over a period."""
    form = PeriodForm(request.args)
    since, until = period_of(form, today())
    rows = queries.trial_balance(db.session(), since, until)
    page: dict[str, object] = {
        "rows": [row for row in rows if row.opening_vnd or row.debit_vnd or row.credit_vnd]
    }
    page |= {"since": since, "until": until, "kinds": KIND_NAMES, "closable": today().year - 1}
    return render_template("fund/trial_balance.html", form=form, **page)


@bp.get("/quy/so-nhat-ky")
def journal() -> ResponseReturnValue:
    """Search the journal."""
    form = JournalForm(request.args)
    wanted = search_of(form, request.args.get("trang", ""))
    entries, total = queries.list_entries(db.session(), wanted)
    page = {"entries": entries, "total": total, "pages": pages_of(wanted, total)}
    return render_template(
        "fund/journal.html", form=form, kinds=ENTRY_KINDS, accounts=BY_CODE, **page
    )


def _entry_page(entry: FundEntry, form: ReverseForm, status: int = 200) -> ResponseReturnValue:
    page: dict[str, object] = {
        "entry": entry,
        "reversal": queries.find_reversal(db.session(), entry.id),
    }
    page |= {"kinds": ENTRY_KINDS, "accounts": BY_CODE, "may_reverse": entry.kind in BY_HAND}
    return render_template("fund/entry.html", form=form, **page), status


@bp.get("/quy/so-nhat-ky/<int:entry_id>")
def entry(entry_id: int) -> ResponseReturnValue:
    """One entry with its lines."""
    return _entry_page(queries.access_entry(db.session(), entry_id), ReverseForm())


@bp.post("/quy/so-nhat-ky/<int:entry_id>/dao")
def reverse(entry_id: int) -> ResponseReturnValue:
    """Take an entry back by a new one."""
    found, form = queries.access_entry(db.session(), entry_id), ReverseForm(request.form)
    words, by, now = form.reason, me().actor, utc_now()
    number = form.accepted(lambda: actions.reverse(db.session(), found, words.data, by, now))
    if number is None:
        return _entry_page(queries.access_entry(db.session(), entry_id), form, 422)
    db.session.commit()
    flash("Đã đảo bút toán.", "success")
    return redirect(url_for("fund.entry", entry_id=number), code=303)


@bp.route("/quy/ghi-so", methods=["GET", "POST"])
def post_by_hand() -> ResponseReturnValue:
    """Write what comes from outside the loans."""
    form = HandForm(request.form)
    if request.method != "POST":
        return render_template("fund/hand.html", form=form)
    number = form.accepted(lambda: _post(form))
    if number is None:
        return render_template("fund/hand.html", form=form), 422
    db.session.commit()
    flash("Đã ghi sổ.", "success")
    return redirect(url_for("fund.entry", entry_id=number), code=303)


def _post(form: HandForm) -> int:
    amount, on = form.amount.vnd or 0, form.on.day or date.min
    what = (form.kind.data, amount, on, form.words.data, me().actor, utc_now())
    return actions.post_by_hand(db.session(), *what)


@bp.post("/quy/can-doi/ket-chuyen")
def close_year() -> ResponseReturnValue:
    """Carry last year's income and expense to the surplus."""
    number = actions.close_year(db.session(), today().year - 1, me().actor, utc_now())
    db.session.commit()
    flash("Đã kết chuyển thu nhập, chi phí năm trước.", "success")
    return redirect(url_for("fund.entry", entry_id=number), code=303)
