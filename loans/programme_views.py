"""Pages of the programmes for who keeps them: every version, a new one, a new programme, its end.

Never an edit of what held.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from loans.blueprint import bp
from loans.programme_actions import add_version, end_programme, open_programme
from loans.programme_forms import EndForm, ProgrammeForm, VersionForm, as_typed, blank
from loans.programme_models import LoanProgramme, LoanProgrammeVersion
from loans.programme_queries import (
    access_programme,
    count_under_way,
    legal_limits,
    list_programmes,
    terms_of,
)
from loans.words import PROGRAMME_WORDS
from store.clock import today, utc_now
from store.db import db
from workflow.numbers import number
from workflow.roles import Role

KEEPERS = frozenset({Role.FUND_DIRECTOR, Role.ADMIN})
MORE_PAPERS = "them_giay_to"


@bp.get("/vay-von/chuong-trinh")
def programmes() -> ResponseReturnValue:
    """Every programme with all its versions: what holds, what held, what will."""
    shown = {
        "programmes": list_programmes(db.session()),
        "today": today(),
        "words": PROGRAMME_WORDS,
    }
    may_edit = Role(me().role) in KEEPERS
    return render_template("loans/staff/programmes.html", may_edit=may_edit, **shown)


@bp.route("/vay-von/chuong-trinh/them", methods=["GET", "POST"])
def new_programme() -> ResponseReturnValue:
    """A programme that is new, with its first conditions; those of another may be taken over."""
    if request.method != "POST":
        return _programme_page(ProgrammeForm(data=_first_conditions()), 200)
    form = ProgrammeForm(request.form)
    if MORE_PAPERS in request.form:
        form.add_lines()
        return _programme_page(form, 200)
    made = form.accepted(lambda: _open(form))
    if made is None:
        return _programme_page(form, 422)
    db.session.commit()
    flash(f"Đã thêm chương trình “{made.name}”.", "success")
    return redirect(url_for("loans.programmes", _anchor=f"ct-{made.id}"), code=303)


def _first_conditions() -> dict[str, object]:
    source_id = number(request.args.get("lay_tu"))
    if source_id is None:
        return blank(legal_limits(db.session(), today()))
    programme = access_programme(db.session(), source_id)
    return {"purpose": programme.purpose} | _last_conditions(programme)


def _open(form: ProgrammeForm) -> LoanProgramme:
    said = form.name.data, form.purpose.data, form.terms(), form.period
    return open_programme(db.session(), *said, me().actor, form.reason.data, utc_now())


def _programme_page(form: ProgrammeForm, status: int) -> ResponseReturnValue:
    others = [one for one in list_programmes(db.session()) if one.versions]
    page = render_template("loans/staff/new_programme.html", form=form, others=others)
    return page, status


@bp.route("/vay-von/chuong-trinh/<int:programme_id>/dieu-kien-moi", methods=["GET", "POST"])
def new_version(programme_id: int) -> ResponseReturnValue:
    """Other conditions from a day on; the form begins with those that were written last."""
    programme = access_programme(db.session(), programme_id)
    if request.method != "POST":
        return _page(programme, VersionForm(data=_last_conditions(programme)), 200)
    form = VersionForm(request.form)
    if MORE_PAPERS in request.form:
        form.add_lines()
        return _page(programme, form, 200)
    made = form.accepted(lambda: _add(programme, form))
    if made is None:
        return _page(programme, form, 422)
    db.session.commit()
    flash(f"Đã ghi điều kiện mới, áp dụng từ {made.valid_from:%d/%m/%Y}.", "success")
    return redirect(url_for("loans.programmes", _anchor=f"ct-{programme_id}"), code=303)


def _last_conditions(programme: LoanProgramme) -> dict[str, object]:
    if programme.versions:
        return as_typed(terms_of(programme.versions[-1]))
    return blank(legal_limits(db.session(), today()))


def _add(programme: LoanProgramme, form: VersionForm) -> LoanProgrammeVersion:
    period, by = form.period, me().actor
    session, why, now = db.session(), form.reason.data, utc_now()
    terms = form.terms()
    return add_version(session, programme, terms, period.begins_on, by, why, now, period.ends_on)


def _page(programme: LoanProgramme, form: VersionForm, status: int) -> ResponseReturnValue:
    return render_template("loans/staff/version.html", programme=programme, form=form), status


@bp.route("/vay-von/chuong-trinh/<int:programme_id>/ket-thuc", methods=["GET", "POST"])
def end(programme_id: int) -> ResponseReturnValue:
    """The last day on which a programme takes applications; what was filed goes on."""
    programme = access_programme(db.session(), programme_id)
    form = EndForm(request.form if request.method == "POST" else None)
    done = form.accepted(lambda: _end(programme, form)) if request.method == "POST" else None
    if done is None:
        status = 422 if request.method == "POST" else 200
        count = count_under_way(db.session(), programme_id)
        facts = {"programme": programme, "form": form, "under_way": count, "today": today()}
        return render_template("loans/staff/end_programme.html", **facts), status
    db.session.commit()
    flash(f"Chương trình nhận hồ sơ đến hết {done.valid_to:%d/%m/%Y}.", "success")
    return redirect(url_for("loans.programmes", _anchor=f"ct-{programme_id}"), code=303)


def _end(programme: LoanProgramme, form: EndForm) -> LoanProgrammeVersion:
    last_on = form.last_on.day or today()
    actor, reason = me().actor, form.reason.data
    return end_programme(db.session(), programme, last_on, actor, reason, utc_now())
