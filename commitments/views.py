"""Pages of commitments: one with its reports, the list of staff, the counts for everybody."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from commitments import actions, queries
from commitments.forms import MoveForm
from commitments.models import Commitment
from commitments.pages import shown
from commitments.process import MOVE_HINTS
from documents.models import Document
from documents.uploads import keep_uploads, keeping
from notices.links import dossier_path
from store.clock import today, utc_now
from store.db import db
from workflow.numbers import number
from workflow.refusal import Refusal

bp = Blueprint("commitments", __name__)
TOO_MANY = "Chỉ gửi một tệp mỗi lần. Gộp các ảnh vào một tệp PDF."


def _words() -> dict[str, object]:
    return shown(today()) | {"path": dossier_path}


@bp.get("/cam-ket")
def public() -> ResponseReturnValue:
    """How the commitments of each unit and body stand, for everybody."""
    rows, whole = queries.tallies(db.session(), today())
    return render_template("commitments/public.html", rows=rows, whole=whole, on=today())


@bp.get("/theo-doi-cam-ket")
def follow() -> ResponseReturnValue:
    """All commitments that somebody may see, with filters."""
    session, key = db.session(), request.args.get("loc", "dang-mo")
    key, unit_id, page = key if key in queries.FILTERS else "dang-mo", _number("don_vi"), _page()
    found = queries.list_commitments(session, me(), key, unit_id, today(), page)
    return render_template(
        "commitments/list.html",
        commitments=found[: queries.PAGE_SIZE],
        has_next=len(found) > queries.PAGE_SIZE,
        chips=_chips(queries.count_by_filter(session, me(), unit_id, today()), key, unit_id),
        units=queries.list_promising(session),
        key=key, unit_id=unit_id, page=page,
        **_words(),
    )  # fmt: skip


def _number(name: str) -> int | None:
    return number(request.args.get(name)) or None


def _page() -> int:
    return _number("trang") or 1


def _chips(
    counts: dict[str, int], chosen: str, unit_id: int | None
) -> list[list[dict[str, object]]]:
    made: list[dict[str, object]] = [
        {
            "label": label,
            "url": url_for("commitments.follow", loc=key, don_vi=unit_id),
            "count": counts[key],
            "is_chosen": key == chosen,
        }
        for key, label in queries.FILTERS.items()
    ]
    return [made[:3], made[3:]]


@bp.get("/cam-ket/<int:commitment_id>")
def show(commitment_id: int) -> ResponseReturnValue:
    """One commitment: what was promised, what became of it, and the form to report."""
    found = queries.access_commitment(db.session(), me(), commitment_id, today())
    return _show(found, MoveForm(data={"seen": str(found.dossier.version)}))


def _show(found: Commitment, form: MoveForm, status: int = 200) -> ResponseReturnValue:
    may = queries.may_report(me(), found, today()) and actions.can_end(found)
    html = render_template(
        "commitments/show.html", one=found, form=form, may_report=may, hints=MOVE_HINTS, **_words()
    )
    return html, status


@bp.post("/cam-ket/<int:commitment_id>")
def report(commitment_id: int) -> ResponseReturnValue:
    """Report what became of a commitment."""
    found = queries.access_commitment(db.session(), me(), commitment_id, today())
    if not queries.may_report(me(), found, today()):
        raise Refusal("role", "Cam kết này do đơn vị khác thực hiện, đồng chí chỉ được xem.")
    form = MoveForm(request.form)
    if form.accepted(lambda: _report(found, form)) is None:
        return _show(found, form, 422)
    db.session.commit()
    flash("Đã ghi. Hợp tác xã và người giữ hồ sơ được báo.", "success")
    return redirect(url_for("commitments.show", commitment_id=commitment_id), code=303)


def _report(found: Commitment, form: MoveForm) -> object:
    session, machines = db.session(), current_app.extensions["machines"]
    machine, document = machines[found.dossier.kind], _evidence()
    move, actor = form.move(), me().actor
    return actions.report(session, machine, found, move, document, actor, utc_now())


def _evidence() -> Document | None:
    """Return the file that came with a report. Raises Refusal in the words of what is wrong."""
    kept, problems = keep_uploads(keeping(me().id, utc_now()))
    if problems or len(kept) > 1:
        raise Refusal("files", " ".join(problems) or TOO_MANY, "files")
    return kept[0] if kept else None
