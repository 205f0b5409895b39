"""Pages of who signs letters in whose name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from administration.signer_forms import SignerForm
from letters import signer_actions as actions
from letters import signer_queries as queries
from rulebook.queries import list_changes
from store.clock import today, utc_now
from store.db import db
from web.filters import day

bp = Blueprint("signers", __name__)
CHANGES_SHOWN = 10


@bp.get("/quan-tri/ky-van-ban")
def list_all() -> ResponseReturnValue:
    """Show who signs in whose name, with what was before and what comes."""
    session = db.session()
    rows = queries.list_authorities(session)
    lines = {row.id: queries.lines_of(row) for row in rows}
    changes = list_changes(session, "signer", CHANGES_SHOWN)
    page = {"rows": rows, "lines": lines, "changes": changes, "on": today()}
    return render_template("administration/signers.html", **page)


@bp.route("/quan-tri/ky-van-ban/moi", methods=["GET", "POST"])
def give() -> ResponseReturnValue:
    """Let somebody sign in a name from a day on."""
    session = db.session()
    form = SignerForm(request.form, data={"valid_from": day(today())})
    form.offer(queries.signer_choices(session))
    if request.method != "POST":
        return render_template("administration/signer.html", form=form)
    row = form.accepted(lambda: actions.give_authority(session, form.draft(), me(), utc_now()))
    if row is None:
        return render_template("administration/signer.html", form=form), 422
    session.commit()
    flash(f"Đã ghi. Văn bản ký từ {day(row.valid_from)} in theo dòng này.", "success")
    return redirect(url_for("signers.list_all"), 303)


@bp.post("/quan-tri/ky-van-ban/<int:authority_id>/ket-thuc")
def end(authority_id: int) -> ResponseReturnValue:
    """Let a row end today, or take out one that has not begun."""
    actions.end_authority(db.session(), authority_id, me(), utc_now())
    db.session.commit()
    flash("Đã kết thúc. Văn bản đã ký giữ nguyên.", "success")
    return redirect(url_for("signers.list_all"), 303)
