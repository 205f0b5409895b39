"""The Atom feed of any search over published answers."""

from typing import Any

from flask import Response, current_app, make_response, request, url_for

from feedback.blueprint import bp
from feedback.feed import Entry, Feed, render
from feedback.feed_queries import list_feed
from feedback.models import Publication
from feedback.process import OUTCOMES
from feedback.public_views import QUERY_LENGTH_MAX
from feedback.queries import list_topics
from store.db import db
from workflow.refusal import Missing
from workflow.text import clean

KEPT_SECONDS = 300


@bp.get("/tra-loi.atom")
def answers_feed() -> Response:
    """The latest answers of a search, `q` and `topic`, for programs that follow them."""
    text = clean(request.args.get("q", ""))[:QUERY_LENGTH_MAX]
    session, code = db.session(), request.args.get("topic", "")
    names = {topic.code: topic.name for topic in list_topics(session)}
    if code and code not in names:
        raise Missing("topic")
    found = list_feed(session, text, code or None)
    response = make_response(render(_feed(text, code, names.get(code, ""), found)))
    response.mimetype = "application/atom+xml"
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response.add_etag()
    response.make_conditional(request)
    return response


def _feed(text: str, code: str, topic: str, found: list[Publication]) -> Feed:
    base_url: str = current_app.extensions["settings"].base_url
    about = [f"“{text}”" if text else "", topic]
    title = " · ".join(["Câu trả lời đã công khai", *(part for part in about if part)])
    asked: dict[str, Any] = {"q": text or None, "linh-vuc": code or None}
    page = url_for("feedback.answers", **asked)
    return Feed(
        title=title,
        base_url=base_url,
        path=url_for("feedback.answers_feed", q=text or None, topic=code or None),
        page_url=base_url + page,
        entries=[_entry(one, base_url) for one in found],
    )


def _entry(one: Publication, base_url: str) -> Entry:
    points = [
        f"{part['position']}. {part['demand']}\n{OUTCOMES[part['outcome']]}: {part['text']}"
        for part in one.demands
    ]
    return Entry(
        number=one.answer_id,
        title=one.title,
        text="\n\n".join([one.question, *points]),
        topic=one.topic.name,
        author=one.answered_by,
        url=base_url + url_for("feedback.answer", publication_id=one.id),
        answered_on=one.answered_on,
        published_at=one.published_at,
    )
