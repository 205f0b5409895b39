"""Claiming what was recorded by name: the number, and the telephone that was given then."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from cooperatives.queries import cooperatives_of
from dossiers.models import Dossier
from dossiers.numbering import parse_code
from feedback import queries
from feedback.blueprint import bp
from feedback.claim_actions import GUESSES, TOO_OFTEN, claim, may_guess
from feedback.forms import EXAMPLE_CODE, ClaimForm
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Refusal

CLAIMED = "Hồ sơ đã thuộc về hợp tác xã. Quý vị xem và làm được mọi việc như với hồ sơ tự gửi."


@bp.route("/ho-so/nhan-ve", methods=["GET", "POST"])
def claim_dossier() -> ResponseReturnValue:
    """Take over a petition that staff recorded for the cooperative by its name."""
    cooperatives = cooperatives_of(db.session(), me().id, today())
    form = ClaimForm(request.form if request.method == "POST" else None)
    form.set_cooperatives(cooperatives)
    dossier = form.accepted(lambda: _claim(form)) if request.method == "POST" else None
    if dossier is None:
        status = 422 if request.method == "POST" else 200
        page = {"form": form, "cooperatives": cooperatives, "example": EXAMPLE_CODE}
        return render_template("feedback/claim.html", **page), status
    db.session.commit()
    flash(CLAIMED, "success")
    return redirect(url_for("feedback.show", code=dossier.code), code=303)


def _claim(form: ClaimForm) -> Dossier:
    session, account, now = db.session(), me(), utc_now()
    code = parse_code(form.code.data) or ""
    is_allowed = may_guess(session, "claim", code, GUESSES, now)
    session.commit()  # a guess counts, whatever comes of it
    if not is_allowed:
        raise Refusal("claim", TOO_OFTEN)
    wanted = int(form.cooperative_id.data)
    cooperative = queries.own_cooperative(session, account, wanted, today())
    return claim(session, account, cooperative, code, form.phone.data, now)
