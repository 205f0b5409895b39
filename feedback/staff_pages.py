"""What the pages of staff show, gathered from the records. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.queries import list_of_dossier
from commitments.rules import PromiseDraft
from dossiers.desk import neighbours
from dossiers.models import Dossier, DossierDocument, DossierEvent
from dossiers.queries import list_events, list_papers, may_handle, visible_to
from dossiers.task_models import DossierTask
from dossiers.task_queries import list_tasks
from dossiers.urgency import Urgency, urgency
from feedback.answer_actions import (
    current_answer,
    draft_version,
    item_drafts,
    promise_drafts,
)
from feedback.basis_models import LegalBasis
from feedback.basis_queries import bases_of
from feedback.canned_models import CannedAnswer
from feedback.canned_queries import offer_canned
from feedback.clock import petition_clock
from feedback.conflict_queries import may_sign, select_free
from feedback.draft_check import DraftFinding, check_draft
from feedback.forward_queries import find_open
from feedback.further_pages import Promised, SentLetters, sent_letters
from feedback.holders import Held, holders
from feedback.limit_queries import is_extended, limit_note
from feedback.merge_queries import Together, together
from feedback.models import Answer, Forward, Petition, Publication
from feedback.process import CHANNELS, OUTCOMES, PETITION
from feedback.publication_queries import find_publication
from feedback.rules import AnswerDraft, ItemDraft
from feedback.similar_queries import SHOWN_MAX, list_similar
from feedback.similar_rules import terms
from feedback.story import Told, story
from letters.models import LetterSeries
from rulebook.queries import working_calendar
from units.models import Unit
from units.names import Names
from units.queries import list_valid, names_by_day
from web.derivation import Cell, explanation, weeks
from workflow.clock import Clock
from workflow.machine import State
from workflow.roles import Role

RETURNS = frozenset({"return_draft", "return_unsigned"})
TURNS = RETURNS | {"submit_draft", "adopt_answer", "reopen"}


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One petition as staff work on it."""

    petition: Petition
    dossier: Dossier
    open_to: tuple[str, ...]
    look: Urgency
    answer: Answer | None
    items: dict[int, ItemDraft]
    promised: Promised
    checks: list[DraftFinding]
    papers: list[DossierDocument]
    told: list[Told]
    related: list[Dossier]
    forward: Forward | None
    held: list[Held]
    near: list[Publication]
    publication: Publication | None
    together: Together
    tasks: list[DossierTask]
    sent: SentLetters
    bases: dict[int, list[LegalBasis]]
    canned: list[CannedAnswer]
    today: date
    around: tuple[str | None, str | None]
    weeks: list[list[Cell]]
    explanation: str

    @property
    def state(self) -> State:
        return PETITION.states[self.dossier.state]

    @property
    def received_by(self) -> str:
        return CHANNELS[self.petition.channel]

    @property
    def version(self) -> int:
        return draft_version(self.answer)

    @property
    def hidden(self) -> set[str]:
        return hidden_codes(self.petition, self.related)

    def item(self, demand_id: int) -> ItemDraft:
        return self.items.get(demand_id, ItemDraft(demand_id, "", "", ""))

    @property
    def may_edit(self) -> bool:
        return "submit_draft" in self.open_to

    @property
    def urgency_text(self) -> str:
        return self.look.text if self.dossier.settled_at is None else ""

    @property
    def is_late(self) -> bool:
        return self.look.mark == "overdue" and self.dossier.settled_at is None

    def checks_of(self, demand_id: int) -> list[DraftFinding]:
        return [one for one in self.checks if one.demand_id == demand_id]

    @property
    def stops(self) -> int:
        return sum(one.kind == "stop" for one in self.checks)

    @property
    def returned(self) -> Told | None:
        """How the draft came back, None where it was not returned or went on since."""
        last = next((one for one in self.told if one.action in TURNS), None)
        is_back = last is not None and last.action in RETURNS
        return last if is_back and self.dossier.state == "accepted" else None

    @property
    def open_tasks(self) -> int:
        """How many tasks of colleagues the answer waits for, where it would go on else."""
        waits = {"approve", "sign"} & set(self.open_to)
        return sum(one.status == "open" for one in self.tasks) if waits else 0


def open_acts(session: Session, account: Account, petition: Petition) -> tuple[str, ...]:
    """Return the acts that the process and the account's place allow now."""
    dossier, role = petition.dossier, Role(account.role)
    acts = PETITION.open_to(dossier.state, role)
    if not may_handle(account, dossier):
        return tuple(act for act in acts if act == "note")
    if "sign" in acts and not may_sign(session, account, dossier):
        acts.remove("sign")
    if "extend" in acts and is_extended(session, dossier.id):
        acts.remove("extend")
    return tuple(acts)


def hide_codes(text: str, codes: Iterable[str]) -> str:
    """Return `text` without the numbers of dossiers that do not exist for its reader."""
    for code in codes:
        text = text.replace(code, "một hồ sơ khác")
    return text


def _told(session: Session, events: list[DossierEvent], hidden: set[str]) -> list[Told]:
    told = story(events, unit_names(session, events), is_for_owner=False)
    return [replace(one, note=hide_codes(one.note, hidden)) for one in told] if hidden else told


def positions_of(petition: Petition) -> dict[int, int]:
    """Return each demand's number by its id."""
    return {demand.id: demand.position for demand in petition.demands}


def work_page(
    session: Session,
    account: Account,
    petition: Petition,
    today: date,
    typed: AnswerDraft | None = None,
) -> WorkPage:
    """Gather everything that the page shows. `typed` takes the place of what was saved."""
    dossier, answer = petition.dossier, current_answer(petition)
    calendar = working_calendar(session)
    items, promises = _drafted(answer, typed)
    acts, events = open_acts(session, account, petition), list_events(session, account, dossier)
    clock = petition_clock(events, calendar)
    related = related_dossiers(session, account, petition, today)
    return WorkPage(
        petition=petition,
        dossier=dossier,
        open_to=acts,
        look=urgency(dossier.due_on, dossier.paused_on, today, calendar),
        answer=answer,
        items=items,
        promised=_promised(session, dossier, promises, today),
        checks=check_draft(list(items.values()), positions_of(petition), promises),
        papers=list_papers(session, account, dossier),
        told=_told(session, events, hidden_codes(petition, related)),
        related=related,
        forward=find_open(session, dossier.id) if dossier.state == "forwarded" else None,
        held=holders(events, calendar, today),
        near=list_similar(session, terms(dossier.subject), SHOWN_MAX, dossier.id),
        publication=find_publication(session, answer.id) if answer else None,
        together=together(session, account, dossier.id, today),
        tasks=list_tasks(session, dossier.id),
        sent=sent_letters(session, account, petition),
        bases=bases_of(session, answer) if answer else {},
        canned=_canned(session, petition, acts, today),
        today=today,
        around=neighbours(session, account, today, dossier),
        weeks=weeks(clock.started_on, clock.count, calendar, clock.pauses),
        explanation=_explained(session, petition, clock),
    )


def _explained(session: Session, petition: Petition, clock: Clock) -> str:
    """Return how the date owed was counted, and why it has the limit that it has."""
    counted = explanation(clock.started_on, clock.count, clock.extended_days)
    return counted + limit_note(session, petition)


def _canned(
    session: Session, petition: Petition, acts: tuple[str, ...], today: date
) -> list[CannedAnswer]:
    return offer_canned(session, petition.topic_code, today) if "submit_draft" in acts else []


def _promised(
    session: Session, dossier: Dossier, drafts: list[PromiseDraft], today: date
) -> Promised:
    units = list_valid(session, today) if dossier.state == "accepted" else []
    return Promised(drafts, units, list_of_dossier(session, dossier.id))


def _drafted(
    answer: Answer | None, typed: AnswerDraft | None
) -> tuple[dict[int, ItemDraft], list[PromiseDraft]]:
    """Return what the draft says to each demand and what it promises: as typed, else as saved."""
    if typed is None:
        return {item.demand_id: item for item in item_drafts(answer)}, promise_drafts(answer)
    return {item.demand_id: item for item in typed.items}, list(typed.promises)


def unit_names(session: Session, events: Iterable[DossierEvent]) -> Names:
    """Return the names, by day, of the units that the events speak of."""
    ids = {event.data["unit_id"] for event in events if "unit_id" in event.data}
    return names_by_day(session, ids) if ids else Names({})


def named_codes(petition: Petition) -> set[str]:
    """Return the numbers of the dossiers that the findings name."""
    return {code for finding in petition.findings for code in finding.data.get("codes", [])}


def hidden_codes(petition: Petition, related: Iterable[Dossier]) -> set[str]:
    """Return the numbers that the findings name, without those that the reader may see."""
    return named_codes(petition) - {one.code for one in related}


def related_dossiers(
    session: Session, account: Account, petition: Petition, today: date
) -> list[Dossier]:
    """Return the dossiers that the findings name, as far as `account` may see them."""
    codes = named_codes(petition)
    if not codes:
        return []
    found = select(Dossier).where(Dossier.code.in_(codes), visible_to(account, today))
    return list(session.scalars(found.order_by(Dossier.id.desc())))


def officer_choices(session: Session, account: Account, petition: Petition) -> dict[str, str]:
    """Return whom a petition may be given to: by id, name with unit and open dossiers."""
    staff = (
        select_free(petition.dossier_id)
        .with_only_columns(Account.id, Account.full_name, Unit.short_name, func.count(Dossier.id))
        .outerjoin(Dossier, (Dossier.officer_id == Account.id) & Dossier.settled_at.is_(None))
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
    calendar, approved = working_calendar(session), _approved_at(session, petitions)
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
                "submitted_at": approved.get(dossier.id, dossier.updated_at),
                "mark": look.mark,
                "days": look.text,
            }
        )
    return rows


def _approved_at(session: Session, petitions: Iterable[Petition]) -> dict[int, datetime]:
    """Return when the answers of petitions were put before a leader, the last time."""
    found = select(DossierEvent.dossier_id, func.max(DossierEvent.at)).where(
        DossierEvent.dossier_id.in_([one.dossier_id for one in petitions]),
        DossierEvent.action == "approve",
    )
    rows = session.execute(found.group_by(DossierEvent.dossier_id))
    return {row[0]: row[1] for row in rows}


def waiting_for(open_tasks: int) -> list[DraftFinding]:
    """Return the finding on what colleagues have not done yet, if there is any."""
    text = f"Còn {open_tasks} việc nhờ đồng nghiệp chưa xong, nên chưa duyệt và chưa ký được."
    return [DraftFinding("stop", text)] if open_tasks else []


def check_items(petition: Petition, open_tasks: int) -> list[DraftFinding]:
    """Return the line of checks above the letter: what is in order first."""
    answer = current_answer(petition)
    positions = positions_of(petition)
    checked = check_draft(item_drafts(answer), positions, promise_drafts(answer))
    found = [one for one in checked if one.kind != "ok"]
    done = len(positions) - sum(one.kind == "stop" and one.demand_id is not None for one in found)
    good = [
        DraftFinding("ok", f"Trả lời đủ {done} yêu cầu"),
        DraftFinding("ok", "Đúng thể thức Nghị định 30/2020/NĐ-CP"),
    ]
    return good + waiting_for(open_tasks) + found


def conflict_parts(
    petition: Petition, typed: AnswerDraft, units: Mapping[int, str]
) -> list[dict[str, str]]:
    """Return both versions of each field that differs: what was typed, what was saved since."""
    mine = _fields(petition, typed, units)
    theirs = _fields(petition, _saved_draft(petition), units)
    both = [(label, mine.get(label, ""), theirs.get(label, "")) for label in mine | theirs]
    return [{"label": label, "mine": one, "theirs": two} for label, one, two in both if one != two]


def _saved_draft(petition: Petition) -> AnswerDraft:
    answer = current_answer(petition)
    opening, closing = (answer.opening, answer.closing) if answer else ("", "")
    promises = tuple(promise_drafts(answer))
    return AnswerDraft(tuple(item_drafts(answer)), opening, closing, promises)


def _fields(petition: Petition, draft: AnswerDraft, units: Mapping[int, str]) -> dict[str, str]:
    """Return what a draft says, field by field, in the order of the page."""
    said, items = {}, {item.demand_id: item for item in draft.items}
    for demand in petition.demands:
        item = items.get(demand.id, ItemDraft(demand.id, "", "", ""))
        said[f"Kết quả yêu cầu {demand.position}"] = OUTCOMES.get(item.outcome, "")
        said[f"Trả lời yêu cầu {demand.position}"] = item.text
        said[f"Căn cứ yêu cầu {demand.position}"] = item.legal_basis
    for place, one in enumerate(draft.promises, start=1):
        due = f"{one.due_on:%d/%m/%Y}" if one.due_on else one.due
        unit = units.get(one.unit_id or 0, one.unit)
        said[f"Cam kết {place}"] = " · ".join(filter(None, (unit, one.what, due, one.sign)))
    return said | {"Câu mở đầu": draft.opening, "Câu kết": draft.closing}
