"""Pages of the registry: the list for everybody, its files, and what records officers change."""

from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from accounts.guard import find_me, me
from cooperatives import actions, export, queries
from cooperatives.fields import FIELDS, PARTS, WORDS
from cooperatives.forms import EntryForm, shown_values
from cooperatives.list_queries import (
    Wanted,
    districts,
    exported_keys,
    list_page,
    stream_rows,
)
from cooperatives.models import Cooperative
from store.clock import today, utc_now
from store.db import db
from web.xlsx import MEDIA_TYPE
from workflow.numbers import number
from workflow.refusal import Missing
from workflow.roles import REGISTRARS, STAFF_ROLES, Role
from workflow.text import clean

bp = Blueprint("cooperatives", __name__)
FILTERS = {"loai": "kind", "linh_vuc": "sector", "noi": "place", "tinh_trang": "status",
           "thanh_vien": "member"}  # fmt: skip
FORMATS = {"csv": (export.csv_lines, "text/csv"), "xlsx": (export.xlsx, MEDIA_TYPE)}


def _wanted() -> Wanted:
    kept = {name: clean(request.args.get(key, "")[:80]) for key, name in FILTERS.items()}
    return Wanted(text=clean(request.args.get("q", "")[:100]), **kept)


def _is_staff() -> bool:
    account = find_me()
    return account is not None and Role(account.role) in STAFF_ROLES | {Role.ADMIN}


def _address(**more: Any) -> str:
    kept: dict[str, Any] = {
        key: request.args.get(key) for key in ("q", *FILTERS) if request.args.get(key)
    }
    return url_for("cooperatives.list_registry", **kept, **more)


@bp.get("/hop-tac-xa")
def list_registry() -> ResponseReturnValue:
    """Show the registry, filtered, a page by key at a time."""
    session, wanted, account = db.session(), _wanted(), find_me()
    edge = {key: number(request.args.get(key)) for key in ("sau", "truoc")}
    page = list_page(session, wanted, edge["sau"], edge["truoc"])
    return render_template(
        "cooperatives/list.html",
        skeleton="dense.html" if _is_staff() else "base.html",
        is_staff=_is_staff(),
        is_keeper=account is not None and Role(account.role) in REGISTRARS,
        page=page,
        wanted=wanted,
        previous_url=_address(truoc=page.rows[0].id) if page.rows and page.has_previous else None,
        next_url=_address(sau=page.rows[-1].id) if page.rows and page.has_next else None,
        districts=districts(queries.list_communes(session)),
        **WORDS,
    )


@bp.get("/hop-tac-xa/tai-ve/<ending>")
def download(ending: str) -> ResponseReturnValue:
    """Give the list as it is filtered as a file, streaming."""
    if ending not in FORMATS:
        raise Missing("format")
    session, private = db.session(), Role(me().role) in REGISTRARS
    keys = exported_keys(with_private=private)
    rows = stream_rows(session, _wanted(), with_private=private)
    write, media_type = FORMATS[ending]
    bytes_of = write(keys, rows, queries.commune_names(session))
    response = Response(stream_with_context(bytes_of), mimetype=media_type)
    name = f"so-hop-tac-xa-{today():%Y-%m-%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _entry_page(
    form: EntryForm, cooperative: Cooperative | None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "cooperatives/edit.html", form=form, cooperative=cooperative, parts=PARTS, fields=FIELDS
    )
    return page, status


@bp.route("/hop-tac-xa/moi", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Put a cooperative, a union or a group into the registry."""
    communes = queries.list_communes(db.session())
    if request.method != "POST":
        return _entry_page(EntryForm().offer(communes), None)
    form = EntryForm(request.form).offer(communes)
    made = form.accepted(
        lambda: actions.register(db.session(), form.draft(), form.reason.data, me(), utc_now())
    )
    if made is None:
        return _entry_page(form, None, 422)
    db.session.commit()
    flash(f"Đã ghi {made.name} vào sổ.")
    return redirect(url_for("profiles.show", cooperative_id=made.id), 303)


@bp.route("/hop-tac-xa/<int:cooperative_id>/sua", methods=["GET", "POST"])
def edit(cooperative_id: int) -> ResponseReturnValue:
    """Change a row of the registry, with a reason."""
    cooperative = queries.access_cooperative(db.session(), cooperative_id)
    communes = queries.list_communes(db.session())
    if request.method != "POST":
        data = shown_values(cooperative) | {"seen_version": cooperative.version}
        return _entry_page(EntryForm(data=data).offer(communes), cooperative)
    form = EntryForm(request.form).offer(communes)
    if form.accepted(partial(_edit, form, cooperative_id)) is None:
        db.session.refresh(cooperative)
        form.seen_version.data = cooperative.version
        return _entry_page(form, cooperative, 422)
    db.session.commit()
    flash("Đã ghi thay đổi vào sổ.")
    return redirect(url_for("profiles.show", cooperative_id=cooperative_id), 303)


def _edit(form: EntryForm, cooperative_id: int) -> object:
    day = form.effective_on.day or today()
    note = actions.Note("edit", form.reason.data, day, me().id, utc_now())
    seen = form.seen_version.data or 0
    return actions.edit(db.session(), cooperative_id, form.draft(), seen, note)
