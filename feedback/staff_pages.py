"""What the pages of staff show, gathered from the records. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.desk import neighbours
from dossiers.models import Dossier, DossierDocument, DossierEvent
from dossiers.queries import list_events, list_papers, may_handle, visible_to
from dossiers.urgency import urgency
from feedback.answer_actions import current_answer, item_drafts
from feedback.clock import petition_clock
from feedback.draft_check import DraftFinding, check_draft
from feedback.models import Answer, Petition, Publication
from feedback.process import CHANNELS, PETITION
from feedback.publication_queries import find_publication
from feedback.rules import ItemDraft
from feedback.similar_queries import SHOWN_MAX, list_similar
from feedback.similar_rules import terms
from feedback.story import Told, story
from letters.models import LetterSeries
from rulebook.queries import working_calendar
from units.models import Unit
from web.derivation import Cell, explanation, weeks
from workflow.roles import HANDLING_ROLES, Role

EDITORS = frozenset({Role.RECORDS, Role.OFFICER, Role.HEAD})


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One petition as staff work on it."""

    petition: Petition
    dossier: Dossier
    state: Any
    open_to: tuple[str, ...]
    urgency_text: str
    is_late: bool
    received_by: str
    answer: Answer | None
    items: dict[int, ItemDraft]
    version: int
    may_edit: bool
    checks: list[DraftFinding]
    papers: list[DossierDocument]
    told: list[Told]
    related: list[Dossier]
    near: list[Publication]
    publication: Publication | None
    before: str | None
    after: str | None
    weeks: list[list[Cell]]
    explanation: str

    def item(self, demand_id: int) -> ItemDraft:
        return self.items.get(demand_id, ItemDraft(demand_id, "", "", ""))

    def checks_of(self, demand_id: int) -> list[DraftFinding]:
        return [one for one in self.checks if one.demand_id == demand_id]

    @property
    def stops(self) -> int:
        return sum(one.kind == "stop" for one in self.checks)


def open_acts(account: Account, petition: Petition) -> tuple[str, ...]:
    """Return the acts that the process and the account's place allow now."""
    role = Role(account.role)
    acts = PETITION.open_to(petition.dossier.state, role)
    if may_handle(account, petition.dossier):
        return tuple(acts)
    return tuple(act for act in acts if act == "note")


def positions_of(petition: Petition) -> dict[int, int]:
    """Return each demand's number by its id."""
    return {demand.id: demand.position for demand in petition.demands}


def work_page(
    session: Session,
    account: Account,
    petition: Petition,
    today: date,
    typed: tuple[ItemDraft, ...] | None = None,
) -> WorkPage:
    """Gather everything that the page shows. `typed` takes the place of what was saved."""
    dossier = petition.dossier
    calendar = working_calendar(session)
    answer = current_answer(petition)
    items = {item.demand_id: item for item in (typed or item_drafts(answer))}
    before, after = neighbours(session, account, today, dossier)
    events = list_events(session, account, dossier)
    look = urgency(dossier.due_on, dossier.paused_on, today, calendar)
    clock = petition_clock(events, calendar)
    acts = open_acts(account, petition)
    return WorkPage(
        petition=petition,
        dossier=dossier,
        state=PETITION.states[dossier.state],
        open_to=acts,
        urgency_text=look.text if dossier.settled_at is None else "",
        is_late=look.mark == "overdue" and dossier.settled_at is None,
        received_by=CHANNELS[petition.channel],
        answer=answer,
        items=items,
        version=answer.version if answer else 0,
        may_edit="submit_draft" in acts and Role(account.role) in EDITORS,
        checks=check_draft(list(items.values()), positions_of(petition)),
        papers=list_papers(session, account, dossier),
        told=story(events, unit_names(session, events), is_for_owner=False),
        related=related_dossiers(session, account, petition, today),
        near=list_similar(session, terms(dossier.subject), SHOWN_MAX),
        publication=find_publication(session, answer.id) if answer else None,
        before=before,
        after=after,
        weeks=weeks(clock.started_on, clock.count, calendar, clock.pauses),
        explanation=explanation(clock.started_on, clock.count),
    )


def unit_names(session: Session, events: Iterable[DossierEvent]) -> dict[int, str]:
    """Return the names of the units that the events speak of."""
    ids = {event.data["unit_id"] for event in events if "unit_id" in event.data}
    if not ids:
        return {}
    found = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    return {row.id: row.name for row in found}


def related_dossiers(
    session: Session, account: Account, petition: Petition, today: date
) -> list[Dossier]:
    """Return the dossiers that the findings name, as far as `account` may see them."""
    codes = {code for finding in petition.findings for code in finding.data.get("codes", [])}
    if not codes:
        return []
    found = select(Dossier).where(Dossier.code.in_(codes), visible_to(account, today))
    return list(session.scalars(found.order_by(Dossier.id.desc())))


def officer_choices(session: Session, account: Account) -> dict[str, str]:
    """Return whom a petition may be given to: by id, name with unit and open dossiers."""
    staff = (
        select(Account.id, Account.full_name, Unit.short_name, func.count(Dossier.id))
        .join(Unit, Unit.id == Account.unit_id)
        .outerjoin(Dossier, (Dossier.officer_id == Account.id) & Dossier.settled_at.is_(None))
        .where(Account.is_active, Unit.kind != "body")
        .where(Account.role.in_([str(role) for role in HANDLING_ROLES - {Role.LEADER}]))
        .group_by(Account.id, Unit.id)
        .order_by(Unit.short_name, Account.full_name)
    )
    if Role(account.role) is Role.HEAD:
        staff = staff.where(Account.unit_id == account.unit_id)
    rows = session.execute(staff).all()
    return {str(row[0]): f"{row[2]} – {row[1]} (đang giữ {row[3]})" for row in rows}


def next_letter_number(session: Session, petition: Petition, year: int) -> int:
    """Return the number that the next letter of the unit will get, if nobody signs before."""
    key = (year, "official_letter", petition.dossier.unit_id or 0)
    series = session.get(LetterSeries, key)
    return series.last_number + 1 if series else 1


def queue_rows(session: Session, petitions: list[Petition], today: date) -> list[dict[str, object]]:
    """Return the rows of the signing queue."""
    calendar = working_calendar(session)
    rows: list[dict[str, object]] = []
    for petition in petitions:
        dossier, answer = petition.dossier, current_answer(petition)
        look = urgency(dossier.due_on, dossier.paused_on, today, calendar)
        rows.append(
            {
                "code": dossier.code,
                "subject": dossier.subject,
                "cooperative": dossier.asker.short_name,
                "drafter": answer.drafter.full_name if answer else "",
                "submitted_at": dossier.updated_at,
                "mark": look.mark,
                "days": look.text,
            }
        )
    return rows


def check_items(petition: Petition) -> list[DraftFinding]:
    """Return the line of checks above the letter: what is in order first."""
    answer = current_answer(petition)
    positions = positions_of(petition)
    found = [one for one in check_draft(item_drafts(answer), positions) if one.kind != "ok"]
    done = len(positions) - sum(one.kind == "stop" for one in found)
    good = [
        DraftFinding("ok", f"Trả lời đủ {done} yêu cầu"),
        DraftFinding("ok", "Đúng thể thức Nghị định 30/2020/NĐ-CP"),
    ]
    return good + found


def conflict_parts(petition: Petition, typed: tuple[ItemDraft, ...]) -> list[dict[str, str]]:
    """Return both versions of each answer that differs: what was typed, what was saved since."""
    saved = {item.demand_id: item for item in item_drafts(current_answer(petition))}
    parts = []
    for number, mine in enumerate(typed, start=1):
        theirs = saved.get(mine.demand_id, ItemDraft(mine.demand_id, "", "", ""))
        if mine != theirs:
            parts.append(
                {"label": f"Trả lời yêu cầu {number}", "mine": mine.text, "theirs": theirs.text}
            )
    return parts
