"""The page of one cooperative: what its reader may see of everything that belongs to it."""

from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from accounts.guard import find_me
from accounts.models import Account
from cooperatives import queries as registry
from cooperatives.fields import WORDS
from cooperatives.models import Cooperative
from dossiers.desk_views import desk_rows
from dossiers.queries import is_reader_staff
from profiles import pages, queries
from profiles.actions import mark_of
from profiles.blueprint import bp
from profiles.request_queries import list_of_cooperative
from profiles.request_rules import DECISIONS
from rulebook.queries import working_calendar
from store.clock import today
from store.db import db
from support.queries import list_invitations, list_received
from support.rules import KINDS, LETTER_KINDS, STATUSES, TONES
from workflow.roles import RECORDERS, REGISTRARS, STAFF_ROLES, Role

RECEIVED_SHOWN = 20
SUPPORT_WORDS = {"support_kinds": KINDS, "support_statuses": STATUSES, "support_tones": TONES,
                 "letter_kinds": LETTER_KINDS}  # fmt: skip


@bp.get("/hop-tac-xa/<int:cooperative_id>")
def show(cooperative_id: int) -> ResponseReturnValue:
    """Show a cooperative: what is public to everybody, all of it inside."""
    session, account, on = db.session(), find_me(), today()
    cooperative = registry.access_cooperative(session, cooperative_id)
    is_own = account is not None and registry.speaks_for(session, account.id, cooperative_id, on)
    role = Role(account.role) if account is not None else None
    is_staff = role not in (None, Role.REPRESENTATIVE)
    return render_template(
        "profiles/show.html",
        skeleton="dense.html" if is_staff else "base.html",
        is_staff=is_staff,
        **_rights(role, is_own=is_own),
        **_public_part(session, cooperative, is_inside=is_staff or is_own, role=role),
        **(_inside_part(session, account, cooperative) if account and (is_staff or is_own) else {}),
        **WORDS | SUPPORT_WORDS,
    )


def _rights(role: Role | None, *, is_own: bool) -> dict[str, bool]:
    return {
        "is_own": is_own,
        "is_keeper": role in REGISTRARS,
        "may_write": is_own or role in RECORDERS,
        "may_open": role in STAFF_ROLES,
    }


def _public_part(
    session: Session, cooperative: Cooperative, *, is_inside: bool, role: Role | None
) -> dict[str, Any]:
    on = today()
    return {
        "cooperative": cooperative,
        "parts": pages.parts_of(
            session, cooperative, is_inside=is_inside, is_keeper=role in REGISTRARS
        ),
        "size": registry.size_of(session, cooperative, on),
        "standing": registry.standing_on(session, cooperative.id, on),
        "is_inside": is_inside,
    }


def _inside_part(session: Session, account: Account, cooperative: Cooperative) -> dict[str, Any]:
    on, of = today(), cooperative.id
    dossiers, total = queries.dossiers_of(session, account, of, on)
    figures = registry.list_figures(session, of)
    entries = registry.list_changes(session, of)
    return {
        "rows": desk_rows(dossiers, account, on, working_calendar(session)),
        "dossiers_total": total,
        "letters": queries.papers_of(session, account, of, on, are_letters=True),
        "papers": queries.papers_of(session, account, of, on, are_letters=False),
        "figures": figures,
        "mark_of": mark_of,
        "requests": list_of_cooperative(session, of),
        "decisions": DECISIONS,
        "last_year": on.year - 1,
        "figure_names": pages.FIGURES,
        "charts": pages.charts_of(figures),
        "book": registry.member_book(session, of),
        "changes": pages.changes_of(session, entries),
        "history": pages.statuses_of(entries),
        "invitations": list_invitations(session, of, RECEIVED_SHOWN),
        "received": list_received(session, of, RECEIVED_SHOWN),
        "representatives": registry.representatives_of(session, of, on),
        "machines": current_app.extensions["machines"],
        "is_reader_staff": is_reader_staff(account),
    }
