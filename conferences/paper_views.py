"""Pages after a conference: minutes, conclusion notice, consolidated table, opening paper."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from commitments.pages import shown
from conferences import paper_actions
from conferences.blueprint import bp
from conferences.floor_queries import list_issues
from conferences.models import Conference, ConferenceIssue, ConferencePaper
from conferences.paper_forms import PaperForm, RulingForm
from conferences.paper_queries import (
    RESULTS,
    Line,
    find_paper,
    lines_of,
    list_promises,
    opening_counts,
    units_by_id,
)
from conferences.paper_texts import (
    conclusion_content,
    minutes_content,
    opening_words,
    ruling_points,
)
from conferences.plan_views import back, opened
from conferences.process import CONFERENCE, PAPERS
from conferences.queries import list_bodies, previous_of
from conferences.sheets import table_sheet
from conferences.tables import opening_table, table_paper, table_pdf
from letters.content import LetterContent
from letters.render import preview_pages
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from web.xlsx import MEDIA_TYPE
from workflow.numbers import number
from workflow.refusal import Missing
from workflow.roles import ORGANISERS, Role

KINDS = {"bien-ban": "minutes", "thong-bao": "conclusion"}
PATHS = {kind: path for path, kind in KINDS.items()}
DRAFTED_IN = ("minuted", "concluded", "closed")


def _kind(path: str) -> str:
    if path not in KINDS:
        raise Missing("paper")
    return KINDS[path]


def _paper(conference: Conference, kind: str) -> ConferencePaper:
    """Return a paper, drafted now where nobody opened it before."""
    if conference.dossier.state not in DRAFTED_IN:
        raise Missing("paper")
    settings, session = current_app.extensions["settings"], db.session()
    found = find_paper(session, conference, kind)
    if found is None:
        found = paper_actions.draft_paper(session, settings, conference, kind, me(), utc_now())
        db.session.commit()
    return found


@bp.route("/hoi-nghi/<code>/van-ban/<paper>", methods=["GET", "POST"])
def paper(code: str, paper: str) -> ResponseReturnValue:
    """The minutes or the notice: read, edit, save."""
    conference, kind = opened(code), _kind(paper)
    found = _paper(conference, kind)
    if request.method != "POST":
        return _paper_page(conference, found, PaperForm(obj=found))
    form = PaperForm(request.form)
    if form.accepted(lambda: _save(found, form)) is None:
        return _paper_page(conference, found, form, 422)
    db.session.commit()
    flash("Đã lưu văn bản.", "success")
    return redirect(url_for("conferences.paper", code=code, paper=paper), code=303)


def _save(found: ConferencePaper, form: PaperForm) -> bool:
    if Role(me().role) not in ORGANISERS:
        raise Missing("paper")
    paper_actions.save_paper(found, form.body.data, _seen(), me(), utc_now())
    db.session.flush()
    return True


def _seen() -> int:
    """Return the version of the paper that the reader's page showed."""
    return number(request.form.get("seen")) or 0


def _paper_page(
    conference: Conference, found: ConferencePaper, form: PaperForm, status: int = 200
) -> ResponseReturnValue:
    role, state = Role(me().role), conference.dossier.state
    acts = CONFERENCE.open_to(state, role)
    issues = list_issues(db.session(), conference.dossier_id)
    page = {
        "conference": conference,
        "paper": found,
        "path": PATHS[found.kind],
        "title": PAPERS[found.kind],
        "form": form,
        "acts": acts,
        "may_edit": role in ORGANISERS and found.letter_id is None and state == "minuted",
        "unruled": sum(one.lead_id is None or one.ruled_by_on is None for one in issues),
        "is_chair": conference.chair_id in (None, me().id),
        "is_secretary": conference.secretary_id in (None, me().id),
    }
    return render_template("conferences/paper.html", **page), status


@bp.post("/hoi-nghi/<code>/van-ban/<paper>/soan-lai")
def redraft(code: str, paper: str) -> ResponseReturnValue:
    """Write the text again from the record, in place of what was edited."""
    conference, kind = opened(code), _kind(paper)
    found, settings = _paper(conference, kind), current_app.extensions["settings"]
    text = paper_actions.draft_text(db.session(), settings, conference, kind)
    paper_actions.save_paper(found, text, _seen(), me(), utc_now())
    db.session.commit()
    flash("Đã soạn lại từ sổ ghi của hội nghị.", "success")
    return redirect(url_for("conferences.paper", code=code, paper=paper), code=303)


def _content(conference: Conference, found: ConferencePaper) -> LetterContent:
    settings, session = current_app.extensions["settings"], db.session()
    if found.letter is not None:
        return LetterContent.from_json(found.letter.content)
    signer = me() if me().role == "leader" else None
    if found.kind == "minutes":
        return minutes_content(settings, conference, found, signer)
    issues = list_issues(session, conference.dossier_id)
    points = ruling_points(issues, units_by_id(session))
    return conclusion_content(settings, conference, found, points, signer)


@bp.get("/hoi-nghi/<code>/van-ban/<paper>/ban-in.png")
def paper_preview(code: str, paper: str) -> ResponseReturnValue:
    """One page of the paper as it will be printed."""
    conference, asked = opened(code), request.args.get("trang", "1")
    pages = preview_pages(_content(conference, _paper(conference, _kind(paper))), today())
    wanted = number(asked, 999) or 1
    return Response(pages[min(wanted, len(pages)) - 1], mimetype="image/png")


@bp.post("/hoi-nghi/<code>/van-ban/bien-ban/thu-ky-ky")
def sign_record(code: str) -> ResponseReturnValue:
    """The secretary signs the minutes."""
    conference = opened(code)
    found = _paper(conference, "minutes")
    paper_actions.check_seen(found, _seen())
    paper_actions.sign_record(db.session(), conference, found, me(), utc_now())
    db.session.commit()
    flash("Thư ký đã ký biên bản. Chờ chủ trì ký.", "success")
    return redirect(url_for("conferences.paper", code=code, paper="bien-ban"), code=303)


@bp.post("/hoi-nghi/<code>/van-ban/bien-ban/chu-tri-ky")
def sign_minutes(code: str) -> ResponseReturnValue:
    """The chair signs the minutes."""
    conference, settings = opened(code), current_app.extensions["settings"]
    found = _paper(conference, "minutes")
    paper_actions.check_seen(found, _seen())
    letter = paper_actions.sign_minutes(db.session(), settings, conference, found, me(), utc_now())
    db.session.commit()
    flash(f"Đã ký biên bản số {letter.full_number}.", "success")
    return redirect(url_for("conferences.paper", code=code, paper="bien-ban"), code=303)


@bp.post("/hoi-nghi/<code>/van-ban/thong-bao/ky")
def conclude(code: str) -> ResponseReturnValue:
    """Sign the conclusion notice."""
    conference, settings = opened(code), current_app.extensions["settings"]
    found = _paper(conference, "conclusion")
    paper_actions.check_seen(found, _seen())
    letter = paper_actions.conclude(db.session(), settings, conference, found, me(), utc_now())
    db.session.commit()
    flash(f"Đã ký thông báo kết luận số {letter.full_number}. Các hạn bắt đầu tính.", "success")
    return back(conference)


# --- rulings


@bp.route("/hoi-nghi/<code>/giao-viec", methods=["GET", "POST"])
def rulings(code: str) -> ResponseReturnValue:
    """Lead body, cooperating bodies and date of each issue."""
    conference = opened(code)
    issues = list_issues(db.session(), conference.dossier_id)
    forms = {issue.id: _ruling_form(issue) for issue in issues}
    if request.method != "POST":
        return _rulings_page(conference, issues, forms)
    if Role(me().role) not in ORGANISERS:
        raise Missing("rulings")
    wrong = [form for form in forms.values() if not form.validate()]  # every one says what lacks
    if wrong:
        return _rulings_page(conference, issues, forms, 422)
    drafts = {issue_id: form.draft() for issue_id, form in forms.items()}
    paper_actions.save_rulings(db.session(), conference, drafts, utc_now())
    db.session.commit()
    flash("Đã lưu phần giao việc.", "success")
    return back(conference, "conferences.rulings")


def _ruling_form(issue: ConferenceIssue) -> RulingForm:
    kept = {
        "lead_id": str(issue.lead_id or issue.owed_by_id or ""),
        "cooperating_ids": [str(one) for one in issue.cooperating_ids],
        "until_on": day(issue.ruled_by_on or issue.owed_by_on),
        "words": issue.ruling,
    }
    prefix = f"y{issue.id}-"
    is_posted = request.method == "POST"
    form = (
        RulingForm(request.form, prefix=prefix)
        if is_posted
        else RulingForm(prefix=prefix, data=kept)
    )
    bodies = list_bodies(db.session(), today())
    form.lead_id.choices = {"": "Chọn"} | {str(unit.id): unit.short_name for unit in bodies}
    form.cooperating_ids.choices = [(str(unit.id), unit.short_name) for unit in bodies]
    return form


def _rulings_page(
    conference: Conference,
    issues: list[ConferenceIssue],
    forms: dict[int, RulingForm],
    status: int = 200,
) -> ResponseReturnValue:
    may_edit = Role(me().role) in ORGANISERS and conference.dossier.state == "minuted"
    page: dict[str, Any] = {
        "conference": conference,
        "rows": [(one, forms[one.id]) for one in issues],
    }
    notice = find_paper(db.session(), conference, "conclusion")
    page["ruled_on"] = notice.letter.issued_on if notice and notice.letter else None
    page["units"] = units_by_id(db.session())
    return render_template("conferences/rulings.html", may_edit=may_edit, **page), status


# --- the consolidated table


def _filtered(conference: Conference) -> tuple[list[Line], list[Line]]:
    """Return all lines of the table, and those that the filters of the address leave."""
    every, wanted = lines_of(db.session(), conference), request.args
    lead, field, result = (wanted.get(name, "")[:200] for name in ("co_quan", "linh_vuc", "kq"))
    left = [
        line
        for line in every
        if lead in ("", line.lead)
        and field in ("", line.issue.topic.name)
        and line.fits(result, today())
    ]
    return every, left


@bp.get("/hoi-nghi/<code>/bang-tong-hop")
def table(code: str) -> ResponseReturnValue:
    """All issues with who answers, what, and by which letter."""
    conference = opened(code)
    every, left = _filtered(conference)
    page = {
        "conference": conference,
        "lines": left,
        "total": len(every),
        "leads": sorted({line.lead for line in every if line.lead}),
        "fields": sorted({line.issue.topic.name for line in every}),
        "results": RESULTS,
        "kept": {name: request.args.get(name, "") for name in ("co_quan", "linh_vuc", "kq")},
        "on": today(),
    }
    return render_template("conferences/table.html", **page)


@bp.get("/hoi-nghi/<code>/bang-tong-hop.xlsx")
def table_xlsx(code: str) -> ResponseReturnValue:
    """The table as a workbook, under the same filters."""
    conference = opened(code)
    return _file(
        table_sheet(conference, _filtered(conference)[1]), MEDIA_TYPE, "bang-tong-hop.xlsx"
    )


@bp.get("/hoi-nghi/<code>/bang-tong-hop.pdf")
def table_file(code: str) -> ResponseReturnValue:
    """The table to be printed, under the same filters."""
    conference, settings = opened(code), current_app.extensions["settings"]
    file = table_pdf(settings, table_paper(conference, _filtered(conference)[1]))
    return _file(file, "application/pdf", "bang-tong-hop.pdf")


def _file(content: bytes, media_type: str, name: str) -> Response:
    held = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=held)


# --- the opening paper


def _before(conference: Conference) -> Conference:
    found = previous_of(db.session(), conference)
    if found is None:
        raise Missing("conference")
    return found


@bp.get("/hoi-nghi/<code>/bao-cao-mo-dau")
def opening(code: str) -> ResponseReturnValue:
    """What became of what was raised and promised at the conference before."""
    conference = opened(code)
    before = previous_of(db.session(), conference)
    lines = lines_of(db.session(), before) if before else []
    promises = list_promises(db.session(), lines)
    counted = opening_counts(lines, promises, today())
    page = {
        "conference": conference,
        "before": before,
        "lines": lines,
        "promises": promises,
        "counted": counted,
        "words": opening_words(before, counted) if before else "",
        "on": today(),
    }
    return render_template("conferences/opening.html", **page, **shown(today()))


@bp.get("/hoi-nghi/<code>/bao-cao-mo-dau.pdf")
def opening_file(code: str) -> ResponseReturnValue:
    """The opening paper to be printed."""
    conference, settings = opened(code), current_app.extensions["settings"]
    before, on = _before(conference), today()
    lines = lines_of(db.session(), before)
    counted = opening_counts(lines, list_promises(db.session(), lines), on)
    file = table_pdf(settings, opening_table(conference, before, lines, counted, on))
    return _file(file, "application/pdf", "bao-cao-mo-dau.pdf")
