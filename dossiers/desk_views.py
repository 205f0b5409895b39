"""Pages of my desk and of the search over all dossiers."""

from datetime import date

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from accounts.models import Account
from dossiers.blueprint import bp
from dossiers.desk import (
    PAGE_SIZE,
    SEARCH_SIZE,
    desk_counts,
    filters,
    list_desk,
    search_dossiers,
    week_end,
)
from dossiers.models import Dossier
from dossiers.numbering import kind_of, parse_code
from dossiers.task_queries import list_asked_of
from dossiers.urgency import urgency
from rulebook.queries import working_calendar
from store.clock import today
from store.db import db
from web.filters import code_parts, short_day, weekday
from workflow.workdays import Calendar

SHOW = {
    "petition": "feedback.show",
    "loan_application": "loans.show",
    "conference": "conferences.show",
    "membership": "membership.show",
}
STRIP = ("qua-han", "hom-nay", "trong-tuan", "cho-ben-khac")
GROUPS = ("overdue", "today")
STAGES = {
    "acknowledge": "Tiếp nhận",
    "classify": "Nhận việc",
    "first_answer": "Trả lời bước đầu",
    "contract": "Ký hợp đồng",
}
WITH_OWNER = ("supplement_requested", "approved")  # the cooperative's turn
PAGES_MAX = 2000


@bp.get("/ban-lam-viec")
def desk() -> ResponseReturnValue:
    """My desk."""
    account, on = me(), today()
    key, page = request.args.get("loc", "tat-ca"), page_number()
    counts = desk_counts(db.session(), account, on)
    dossiers = list_desk(db.session(), account, on, key, page)
    return render_template(
        "dossiers/desk.html",
        on=on,
        strip=_strip(counts, on),
        chips=_chips(account, counts, key, on),
        rows=desk_rows(dossiers, account, on, working_calendar(db.session())),
        total=counts.get(key, 0),
        asked=list_asked_of(db.session(), account, on),
        **_place(key, page, counts),
    )


def _place(key: str, page: int, counts: dict[str, int]) -> dict[str, object]:
    return {"page": page, "key": key, "has_next": page * PAGE_SIZE < counts.get(key, 0)}


@bp.get("/tim-ho-so")
def search() -> ResponseReturnValue:
    """Search over every dossier that one may see; a whole code leads straight to it."""
    account, on, text, page = me(), today(), request.args.get("q", "")[:200], page_number()
    code = parse_code(text)
    if code is not None:
        return redirect(url_for(SHOW[kind_of(code)], code=code), code=303)
    found = search_dossiers(db.session(), account, on, text, page)
    rows = desk_rows(found[:SEARCH_SIZE], account, on, working_calendar(db.session()))
    has_next = len(found) > SEARCH_SIZE
    return render_template("dossiers/search.html", q=text, rows=rows, page=page, has_next=has_next)


def page_number() -> int:
    """Return the page that the address asks for, 1 where it asks for nothing sensible."""
    asked = request.args.get("trang", "1")
    return min(max(int(asked), 1), PAGES_MAX) if asked.isdecimal() and len(asked) < 6 else 1


def desk_rows(
    dossiers: list[Dossier], account: Account, on: date, calendar: Calendar
) -> list[dict[str, object]]:
    """Return the rows that the desk's table draws."""
    rows = [_row(dossier, account, on, calendar) for dossier in dossiers]
    for number, row in enumerate(rows, start=1):
        is_last = number == len(rows) or rows[number]["urgency"] != row["urgency"]
        row["group_end"] = row["urgency"] in GROUPS and is_last
    return rows


def _row(dossier: Dossier, account: Account, on: date, calendar: Calendar) -> dict[str, object]:
    state = current_app.extensions["machines"][dossier.kind].states[dossier.state]
    look = urgency(dossier.next_due_on, dossier.paused_on, on, calendar)
    is_open = dossier.settled_at is None
    return {
        "id": dossier.id,
        "url": url_for(SHOW[dossier.kind], code=dossier.code),
        "code": code_parts(dossier.code, on.year),
        "subject": dossier.subject,
        "cooperative": dossier.asker.short_name,
        "state": (state.tone, state.staff_name),
        "urgency": look.mark if is_open else "",
        "days": look.text if is_open else "",
        "due": _due(dossier),
        "holder": _holder(dossier, account),
        "is_unheld": dossier.officer_id is None,
    }


def _due(dossier: Dossier) -> str:
    if dossier.settled_at is not None:
        return f"{dossier.due_on:%d/%m/%Y}"
    if dossier.paused_on is not None:
        return f"Chờ từ {short_day(dossier.paused_on)}"
    if dossier.next_due != "answer":
        return f"{STAGES[dossier.next_due]} {short_day(dossier.next_due_on)}"
    return f"{weekday(dossier.due_on)} {short_day(dossier.due_on)}"


def _holder(dossier: Dossier, account: Account) -> str:
    if dossier.state in WITH_OWNER:
        return "Chờ HTX"
    if dossier.officer is None:
        return "Chưa giao"
    return "Tôi" if dossier.officer_id == account.id else dossier.officer.full_name


def _strip(counts: dict[str, int], on: date) -> list[dict[str, object]]:
    notes = (
        "cần trả lời ngay",
        f"{weekday(on)} {short_day(on)}",
        f"đến {short_day(week_end(on))}",
        "tạm dừng tính hạn",
    )
    labels = ("Quá hạn", "Hôm nay", "Trong tuần", "Chờ bên khác")
    return [
        {
            "count": counts[key],
            "label": label,
            "note": note,
            "url": url_for("dossiers.desk", loc=key),
            "is_late": key == "qua-han",
        }
        for key, label, note in zip(STRIP, labels, notes, strict=True)
    ]


def _chips(
    account: Account, counts: dict[str, int], chosen: str, on: date
) -> list[list[dict[str, object]]]:
    made: list[dict[str, object]] = [
        {
            "label": one.label,
            "url": url_for("dossiers.desk", loc=one.key),
            "count": counts[one.key],
            "is_chosen": one.key == chosen,
        }
        for one in filters(account, on)
        if one.key not in STRIP or one.key == chosen
    ]
    return [made[:1], made[1:]]
