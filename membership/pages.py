"""What the pages of membership show, gathered for their reader. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.queries import member_book
from dossiers.queries import list_events
from membership.models import MembershipApplication
from membership.process import MEMBERSHIP
from membership.queries import paid_by_year
from membership.rules import fee_state
from rulebook.queries import setting_on
from workflow.roles import Role

YEARS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the story as the timeline draws it."""

    at: datetime
    text: str
    who: str
    note: str
    is_internal: bool
    link: None = None


@dataclass(frozen=True, slots=True)
class FeeYear:
    """The fee of a year: owed, paid, and how that is called."""

    year: int
    due_vnd: int
    paid_vnd: int
    tone: str
    words: str


def acts_open(one: MembershipApplication, role: Role) -> list[str]:
    """Return what a role may do now; a decision is handed over once."""
    acts = MEMBERSHIP.open_to(one.dossier.state, role)
    return [act for act in acts if not (act == "hand_over" and one.handed_over_on is not None)]


def story(session: Session, account: Account, one: MembershipApplication) -> list[Told]:
    """Return the history of an application, newest first."""
    events = list_events(session, account, one.dossier)
    return [
        Told(e.at, MEMBERSHIP.verbs[e.action], e.actor_name, e.note, e.audience == "staff")
        for e in reversed(events)
    ]


def fee_years(session: Session, cooperative_id: int, on: date) -> list[FeeYear]:
    """Return the fees of the last years of membership, the latest first."""
    book = member_book(session, cooperative_id)
    if not book:
        return []
    paid, first = paid_by_year(session, cooperative_id), min(row.starts_on for row in book).year
    found = []
    for year in range(on.year, max(first, on.year - YEARS_SHOWN + 1) - 1, -1):
        due_vnd = int(setting_on(session, "membership.fee_vnd", on))
        paid_vnd = paid.get(year, 0)
        found.append(FeeYear(year, due_vnd, paid_vnd, *fee_state(due_vnd, paid_vnd)))
    return found
