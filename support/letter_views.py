"""Pages of the letter that invites: how it will look, its signing, its file."""

from flask import current_app, flash, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from documents.views import attachment
from letters.render import preview_pages
from letters.signer_queries import as_signed
from store.clock import today, utc_now
from store.db import db
from support import letter_actions, queries
from support.blueprint import bp
from support.forms import SignForm
from support.letter_texts import invitation_content
from support.plan_views import activity_page, back
from support.rules import LETTER_KINDS
from workflow.refusal import Missing


@bp.get("/<int:activity_id>/giay-moi.png")
def invitation_preview(activity_id: int) -> ResponseReturnValue:
    """The letter that invites as it will be printed."""
    session, settings = db.session(), current_app.extensions["settings"]
    activity = queries.access_activity(session, activity_id)
    kind = request.args.get("loai", "invitation")
    waiting = queries.list_unsent(session, activity.id)
    if kind not in LETTER_KINDS or not waiting:
        raise Missing("letter")
    signer = me() if me().role == "leader" else None
    content = invitation_content(settings, activity, waiting, kind, signer)
    content = as_signed(session, content, signer, today())
    return Response(preview_pages(content, today())[0], mimetype="image/png")


@bp.post("/<int:activity_id>/giay-moi")
def sign_invitations(activity_id: int) -> ResponseReturnValue:
    """Sign and send the letter that invites."""
    activity, form = queries.access_activity(db.session(), activity_id), SignForm(request.form)
    settings, act = current_app.extensions["settings"], letter_actions.sign_invitations
    seen, kind = request.form.get("seen", ""), form.kind.data
    letter = form.accepted(
        lambda: act(db.session(), settings, activity, kind, me(), utc_now(), seen)
    )
    if letter is None:
        return activity_page(activity, form, 422)
    db.session.commit()
    name = LETTER_KINDS[letter.kind][0].lower()
    flash(f"Đã ký {name} {letter.full_number} và gửi cho hợp tác xã có địa chỉ thư.", "success")
    return back(activity)


@bp.get("/<int:activity_id>/giay-moi/<int:letter_id>")
def invitation_file(activity_id: int, letter_id: int) -> ResponseReturnValue:
    """Hand out a signed letter that invites."""
    found = queries.access_letter(db.session(), activity_id, letter_id)
    return attachment(current_app.extensions["vault"], found)


@bp.get("/thu/<token>/giay-moi")
def own_invitation(token: str) -> ResponseReturnValue:
    """Hand out the letter to the cooperative that it invites."""
    guest = queries.find_by_token(db.session(), token)
    if guest.letter is None or guest.letter.document is None:
        raise Missing("letter")
    return attachment(current_app.extensions["vault"], guest.letter.document)
