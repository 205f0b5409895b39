"""Pages of a year's figures: entered by staff or by the cooperative, confirmed by it; and the page
of what is missing or cannot be right in the registry.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from cooperatives.fields import WORDS
from cooperatives.models import Cooperative, YearFigures
from cooperatives.queries import access_cooperative, speaks_for
from profiles import actions
from profiles.blueprint import bp
from profiles.forms import COUNTS, MONEY, FiguresForm, typed_figures
from profiles.quality_queries import FAULTS, PAGE_SIZE, count_faults, list_faulty
from profiles.request_views import own_cooperative
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing
from workflow.roles import RECORDERS, Role

PAGES_MAX = 10_000


def _access(cooperative_id: int) -> tuple[Cooperative, bool]:
    """Return a cooperative whose figures this account may enter, and whether it is its own."""
    cooperative = access_cooperative(db.session(), cooperative_id)
    is_own = speaks_for(db.session(), me().id, cooperative_id, today())
    if not is_own and Role(me().role) not in RECORDERS:
        raise Missing("cooperative")
    return cooperative, is_own


@bp.route("/hop-tac-xa/<int:cooperative_id>/so-lieu/<int:year>", methods=["GET", "POST"])
def figures(cooperative_id: int, year: int) -> ResponseReturnValue:
    """Enter the figures of a year."""
    (cooperative, is_own), year = _access(cooperative_id), min(year, today().year)
    if request.method != "POST":
        row = db.session.get(YearFigures, (cooperative_id, year))
        data = typed_figures(row, year, actions.mark_of(row))
        return _page(FiguresForm(data=data), cooperative, is_own=is_own)
    form = FiguresForm(request.form)
    is_valid = form.validate() and form.check_year(today())
    if (
        not is_valid
        or form.accepted(lambda: _write(form, cooperative, year, is_own=is_own)) is None
    ):
        return _page(form, cooperative, is_own=is_own, status=422)
    db.session.commit()
    flash(f"Đã ghi số liệu năm {form.year.data}.", "success")
    return redirect(url_for("profiles.show", cooperative_id=cooperative_id), code=303)


def _write(form: FiguresForm, cooperative: Cooperative, year: int, *, is_own: bool) -> YearFigures:
    """Write what the form says; of another year than the page was opened for, nothing was seen."""
    return actions.write_figures(
        db.session(),
        cooperative,
        form.year.data or 0,
        form.values(),
        form.source.data,
        (form.seen.data or "") if form.year.data == year else "",
        me(),
        utc_now(),
        is_own=is_own,
        is_sure=bool(form.is_sure.data),
    )


def _page(
    form: FiguresForm, cooperative: Cooperative, *, is_own: bool, status: int = 200
) -> ResponseReturnValue:
    page = {"form": form, "cooperative": cooperative, "is_own": is_own}
    return render_template(
        "profiles/figures.html",
        skeleton="base.html" if is_own else "dense.html",
        money=[key for key, _ in MONEY],
        counts=[key for key, _ in COUNTS],
        **page,
    ), status


@bp.post("/hop-tac-xa/<int:cooperative_id>/so-lieu/<int:year>/xac-nhan")
def confirm(cooperative_id: int, year: int) -> ResponseReturnValue:
    """Let the cooperative say that what staff entered is right."""
    own_cooperative(cooperative_id)
    seen = request.form.get("seen", "")
    actions.confirm_figures(db.session(), cooperative_id, year, seen, me(), utc_now())
    db.session.commit()
    flash(f"Đã xác nhận số liệu năm {year}.", "success")
    return redirect(url_for("profiles.show", cooperative_id=cooperative_id), code=303)


@bp.get("/hop-tac-xa/chat-luong")
def quality() -> ResponseReturnValue:
    """What is missing or cannot be right, with the rows of one fault."""
    fault, number = request.args.get("loi", ""), request.args.get("trang", 1, type=int)
    if (fault and fault not in FAULTS) or not 0 < number <= PAGES_MAX:
        raise Missing("fault")
    session, year = db.session(), today().year - 1
    page = {"fault": fault, "number": number, "size": PAGE_SIZE, "year": year, "faults": FAULTS}
    return render_template(
        "profiles/quality.html",
        counts={} if fault else count_faults(session, year),
        found=list_faulty(session, fault, year, number) if fault else None,
        **page,
        **WORDS,
    )
