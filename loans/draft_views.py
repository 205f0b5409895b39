"""Filling in an application: a list of sections, each kept as a draft, then checked and filed."""

from http import HTTPStatus
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from accounts.guard import me
from cooperatives.queries import cooperatives_of
from documents.rules import SIZE_BYTES_MAX
from documents.views import attachment
from loans import actions, draft_actions
from loans.blueprint import bp
from loans.draft_access_views import ended_page, of_open_draft, of_own_draft
from loans.draft_forms import FORMS, TITLES, as_typed, check_section, form_of, to_keep
from loans.draft_pages import draft_page, item_of, panel_of, terms_for
from loans.draft_queries import access_draft_file, own_cooperative
from loans.forms import MoveForm, PaperForm, StartForm, StatementForm
from loans.models import LoanDraft
from loans.programme_queries import programme_names, version_on, versions_on
from loans.programme_rules import Item
from loans.words import APPLIES, COLLATERAL_KINDS, EVERY_MONTHS, METHOD_HINTS, METHODS, SOURCES
from store.clock import today, utc_now
from store.db import db
from web.forms import Form
from workflow.refusal import Missing, Refusal

NO_PAPER = "Chọn tệp rồi gửi lại."
NO_ROOM = "Chưa lưu được tệp vì kho lưu trữ đang gặp sự cố. Hãy thử lại sau ít phút."
SAVED = "Đã lưu. Quý vị có thể làm tiếp bất cứ lúc nào."
WORDS = {
    "methods": METHODS,
    "method_hints": METHOD_HINTS,
    "sources": SOURCES,
    "collateral_kinds": COLLATERAL_KINDS,
    "every_months": EVERY_MONTHS,
    "applies": APPLIES,
}


def _to(endpoint: str, draft: LoanDraft, **values: Any) -> Response:
    return redirect(url_for(f"loans.{endpoint}", loan_draft_id=draft.id, **values), code=303)


@bp.route("/vay-von/nop-ho-so", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """For which cooperative, under which programme."""
    session, account, on = db.session(), me(), today()
    cooperatives = [c for c in cooperatives_of(session, account.id, on) if c.kind != "group"]
    versions = versions_on(session, on)
    form = StartForm(request.form if request.method == "POST" else None)
    form.cooperative_id.choices = {str(one.id): one.name for one in cooperatives}
    form.programme_id.choices = programme_names(versions)
    if request.method != "POST" or not form.validate():
        status = 422 if request.method == "POST" else 200
        page = {"cooperatives": cooperatives, "versions": versions, "form": form}
        return render_template("loans/start.html", **page), status
    wanted = int(form.cooperative_id.data), int(form.programme_id.data)
    draft = draft_actions.start(session, account, *wanted, utc_now())
    session.commit()
    return _to("draft", draft)


@bp.get("/vay-von/ho-so-nhap/<int:loan_draft_id>")
@of_open_draft
def draft(draft: LoanDraft) -> ResponseReturnValue:
    """The sections with what is done, and the rules as they stand."""
    page = draft_page(db.session(), draft, today())
    return render_template("loans/tasks.html", page=page, titles=TITLES, words=WORDS)


@bp.route("/vay-von/ho-so-nhap/<int:loan_draft_id>/<section>", methods=["GET", "POST"])
@of_open_draft
def section(draft: LoanDraft, section: str) -> ResponseReturnValue:
    """One section. Everything typed is kept, right or wrong."""
    if section not in FORMS:
        raise Missing("section")
    terms = terms_for(db.session(), draft, today())
    if request.method != "POST":
        typed = as_typed(draft.data.get(section)) or _usual(section)
        return _section_page(draft, section, form_of(section, typed, terms))
    form = form_of(section, request.form, terms)
    kept = to_keep(form, request.form)
    seen = request.form.get("version", "")
    if not draft_actions.save_section(db.session(), draft, section, kept, seen, utc_now()):
        return _overtaken(draft, section, form)
    db.session.commit()
    return _after_saving(draft, section, form)


def _overtaken(draft: LoanDraft, section: str, form: Form) -> ResponseReturnValue:
    """Show what was typed; to send it again replaces what another page has kept since."""
    if request.headers.get("X-Autosave"):
        return "", 409
    return _section_page(draft, section, form, HTTPStatus.CONFLICT)


def _usual(section: str) -> MultiDict[str, str] | None:
    """Return what a section starts with: the account's own name and telephone."""
    if section != "borrower":
        return None
    account = me()
    kept = {"contact_name": account.full_name, "contact_phone": account.phone or ""}
    return MultiDict(kept | {"contact_email": account.email or ""})


def _after_saving(draft: LoanDraft, section: str, form: Form) -> ResponseReturnValue:
    """Do what the pressed button says, after everything typed was kept."""
    if request.headers.get("X-Autosave"):
        return {"version": draft_actions.section_version(draft, section)}
    if "leave" in request.form:
        flash(SAVED, "success")
        return _to("draft", draft)
    is_right = check_section(section, form, today())
    if not is_right or "try" in request.form:
        return _section_page(draft, section, form, 200 if is_right else 422)
    return _to("draft", draft)


def _section_page(
    draft: LoanDraft, section: str, form: Form, status: int = 200
) -> ResponseReturnValue:
    page = draft_page(db.session(), draft, today())
    html = render_template(
        f"loans/sections/{section}.html",
        page=page,
        form=form,
        section=section,
        title=TITLES[section],
        words=WORDS,
        version=draft_actions.section_version(draft, section),
        is_overtaken=status == HTTPStatus.CONFLICT,
    )
    return html, status


@bp.post("/vay-von/ho-so-nhap/<int:loan_draft_id>/<section>/xem-thu")
@of_open_draft
def preview(draft: LoanDraft, section: str) -> ResponseReturnValue:
    """The rules and the schedule with what stands in the form; nothing is kept."""
    if section not in FORMS:
        raise Missing("section")
    terms = terms_for(db.session(), draft, today())
    typed = to_keep(form_of(section, request.form, terms), request.form)
    page = draft_page(db.session(), draft, today(), {section: typed})
    return render_template("loans/_preview.html", panel=panel_of(page, section), words=WORDS)


# --- papers


@bp.get("/vay-von/ho-so-nhap/<int:loan_draft_id>/giay-to")
@of_open_draft
def papers(draft: LoanDraft) -> ResponseReturnValue:
    """The checklist: what is there, what is missing, what can be taken from before."""
    page = draft_page(db.session(), draft, today())
    return render_template("loans/papers.html", page=page, words=WORDS)


@bp.route("/vay-von/ho-so-nhap/<int:loan_draft_id>/giay-to/<item_code>", methods=["GET", "POST"])
@of_open_draft
def paper(draft: LoanDraft, item_code: str) -> ResponseReturnValue:
    """One line of the checklist: send a file, with the day it was issued."""
    item = item_of(db.session(), draft, item_code, today())
    form = PaperForm(request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _paper_page(draft, item, form)
    if form.accepted(lambda: _keep(draft, item, form)) is None:
        return _paper_page(draft, item, form, 422)
    db.session.commit()
    return _to("papers", draft, _anchor=item.code)


def _keep(draft: LoanDraft, item: Item, form: PaperForm) -> object:
    sent = request.files.get("files")
    if sent is None or not sent.filename:
        raise Refusal("file", NO_PAPER, "files")
    content = sent.stream.read(SIZE_BYTES_MAX + 1)
    vault, kept = current_app.extensions["vault"], (sent.filename, content)
    try:
        return draft_actions.keep_paper(
            db.session(), vault, draft, item, kept, form.issued_on.day, utc_now(), today()
        )
    except OSError as error:
        raise Refusal("file", NO_ROOM, "files") from error


def _paper_page(
    draft: LoanDraft, item: Item, form: PaperForm, status: int = 200
) -> ResponseReturnValue:
    return render_template("loans/paper.html", draft=draft, item=item, form=form), status


@bp.post("/vay-von/ho-so-nhap/<int:loan_draft_id>/giay-to/<item_code>/<int:document_id>/dung-lai")
@of_open_draft
def reuse_paper(draft: LoanDraft, item_code: str, document_id: int) -> ResponseReturnValue:
    """Take a paper of an earlier application."""
    item = item_of(db.session(), draft, item_code, today())
    draft_actions.reuse_paper(db.session(), draft, item, document_id, utc_now(), today())
    db.session.commit()
    return _to("papers", draft, _anchor=item.code)


@bp.post("/vay-von/ho-so-nhap/<int:loan_draft_id>/giay-to/<item_code>/<int:document_id>/bo")
@of_open_draft
def remove_paper(draft: LoanDraft, item_code: str, document_id: int) -> ResponseReturnValue:
    """Take a paper out of a draft."""
    draft_actions.remove_paper(db.session(), draft, item_code, document_id, utc_now())
    db.session.commit()
    return _to("papers", draft, _anchor=item_code)


@bp.get("/vay-von/ho-so-nhap/<int:loan_draft_id>/tep/<int:document_id>")
@of_open_draft
def draft_file(draft: LoanDraft, document_id: int) -> ResponseReturnValue:
    """Hand out a file of one's own draft."""
    terms = terms_for(db.session(), draft, today())
    document = access_draft_file(db.session(), draft, document_id, terms.items, today())
    return attachment(current_app.extensions["vault"], document)


# --- check and file


@bp.get("/vay-von/ho-so-nhap/<int:loan_draft_id>/xem-lai")
@of_open_draft
def check(draft: LoanDraft) -> ResponseReturnValue:
    """Everything once more, before it is filed."""
    return _check_page(draft, StatementForm())


def _check_page(draft: LoanDraft, form: StatementForm, status: int = 200) -> ResponseReturnValue:
    page = draft_page(db.session(), draft, today())
    if not page.draft.is_whole:
        return _to("draft", draft)
    html = render_template(
        "loans/check.html", page=page, ask=page.ask, form=form, words=WORDS, titles=TITLES
    )
    return html, status


@bp.post("/vay-von/ho-so-nhap/<int:loan_draft_id>/nop")
@of_open_draft
def file_draft(draft: LoanDraft) -> ResponseReturnValue:
    """File the draft. Twice is once: the second press finds the dossier of the first."""
    form = StatementForm(request.form)
    page = draft_page(db.session(), draft, today())
    if not page.draft.is_whole or page.ask is None:
        return _to("draft", draft)
    ask = page.ask
    done = form.accepted(lambda: _file(draft, ask))
    if done is None:
        return _check_page(draft, form, 422)
    db.session.commit()
    return redirect(url_for("loans.receipt", code=done.code), code=303)


def _file(draft: LoanDraft, ask: Any) -> Any:
    session, account = db.session(), me()
    cooperative = own_cooperative(session, account, draft.cooperative_id, today())
    version = version_on(session, draft.programme_id, today())
    filing = actions.Filing(account, cooperative, version)
    return actions.file_draft(session, draft, filing, ask, utc_now())


@bp.post("/vay-von/ho-so-nhap/<int:loan_draft_id>/chuyen-chuong-trinh")
@of_own_draft
def move_draft(draft: LoanDraft) -> ResponseReturnValue:
    """Go on under a programme that lends; all that was typed stays."""
    form = MoveForm(request.form)
    form.programme_id.choices = programme_names(versions_on(db.session(), today()))
    if not form.validate():
        return ended_page(draft, form, 422)
    draft_actions.move(db.session(), draft, int(form.programme_id.data), utc_now())
    db.session.commit()
    flash("Đã chuyển hồ sơ sang chương trình khác. Hãy xem lại từng phần.", "success")
    return _to("draft", draft)


@bp.post("/vay-von/ho-so-nhap/<int:loan_draft_id>/bo-nhap")
@of_own_draft
def discard_draft(draft: LoanDraft) -> ResponseReturnValue:
    """Throw a draft away."""
    draft_actions.discard(db.session(), draft)
    db.session.commit()
    flash("Đã bỏ bản nháp hồ sơ vay.", "success")
    return redirect(url_for("loans.mine"), code=303)
