"""Papers of a dossier, handed out to whoever may read them."""

from flask import current_app
from flask.typing import ResponseReturnValue

from accounts.guard import me
from documents.views import attachment
from dossiers.blueprint import bp
from dossiers.queries import access_paper
from store.clock import today
from store.db import db


@bp.get("/ho-so/<code>/giay-to/<int:document_id>")
def paper(code: str, document_id: int) -> ResponseReturnValue:
    """Hand out a paper as a download, never inside a page."""
    _, found = access_paper(db.session(), me(), code, document_id, today())
    return attachment(current_app.extensions["vault"], found.document)
