"""Pages of the programmes for who keeps them: every version, and a new one. Never an edit."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from loans.blueprint import bp
from loans.programme_actions import add_version
from loans.programme_forms import VersionForm, as_typed
from loans.programme_models import LoanProgramme, LoanProgrammeVersion
from loans.programme_queries import access_programme, list_programmes, terms_of
from loans.public_views import WORDS
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Refusal
from workflow.roles import Role

KEEPERS = frozenset({Role.FUND_DIRECTOR, Role.ADMIN})


@bp.get("/vay-von/chuong-trinh")
def programmes() -> ResponseReturnValue:
    """Every programme with all its versions: what holds, what held, what will."""
    shown = {"programmes": list_programmes(db.session()), "today": today(), "words": WORDS}
    may_edit = Role(me().role) in KEEPERS
    return render_template("loans/staff/programmes.html", may_edit=may_edit, **shown)


@bp.route("/vay-von/chuong-trinh/<int:programme_id>/dieu-kien-moi", methods=["GET", "POST"])
def new_version(programme_id: int) -> ResponseReturnValue:
    """Other conditions from a day on; the form begins with those that were written last."""
    programme = access_programme(db.session(), programme_id)
    if request.method != "POST":
        last = programme.versions[-1] if programme.versions else None
        form = VersionForm(data=as_typed(terms_of(last)) if last else {"papers": [{}] * 10})
        return _page(programme, form, 200)
    form = VersionForm(request.form)
    made = form.accepted(lambda: _add(programme, form))
    if made is None:
        return _page(programme, form, 422)
    db.session.commit()
    flash(f"Đã ghi điều kiện mới, áp dụng từ {made.valid_from:%d/%m/%Y}.", "success")
    return redirect(url_for("loans.programmes", _anchor=f"ct-{programme_id}"), code=303)


def _add(programme: LoanProgramme, form: VersionForm) -> LoanProgrammeVersion:
    begins = form.valid_from.day
    if begins is None:
        raise Refusal("valid_from", "Nhập ngày. Ví dụ: 01/01/2027", "valid_from")
    return add_version(
        db.session(), programme, form.terms(), begins, me().actor, form.reason.data, utc_now()
    )


def _page(programme: LoanProgramme, form: VersionForm, status: int) -> ResponseReturnValue:
    return render_template("loans/staff/version.html", programme=programme, form=form), status
