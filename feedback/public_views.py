"""Pages of petitions for everybody: published answers, tracking, how it is handled."""

from contextlib import suppress

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import find_me
from commitments.pages import shown
from dossiers.models import Dossier
from dossiers.numbering import parse_code
from feedback import public_pages, queries
from feedback.basis_queries import changed_bases
from feedback.blueprint import bp
from feedback.claim_actions import LOOKS, TOO_OFTEN, may_guess
from feedback.cluster_queries import count_asked
from feedback.forms import EXAMPLE_CODE, TrackForm
from feedback.further_queries import corrections_of, list_sibling_publications
from feedback.models import Publication
from feedback.process import ANSWER_KINDS, DECLINE_CODES, OUTCOME_TONES, OUTCOMES
from feedback.promise_queries import list_public
from feedback.publication_actions import OPINIONS, count_opinion
from feedback.similar_queries import list_similar
from feedback.similar_rules import terms
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing
from workflow.text import clean

NEAR_COUNT = 3
QUERY_LENGTH_MAX = 200
PAGE_MAX = 500
RATED_MAX = 100
NOT_FOUND = (
    "Không có hồ sơ nào khớp với mã và số điện thoại này. "
    "Xem lại mã trên phiếu và số điện thoại đã ghi khi gửi."
)


def _number(name: str, most: int) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 5 and 0 < int(typed) <= most else None


@bp.get("/tra-loi")
def answers() -> ResponseReturnValue:
    """The published answers: search, filters, pages."""
    text = clean(request.args.get("q", ""))[:QUERY_LENGTH_MAX]
    topic = request.args.get("linh-vuc", "")
    number = _number("trang", PAGE_MAX) or 1
    page = public_pages.answers_page(db.session(), text, topic, _number("nam", 9999), number)
    if number > 1 and not page.hits:
        raise Missing("page")
    return render_template("feedback/answers.html", page=page, kinds=ANSWER_KINDS)


@bp.get("/tra-loi/<int:publication_id>")
def answer(publication_id: int) -> ResponseReturnValue:
    """One published answer, point by point."""
    found = queries.access_publication(db.session(), publication_id)
    corrections = corrections_of(db.session(), [found.answer_id])
    return render_template(
        "feedback/answer.html",
        publication=found,
        kinds=ANSWER_KINDS,
        corrected_by=corrections.get(found.answer_id, []),
        changed=changed_bases(db.session(), [found.answer_id], today()).get(found.answer_id, []),
        siblings=list_sibling_publications(db.session(), found),
        near=list_similar(db.session(), terms(found.title), NEAR_COUNT, found.answer.petition_id),
        is_rated=found.id in session.get("rated", []),
        text=clean(request.args.get("q", ""))[:QUERY_LENGTH_MAX],
        **_said(found),
    )


def _said(found: Publication) -> dict[str, object]:
    """Return the words of an answer's outcomes, and what it promised."""
    words: dict[str, object] = {"outcomes": OUTCOMES, "tones": OUTCOME_TONES}
    words["asked"] = count_asked(db.session(), found.answer.petition_id)
    return words | {"promised": list_public(db.session(), found)} | shown(today())


@bp.post("/tra-loi/<int:publication_id>/danh-gia")
def rate_answer(publication_id: int) -> ResponseReturnValue:
    """Count whether an answer was useful, once a browser session."""
    found = queries.access_publication(db.session(), publication_id)
    opinion, rated = request.form.get("y-kien", ""), session.get("rated", [])
    if opinion in OPINIONS and found.id not in rated:
        count_opinion(db.session(), found.id, opinion)
        db.session.commit()
        session["rated"] = [*rated, found.id][-RATED_MAX:]
        flash("Cảm ơn quý vị đã cho biết.", "success")
    return redirect(url_for("feedback.answer", publication_id=publication_id), code=303)


@bp.route("/tra-cuu", methods=["GET", "POST"])
def track() -> ResponseReturnValue:
    """Where a dossier stands, for who has its code and the telephone: by POST, to keep both out
    of addresses and logs."""
    if request.method != "POST":
        return _track_start(request.args.get("ma", ""))
    form, found = TrackForm(request.form), None
    if form.validate():
        found = _find_tracked(form)
    if found is None:
        return render_template("feedback/track.html", form=form, example=EXAMPLE_CODE), 422
    shown = public_pages.tracked(db.session(), found, today())
    return render_template("feedback/tracked.html", found=shown)


def _find_tracked(form: TrackForm) -> Dossier | None:
    """Return the dossier; what was asked too often is not looked for, and a guess always counts."""
    code, kept = parse_code(form.code.data) or "", db.session()
    is_allowed = may_guess(kept, "track", code, LOOKS, utc_now())
    kept.commit()
    if not is_allowed:
        form.form_errors.append(TOO_OFTEN)
        return None
    found = queries.find_tracked(kept, code, form.last_four.data.strip())
    if found is None:
        form.form_errors.append(NOT_FOUND)
    return found


def _track_start(typed: str) -> ResponseReturnValue:
    """Show the form, the code of a scanned slip filled in; who may see the dossier goes there."""
    code, account = parse_code(typed), find_me()
    if code is not None and account is not None:
        with suppress(Missing):
            queries.access_petition(db.session(), account, code, today())
            return redirect(url_for("feedback.show", code=code), code=303)
    form = TrackForm(data={"code": code or ""})
    return render_template("feedback/track.html", form=form, example=EXAMPLE_CODE)


@bp.get("/cach-xu-ly")
def how() -> ResponseReturnValue:
    """How petitions are handled: steps, limits with their basis, what is not taken."""
    return render_template(
        "feedback/how.html",
        limits=public_pages.limits_on(db.session(), today()),
        reasons=list(DECLINE_CODES.values()),
        outcomes=OUTCOMES,
    )


@bp.get("/bao-ve-du-lieu")
def privacy() -> ResponseReturnValue:
    """What is kept about people, for what, and who sees it."""
    return render_template("feedback/privacy.html")
