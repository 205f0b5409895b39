"""Open data: the page that describes it, and its files."""

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from front.blueprint import bp
from front.data_queries import list_files
from front.datasets import DATASETS, ENDINGS, LICENCE
from front.models import OpenFile
from store.db import db
from workflow.refusal import Missing


@bp.get("/du-lieu-mo")
def open_data() -> ResponseReturnValue:
    """What there is to take along, what every column means, and when it was made."""
    return render_template(
        "front/data.html",
        datasets=DATASETS.values(),
        files=list_files(db.session()),
        endings=ENDINGS,
        licence=LICENCE,
    )


@bp.get("/du-lieu-mo/<dataset>.<ending>")
def open_file(dataset: str, ending: str) -> ResponseReturnValue:
    """Give a file of open data as it was made last; unchanged ones are not sent again."""
    if dataset not in DATASETS or ending not in ENDINGS:
        raise Missing("dataset")
    found = db.session.get(OpenFile, (dataset, ending))
    if found is None:
        raise Missing("file")
    content = current_app.extensions["vault"].get(found.sha256)
    response = Response(content, content_type=ENDINGS[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{dataset}.{ending}"'
    response.set_etag(found.sha256)
    response.last_modified = found.changed_at
    return response.make_conditional(request)
