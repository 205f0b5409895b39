"""What the page of a cooperative's loans shows. Reads only."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from cooperatives.models import Cooperative
from cooperatives.queries import cooperatives_of
from dossiers.models import Dossier
from dossiers.queries import visible_to
from loans.draft_forms import FORMS
from loans.draft_queries import list_loan_drafts
from loans.models import LoanApplication, LoanDraft
from loans.process import LOAN_APPLICATION
from loans.programme_queries import list_programmes
from loans.queue_queries import Histories, open_histories
from loans.queue_rules import place_of, standing
from web.filters import weekday_day
from workflow.machine import State

LISTED_MAX = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An application of the list: its place in the queue, or what is to happen."""

    dossier: Dossier
    cooperative: str
    state: State
    note: str
    until: date | None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft of the list, and how many of its sections were begun."""

    draft: LoanDraft
    programme: str
    begun: int
    count: int


@dataclass(frozen=True, slots=True)
class MinePage:
    """All that a cooperative has here about loans."""

    cooperatives: list[Cooperative]
    asked: list[Line]
    drafts: list[DraftLine]
    lines: list[Line]


def mine_page(session: Session, account: Account, today: date) -> MinePage:
    """Gather all about loans of an account's cooperatives: a constant number of statements."""
    found = (
        select(LoanApplication)
        .join(Dossier, Dossier.id == LoanApplication.dossier_id)
        .where(visible_to(account, today))
        .order_by(Dossier.updated_at.desc(), Dossier.id.desc())
        .options(joinedload(LoanApplication.cooperative))
        .limit(LISTED_MAX)
    )
    applications = list(session.scalars(found))
    histories = open_histories(session) if applications else {}
    lines = [_line(one, histories) for one in applications]
    names = {one.id: one.name for one in list_programmes(session)}
    drafts = [
        DraftLine(one, names[one.programme_id], len(one.data), len(FORMS))
        for one in list_loan_drafts(session, account)
    ]
    asked = [line for line in lines if line.until is not None]
    return MinePage(cooperatives_of(session, account.id, today), asked, drafts, lines)


def _line(application: LoanApplication, histories: Histories) -> Line:
    dossier = application.dossier
    state = LOAN_APPLICATION.states[dossier.state]
    events = histories.get(dossier.id, [])
    asks = [one for one in events if one.action == "request_supplement"]
    is_asked = dossier.state == "supplement_requested" and bool(asks)
    until = date.fromisoformat(asks[-1].until) if is_asked else None
    place = place_of(dossier.id, histories)
    note = ""
    if until is not None:
        note = f"Bổ sung trước hết {weekday_day(until)}"
    elif place is not None and not standing(events).is_aside:
        note = f"Thứ {place} trong hàng chờ"
    return Line(dossier, application.cooperative.short_name, state, note, until)
