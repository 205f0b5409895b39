"""Pages of questions sent before: the cooperative's, the list, one question, papers."""

from secrets import token_hex

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from conferences import question_actions
from conferences.blueprint import bp
from conferences.models import Conference, ConferenceQuestion
from conferences.plan_views import back, opened
from conferences.process import BEFORE, PLACEMENT_TONES, PLACEMENTS
from conferences.queries import (
    access_public,
    is_open_to_questions,
    list_bodies,
)
from conferences.question_actions import Sender
from conferences.question_forms import DraftForm, PlaceForm, QuestionForm, RecordQuestionForm
from conferences.question_queries import (
    access_cluster,
    access_question,
    bodies_of,
    by_field,
    own_questions,
    suggested,
    visible_questions,
)
from conferences.sheets import preparation_sheet
from conferences.tables import preparation_table, table_pdf
from cooperatives.models import Cooperative
from cooperatives.named_queries import named_cooperatives
from cooperatives.queries import cooperatives_of
from feedback.process import CHANNELS
from feedback.queries import list_topics
from store.clock import today, utc_now
from store.db import db
from units.models import Unit
from web.filters import day
from web.xlsx import MEDIA_TYPE
from workflow.numbers import NUMBER_MAX, number
from workflow.refusal import Missing
from workflow.roles import ORGANISERS, Role

FILTERS = {"": "Tất cả", "chua-xep": "Chưa xếp", "tai-hoi-nghi": "Nêu tại hội nghị",
           "bang-van-ban": "Bằng văn bản"}  # fmt: skip
PLACED = {"chua-xep": "", "tai-hoi-nghi": "agenda", "bang-van-ban": "written"}


@bp.route("/hoi-nghi/<code>/gui-cau-hoi", methods=["GET", "POST"])
def ask(code: str) -> ResponseReturnValue:
    """A cooperative sends a question for this conference, and sees those it sent."""
    conference = access_public(db.session(), code)
    mine = cooperatives_of(db.session(), me().id, today())
    form = _ask_form(QuestionForm(request.form), mine)
    if request.method != "POST":
        return _ask_page(conference, form, mine)
    if form.accepted(lambda: _send(conference, form, mine)) is None:
        return _ask_page(conference, form, mine, 422)
    db.session.commit()
    flash("Đã nhận câu hỏi. Cơ quan có thẩm quyền sẽ chuẩn bị trả lời.", "success")
    return back(conference, "conferences.ask")


def _ask_form(form: QuestionForm, mine: list[Cooperative]) -> QuestionForm:
    form.topic_code.choices = {topic.code: topic.name for topic in list_topics(db.session())}
    form.cooperative_id.choices = {str(one.id): one.name for one in mine}
    if request.method != "POST":
        form.form_key.data = token_hex(16)
    return form


def _send(
    conference: Conference, form: QuestionForm, mine: list[Cooperative]
) -> ConferenceQuestion:
    chosen = [one for one in mine if str(one.id) == form.cooperative_id.data]
    if not chosen:
        raise Missing("cooperative")
    sender, said = Sender(me(), chosen[0]), form.said(me().id)
    return question_actions.send(db.session(), conference, sender, said, utc_now())


def _ask_page(
    conference: Conference, form: QuestionForm, mine: list[Cooperative], status: int = 200
) -> ResponseReturnValue:
    sent = own_questions(db.session(), conference, [one.id for one in mine])
    page = {
        "conference": conference,
        "form": form,
        "mine": mine,
        "sent": sent,
        "is_open": is_open_to_questions(conference, utc_now()) and bool(mine),
        "words": (PLACEMENTS, PLACEMENT_TONES),
    }
    return render_template("conferences/ask.html", **page), status


@bp.get("/hoi-nghi/<code>/cau-hoi")
def questions(code: str) -> ResponseReturnValue:
    """All questions, by field; those that seem to ask the same; by the body that answers."""
    conference, chosen = opened(code), request.args.get("loc", "")
    every = visible_questions(db.session(), me(), conference)
    wanted = PLACED.get(chosen)
    may_arrange = Role(me().role) in ORGANISERS and conference.dossier.state in BEFORE.split()
    page = {
        "conference": conference,
        "fields": by_field(q for q in every if wanted is None or q.placement == wanted),
        "chips": _chips(conference, every, chosen),
        "suggested": suggested(every) if may_arrange else [],
        "bodies": bodies_of(every),
        "words": (PLACEMENTS, PLACEMENT_TONES),
        "may_arrange": may_arrange,
        "total": len(every),
    }
    return render_template("conferences/questions.html", **page)


def _chips(
    conference: Conference, every: list[ConferenceQuestion], chosen: str
) -> list[dict[str, object]]:
    code = conference.dossier.code
    return [
        {
            "label": label,
            "url": url_for("conferences.questions", code=code, loc=key or None),
            "count": sum(key == "" or one.placement == PLACED[key] for one in every),
            "is_chosen": key == chosen,
        }
        for key, label in FILTERS.items()
    ]


@bp.route("/hoi-nghi/<code>/cau-hoi/ghi", methods=["GET", "POST"])
def record_question(code: str) -> ResponseReturnValue:
    """Write down a question that came on paper or by telephone."""
    conference, form = opened(code), _record_form(RecordQuestionForm(request.form))
    if request.method != "POST":
        return _record_page(conference, form, [])
    found = named_cooperatives(db.session(), form.asker.data or "") if form.asker.data else []
    form.cooperative_id.choices = [(str(one.id), one.name) for one in found]
    done = form.accepted(lambda: _record(conference, form, found)) if _clear(form, found) else None
    if done is None:
        return _record_page(conference, form, found, 422)
    db.session.commit()
    flash("Đã ghi câu hỏi.", "success")
    return back(conference, "conferences.record_question")


def _clear(form: RecordQuestionForm, found: list[Cooperative]) -> bool:
    """Return whether it is clear who asks; the form says so where it is not."""
    if len(found) < 2 or any(one.id == form.chosen_id for one in found):
        return True
    form.validate()
    form.cooperative_id.errors = ["Có nhiều hợp tác xã cùng tên. Chọn một."]
    return False


def _record_form(form: RecordQuestionForm) -> RecordQuestionForm:
    form.topic_code.choices = {topic.code: topic.name for topic in list_topics(db.session())}
    if request.method != "POST":
        form.form_key.data, form.received_on.data = token_hex(16), day(today())
    return form


def _record(
    conference: Conference, form: RecordQuestionForm, found: list[Cooperative]
) -> ConferenceQuestion:
    chosen = [one for one in found if one.id == form.chosen_id or len(found) == 1]
    sender = Sender(
        me(), chosen[0] if chosen else None, form.asker.data, form.channel.data,
        form.received_on.day,
    )  # fmt: skip
    said = form.said(me().id)
    return question_actions.send(db.session(), conference, sender, said, utc_now())


def _record_page(
    conference: Conference, form: RecordQuestionForm, found: list[Cooperative], status: int = 200
) -> ResponseReturnValue:
    page = {"conference": conference, "form": form, "found": found}
    return render_template("conferences/record_question.html", **page), status


@bp.route("/hoi-nghi/<code>/cau-hoi/<int:question_id>", methods=["GET", "POST"])
def question(code: str, question_id: int) -> ResponseReturnValue:
    """One question: where it goes, who answers."""
    conference = opened(code)
    found = access_question(db.session(), me(), conference, question_id)
    form = _place_form(PlaceForm(request.form), found)
    if request.method != "POST":
        return _question_page(conference, found, form)
    if form.accepted(lambda: _place(found, form)) is None:
        return _question_page(conference, found, form, status=422)
    db.session.commit()
    flash("Đã xếp câu hỏi.", "success")
    return back(conference, "conferences.questions")


def _place_form(form: PlaceForm, found: ConferenceQuestion) -> PlaceForm:
    bodies = {str(unit.id): unit.short_name for unit in list_bodies(db.session(), today())}
    form.body_id.choices = {"": "Chưa chọn"} | bodies
    if request.method != "POST":
        form.placement.data, form.body_id.data = found.placement, str(found.body_id or "")
    return form


def _place(found: ConferenceQuestion, form: PlaceForm) -> bool:
    session, settings = db.session(), current_app.extensions["settings"]
    if Role(me().role) not in ORGANISERS:
        raise Missing("question")
    body = session.get(Unit, int(form.body_id.data)) if form.body_id.data else None
    what = (found, form.placement.data, body, me(), utc_now())
    question_actions.place(session, settings, *what)
    return True


def _question_page(
    conference: Conference,
    found: ConferenceQuestion,
    form: PlaceForm,
    draft: DraftForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = {
        "conference": conference,
        "question": found,
        "form": form,
        "draft": draft or DraftForm(data={"draft_answer": found.draft_answer}),
        "words": (PLACEMENTS, PLACEMENT_TONES),
        "channels": CHANNELS,
        "may_arrange": Role(me().role) in ORGANISERS and found.petition_id is None,
        "may_draft": Role(me().role) is not Role.AUDITOR,
    }
    return render_template("conferences/question.html", **page), status


@bp.post("/hoi-nghi/<code>/cau-hoi/<int:question_id>/du-thao")
def draft_answer(code: str, question_id: int) -> ResponseReturnValue:
    """Keep what the body prepares to answer."""
    conference, form = opened(code), DraftForm(request.form)
    found = access_question(db.session(), me(), conference, question_id)
    seen = request.form.get("seen", "")
    if form.accepted(lambda: _draft(found, form, number(seen) or 0)) is None:
        fresh = access_question(db.session(), me(), conference, question_id)
        return _question_page(conference, fresh, _place_form(PlaceForm(), fresh), form, 422)
    db.session.commit()
    flash("Đã lưu dự thảo trả lời.", "success")
    where = url_for("conferences.question", code=code, question_id=question_id)
    return redirect(where, code=303)


def _draft(found: ConferenceQuestion, form: DraftForm, seen: int) -> bool:
    question_actions.check_seen(found, seen)
    question_actions.draft_answer(found, form.draft_answer.data or "", me(), utc_now())
    db.session.flush()
    return True


@bp.post("/hoi-nghi/<code>/cau-hoi/gom")
def put_together(code: str) -> ResponseReturnValue:
    """Confirm that questions ask the same."""
    conference = opened(code)
    typed = [one for one in request.form.getlist("cau-hoi") if one.isdecimal() and len(one) < 10]
    title = request.form.get("title", "")[:200].strip()
    what = ([int(one) for one in typed], title, me(), utc_now())
    question_actions.put_together(db.session(), conference, *what)
    db.session.commit()
    flash("Đã gom thành một nhóm. Có thể tách ra bất cứ lúc nào.", "success")
    return back(conference, "conferences.questions")


@bp.post("/hoi-nghi/<code>/cau-hoi/nhom/<int:cluster_id>/tach")
def take_apart(code: str, cluster_id: int) -> ResponseReturnValue:
    """Undo a group."""
    conference = opened(code)
    cluster = access_cluster(db.session(), conference, cluster_id)
    question_actions.take_apart(db.session(), cluster, me(), utc_now())
    db.session.commit()
    flash("Đã tách nhóm.", "success")
    return back(conference, "conferences.questions")


def _body(unit_id: int) -> Unit:
    found = db.session.get(Unit, unit_id) if unit_id <= NUMBER_MAX else None
    is_own = Role(me().role) is not Role.EXTERNAL or me().unit_id == unit_id
    if found is None or not is_own:
        raise Missing("unit")
    return found


@bp.get("/hoi-nghi/<code>/chuan-bi/<int:unit_id>.xlsx")
def preparation_xlsx(code: str, unit_id: int) -> ResponseReturnValue:
    """The preparation paper of one body as a workbook."""
    conference, unit = opened(code), _body(unit_id)
    asked = [q for q in visible_questions(db.session(), me(), conference) if q.body_id == unit.id]
    name = f"chuan-bi-{unit.code.lower()}.xlsx"
    return _file(preparation_sheet(conference, unit, asked), MEDIA_TYPE, name)


@bp.get("/hoi-nghi/<code>/chuan-bi/<int:unit_id>.pdf")
def preparation_pdf(code: str, unit_id: int) -> ResponseReturnValue:
    """The preparation paper of one body to be printed."""
    conference, unit = opened(code), _body(unit_id)
    asked = [q for q in visible_questions(db.session(), me(), conference) if q.body_id == unit.id]
    settings = current_app.extensions["settings"]
    file = table_pdf(settings, preparation_table(conference, unit, asked))
    return _file(file, "application/pdf", f"chuan-bi-{unit.code.lower()}.pdf")


def _file(content: bytes, media_type: str, name: str) -> Response:
    held = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=held)
