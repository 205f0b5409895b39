"""Filing a petition in four steps: sender, content, papers, check. The draft is kept throughout."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from cooperatives.models import Cooperative
from cooperatives.queries import cooperatives_of, list_communes, position_of
from documents.models import Document
from documents.rules import FILES_MAX
from documents.uploads import keep_uploads
from documents.views import attachment
from feedback import actions, draft_actions, queries
from feedback.blueprint import bp
from feedback.forms import (
    ContentForm,
    FilesForm,
    PetitionForm,
    SenderForm,
    as_typed,
    differing,
    typed,
)
from feedback.models import PetitionDraft
from feedback.offered_queries import offered_words
from feedback.owner_pages import owed_if_filed
from feedback.rules import DEMANDS_MAX
from feedback.similar_queries import Near, near
from rulebook.queries import setting_on
from rulebook.setting_rules import Scope
from store.clock import today, utc_now
from store.db import db
from workflow.localtime import receipt_day
from workflow.numbers import number
from workflow.refusal import Missing

SAVED = "Đã lưu bản nháp. Quý vị có thể viết tiếp bất cứ lúc nào."
View = Callable[[PetitionDraft], ResponseReturnValue]


def of_open_draft(view: View) -> Callable[[int], ResponseReturnValue]:
    """Give a view one's own draft by its number; a draft that was filed leads to its receipt."""

    @wraps(view)
    def find(draft_id: int) -> ResponseReturnValue:
        draft = queries.access_draft(db.session(), me(), draft_id)
        code = queries.filed_code(db.session(), draft)
        if code is not None:
            return redirect(url_for("feedback.receipt", code=code), code=303)
        return view(draft)

    return find


def _to(endpoint: str, draft: PetitionDraft, **values: Any) -> Response:
    return redirect(url_for(f"feedback.{endpoint}", draft_id=draft.id, **values), code=303)


def _leave() -> Response:
    flash(SAVED, "success")
    return redirect(url_for("feedback.mine"), code=303)


@bp.route("/kien-nghi/moi", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """Step 1: for which cooperative, and whom to ask back. `nhap` names a draft to change."""
    account, session = me(), db.session()
    draft = _named_draft()
    cooperatives = cooperatives_of(session, account.id, today())
    if request.method != "POST":
        form = SenderForm(as_typed(draft.data) if draft else None, data=_contact())
        form.set_cooperatives(cooperatives)
        drafts = [] if draft else queries.list_drafts(session, account)
        return _sender_page(form, draft, cooperatives, drafts)
    form = SenderForm(request.form)
    form.set_cooperatives(cooperatives)
    if not form.validate():
        return _sender_page(form, draft, cooperatives, [], 422)
    draft = _begin(form, draft)
    db.session.commit()
    return _to("draft", draft)


def _named_draft() -> PetitionDraft | None:
    named = request.values.get("nhap", "")
    if not named:
        return None
    draft_id = number(named)
    if draft_id is None:
        raise Missing("draft")
    return queries.access_draft(db.session(), me(), draft_id)


def _contact() -> dict[str, str]:
    account = me()
    return {
        "contact_name": account.full_name,
        "contact_phone": account.phone or "",
        "contact_email": account.email or "",
    }


def _sender_page(
    form: SenderForm,
    draft: PetitionDraft | None,
    cooperatives: list[Cooperative],
    drafts: list[PetitionDraft],
    status: int = 200,
) -> ResponseReturnValue:
    shown = {"cooperatives": cooperatives, "drafts": drafts}
    about = request.values.get("ho-so", "")[:40]
    page = render_template("feedback/start.html", form=form, draft=draft, about=about, **shown)
    return page, status


def _begin(form: SenderForm, draft: PetitionDraft | None) -> PetitionDraft:
    account, session, wanted = me(), db.session(), int(form.cooperative_id.data)
    cooperative = queries.own_cooperative(session, account, wanted, today())
    if draft is None or draft.filed_dossier_id is not None:
        words = offered_words(session, account, request.values.get("ho-so", ""), today())
        began = typed(form) | words
        return draft_actions.start(session, account, cooperative, began, utc_now())
    draft.cooperative_id = cooperative.id
    draft_actions.save(session, draft, typed(form), utc_now())
    return draft


@bp.route("/kien-nghi/nhap/<int:draft_id>", methods=["GET", "POST"])
@of_open_draft
def draft(draft: PetitionDraft) -> ResponseReturnValue:
    """Step 2: what it is about. Everything typed is kept, right or wrong."""
    if request.method != "POST":
        form = ContentForm(as_typed(draft.data))
        if "them" in request.args:
            form.demands.append_entry("")
        return _content_page(form, draft, is_checked="kiem-tra" in request.args)
    if not keep_content(draft, _without_removed(ContentForm(request.form))):
        return overtaken(draft)
    db.session.commit()
    if request.headers.get("X-Autosave"):
        return {"version": draft_actions.content_version(draft)}
    return _after_saving(draft)


def keep_content(draft: PetitionDraft, typed: Mapping[str, Any]) -> bool:
    """Keep what was typed; False where another page has kept something else since."""
    seen = request.form.get("version", "")
    return draft_actions.save_content(db.session(), draft, typed, seen, utc_now())


def overtaken(draft: PetitionDraft) -> ResponseReturnValue:
    """Show what was typed beside what another page kept; to send it again replaces that."""
    if request.headers.get("X-Autosave"):
        return "", 409
    form, session = ContentForm(request.form), db.session()
    form.set_choices(queries.list_topics(session), list_communes(session))
    shown = {"near": near_of(draft.data), "kept": differing(form, draft.data)}
    return _render_content(form, draft, **shown), 409


def _after_saving(draft: PetitionDraft) -> ResponseReturnValue:
    """Do what the pressed button says, after everything typed was kept."""
    if "add" in request.form:
        place = min(len(draft.data["demands"]), DEMANDS_MAX - 1)
        return _to("draft", draft, them=1, _anchor=f"demands-{place}")
    if "remove" in request.form:
        return _to("draft", draft, _anchor="demands-0")
    if "leave" in request.form:
        return _leave()
    form = ContentForm(as_typed(draft.data))  # as it was kept: demands numbered without gaps
    return _content_page(form, draft, is_checked=True, is_next=True)


def _without_removed(form: ContentForm) -> dict[str, object]:
    """Return what was typed, without the demand whose "Bỏ" was pressed (its field's name)."""
    kept = typed(form)
    removed = request.form.get("remove")
    if removed:
        texts = [entry.data for entry in form.demands.entries if entry.name != removed]
        kept["demands"] = [text for text in texts if (text or "").strip()] or [""]
    return kept


def _content_page(
    form: ContentForm, draft: PetitionDraft, is_checked: bool, is_next: bool = False
) -> ResponseReturnValue:
    session = db.session()
    form.set_choices(queries.list_topics(session), list_communes(session))
    is_right = not is_checked or form.validate()
    if is_right and is_next:
        return _to("draft_files", draft)
    page = _render_content(form, draft, near=near_of(draft.data), kept=[])
    return page, 422 if is_next else 200


def _render_content(form: ContentForm, draft: PetitionDraft, **shown: Any) -> str:
    version = draft_actions.content_version(draft)
    return render_template("feedback/draft.html", form=form, draft=draft, version=version, **shown)


def near_of(data: Mapping[str, Any]) -> Near:
    """Return what resembles a text as it was typed."""
    texts = (data["subject"], "\n".join(data["demands"]), data["situation"])
    return near(db.session(), me(), today(), *texts)


@bp.route("/kien-nghi/nhap/<int:draft_id>/giay-to", methods=["GET", "POST"])
@of_open_draft
def draft_files(draft: PetitionDraft) -> ResponseReturnValue:
    """Step 3: papers. Those that pass are kept at once, even where another is refused."""
    form = FilesForm()
    if request.method != "POST":
        return _files_page(form, draft)
    problems = _keep_files(draft)
    db.session.commit()
    if problems:
        form.files.errors = [" ".join(problems)]
        return _files_page(form, draft, 422)
    if "leave" in request.form:
        return _leave()
    return _to("draft_files" if "upload" in request.form else "check_draft", draft)


def _keep_files(draft: PetitionDraft) -> list[str]:
    vault, session, account = current_app.extensions["vault"], db.session(), me()

    def keep(name: str, content: bytes) -> Document:
        return draft_actions.keep_file(session, vault, draft, name, content, account, utc_now())

    _, problems = keep_uploads(keep)
    return problems


def _files_page(form: FilesForm, draft: PetitionDraft, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    documents = queries.draft_documents(session, draft)
    page = render_template(
        "feedback/files.html",
        form=form,
        draft=draft,
        documents=documents,
        is_full=len(documents) >= FILES_MAX,
        near=near_of(draft.data),
    )
    return page, status


@bp.post("/kien-nghi/nhap/<int:draft_id>/giay-to/<int:document_id>/bo")
def remove_draft_file(draft_id: int, document_id: int) -> ResponseReturnValue:
    """Take a file out of a draft."""
    draft = queries.access_draft(db.session(), me(), draft_id)
    if draft.filed_dossier_id is None:
        draft_actions.remove_file(db.session(), draft, document_id, utc_now())
        db.session.commit()
    return _to("draft_files", draft)


@bp.get("/kien-nghi/nhap/<int:draft_id>/giay-to/<int:document_id>")
def draft_document(draft_id: int, document_id: int) -> ResponseReturnValue:
    """Hand out a file of one's own draft."""
    draft = queries.access_draft(db.session(), me(), draft_id)
    for document in queries.draft_documents(db.session(), draft):
        if document.id == document_id:
            return attachment(current_app.extensions["vault"], document)
    raise Missing("document")


def _checked(draft: PetitionDraft) -> tuple[PetitionForm, Response | None]:
    """Return the whole form of a draft, and where to go where something in it is wrong."""
    session = db.session()
    form = PetitionForm(as_typed(draft.data))
    communes = list_communes(session) if draft.data.get("commune_code") else []
    form.set_choices(queries.list_topics(session), communes)
    if form.validate():
        return form, None
    if any(name.startswith("contact") for name in form.errors):
        return form, redirect(url_for("feedback.start", nhap=draft.id), code=303)
    return form, _to("draft", draft, **{"kiem-tra": 1})


@bp.get("/kien-nghi/nhap/<int:draft_id>/xem-lai")
@of_open_draft
def check_draft(draft: PetitionDraft) -> ResponseReturnValue:
    """Step 4: everything once more, and the date owed if it is filed today."""
    form, elsewhere = _checked(draft)
    if elsewhere is not None:
        return elsewhere
    session = db.session()
    count, _ = owed_if_filed(session, _day_if_filed_now(), Scope(form.text().topic_code, "portal"))
    return render_template(
        "feedback/check.html",
        draft=draft,
        text=form.text(),
        chosen=form.chosen(),
        position=_position(draft, form.contact_name.data),
        documents=queries.draft_documents(session, draft),
        due_on=count.due_on,
    )


def _day_if_filed_now() -> date:
    is_late_next_day = setting_on(db.session(), "clock.late_receipt_next_day", today()) == "1"
    return receipt_day(utc_now(), is_late_next_day)


def _position(draft: PetitionDraft, contact_name: str) -> str:
    """Return the position of the contact, where that is the account itself."""
    account = me()
    if contact_name != account.full_name:
        return ""
    return position_of(db.session(), account.id, draft.cooperative_id, today())


@bp.post("/kien-nghi/nhap/<int:draft_id>/gui")
@of_open_draft
def file_draft(draft: PetitionDraft) -> ResponseReturnValue:
    """File the draft. Twice is once: the second press finds the dossier of the first."""
    form, elsewhere = _checked(draft)
    if elsewhere is not None:
        return elsewhere
    session, account = db.session(), me()
    cooperative = queries.own_cooperative(session, account, draft.cooperative_id, today())
    filing = actions.Filing(account, cooperative)
    documents = queries.draft_documents(session, draft)
    settings = current_app.extensions["settings"]
    now = utc_now()
    filed = actions.file_draft(session, settings, draft, form.text(), filing, documents, now)
    db.session.commit()
    return redirect(url_for("feedback.receipt", code=filed.code), code=303)


@bp.post("/kien-nghi/nhap/<int:draft_id>/bo")
@of_open_draft
def discard_draft(draft: PetitionDraft) -> ResponseReturnValue:
    """Throw a draft away."""
    draft_actions.discard(db.session(), draft)
    db.session.commit()
    flash("Đã bỏ bản nháp.", "success")
    return redirect(url_for("feedback.mine"), code=303)
