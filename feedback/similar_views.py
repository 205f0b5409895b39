"""Beside the form: answers that are there already, while one types and at each step."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from feedback import queries
from feedback.blueprint import bp
from feedback.filing_views import keep_content, near_of, of_open_draft, overtaken
from feedback.forms import ContentForm, typed
from feedback.models import PetitionDraft
from feedback.similar_actions import count_fit
from store.clock import utc_now
from store.db import db


@bp.post("/kien-nghi/nhap/<int:draft_id>/gan-giong")
@of_open_draft
def draft_near(draft: PetitionDraft) -> ResponseReturnValue:
    """What resembles the text as it stands in the form; nothing is kept."""
    found = near_of(typed(ContentForm(request.form)))
    return render_template("feedback/_near_panel.html", near=found, draft=draft)


@bp.post("/kien-nghi/nhap/<int:draft_id>/da-co-tra-loi/<int:publication_id>")
def answer_fits(draft_id: int, publication_id: int) -> ResponseReturnValue:
    """Count that a published answer was all that was needed; what was typed is kept."""
    session, account, now = db.session(), me(), utc_now()
    draft = queries.access_draft(session, account, draft_id)
    publication = queries.access_publication(session, publication_id)
    is_open = "subject" in request.form and draft.filed_dossier_id is None
    if is_open and not keep_content(draft, typed(ContentForm(request.form))):
        return overtaken(draft)
    count_fit(session, publication, account.id, now)
    session.commit()
    to = url_for("feedback.answer_found", draft_id=draft_id, publication_id=publication_id)
    return redirect(to, code=303)


@bp.get("/kien-nghi/nhap/<int:draft_id>/da-co-tra-loi/<int:publication_id>")
def answer_found(draft_id: int, publication_id: int) -> ResponseReturnValue:
    """Ask what becomes of the draft: kept or thrown away, as the person says."""
    draft = queries.access_draft(db.session(), me(), draft_id)
    publication = queries.access_publication(db.session(), publication_id)
    return render_template("feedback/answer_found.html", draft=draft, publication=publication)
