"""What the pages of a cooperative show, gathered from the records. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.models import Commitment
from commitments.queries import list_of_dossier
from cooperatives.models import Cooperative
from cooperatives.queries import cooperatives_of
from documents.rules import kind_name
from dossiers.chain import short
from dossiers.models import Dossier, DossierDocument, DossierEvent
from dossiers.queries import list_events, list_papers
from dossiers.urgency import Urgency, urgency
from feedback.clock import petition_clock
from feedback.forward_queries import find_open
from feedback.further_queries import IssuedLetter, list_letters
from feedback.letter_texts import recorded_line
from feedback.limit_queries import limit_note, scope_of
from feedback.merge_queries import Together, together
from feedback.models import Answer, Forward, Petition, PetitionDraft
from feedback.process import DECLINE_CODES, PETITION, SIGNED
from feedback.queries import find_issued_answer, list_drafts, list_own, list_supplement_requests
from feedback.reopen_queries import find_window
from feedback.rules import answer_key
from feedback.screening_queries import find_rule, names_bodies
from feedback.staff_pages import unit_names
from feedback.story import Told, story
from rulebook.queries import days_on, working_calendar
from rulebook.setting_rules import EVERYWHERE, Scope
from web.derivation import Cell, explanation, weeks
from web.filters import day, filesize, weekday_day
from workflow.clock import Clock
from workflow.localtime import local_day
from workflow.machine import State
from workflow.refusal import Missing
from workflow.roles import Role
from workflow.workdays import Calendar, Count, Pause, count_days

STEPS = ("Đã gửi", "Tiếp nhận", "Đang xem xét", "Ký văn bản", "Có trả lời")
PRESENT_STEP = {
    "submitted": 1,
    "routed": 2,
    "merged": 2,
    "accepted": 2,
    "supplement_requested": 2,
    "forwarded": 2,
    "in_review": 3,
    "awaiting_signature": 3,
    "answered": 5,
    "closed": 5,
}
ENDED = frozenset({"declined", "withdrawn"})
ACTS = {
    "supply": "Gửi bổ sung",
    "add_papers": "Gửi thêm giấy tờ",
    "message": "Nhắn cho cán bộ",
    "withdraw": "Rút kiến nghị",
}
WITH_FILES = frozenset({"supply", "add_papers"})
RATE_CARDS_MAX = 3


@dataclass(frozen=True, slots=True)
class StepItem:
    """One step of the line: kind "done", "now" or "todo"; `prefix` stands before the day."""

    label: str
    kind: str
    day: date | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """When the answer comes: the one fact, a sentence, and how the date was counted."""

    fact: str
    text: str
    explanation: str
    weeks: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A line of the list of papers. `document_id` None: the receipt, made when it is asked for."""

    title: str
    source: str
    kind: str
    document_id: int | None


@dataclass(frozen=True, slots=True)
class OwnerPage:
    """One petition as the cooperative reads it."""

    petition: Petition
    dossier: Dossier
    state: State
    passed: Forward | None
    steps: list[StepItem]
    when: When
    acts: list[tuple[str, str]]
    may_rate: bool
    reopen_until: date | None
    asked: DossierEvent | None
    asked_until: date | None
    ended: DossierEvent | None
    decline_reason: str
    told: list[Told]
    papers: list[Paper]
    answer: Answer | None
    answer_document_id: int | None
    letters: list[IssuedLetter]
    commitments: list[Commitment]
    together: Together
    bodies: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list of own dossiers. `late` says by how much, "" where it is not."""

    dossier: Dossier
    cooperative: str
    state: State
    holder: str
    due: str
    late: str


@dataclass(frozen=True, slots=True)
class Card:
    """What needs the cooperative first: one verb each. tone: that of a panel."""

    dossier: Dossier
    title: str
    verb: str
    endpoint: str
    anchor: str
    tone: str


@dataclass(frozen=True, slots=True)
class MinePage:
    """All that a cooperative has here."""

    cooperatives: list[Cooperative]
    cards: list[Card]
    drafts: list[PetitionDraft]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The slip of a petition: what was promised when it was filed."""

    petition: Petition
    dossier: Dossier
    due_on: date
    limit_days: int
    explanation: str
    weeks: list[list[Cell]]
    short_hash: str
    acknowledge_days: int
    is_moved: bool
    recorded: str


def owner_page(session: Session, account: Account, petition: Petition, today: date) -> OwnerPage:
    """Gather what the cooperative reads of its petition."""
    dossier, calendar = petition.dossier, working_calendar(session)
    events = list_events(session, account, dossier)
    clock = petition_clock(events, calendar)
    acts = PETITION.open_to(dossier.state, Role(account.role))
    asked = _last(events, "request_supplement") if dossier.paused_on else None
    papers = list_papers(session, account, dossier)
    answer = find_issued_answer(session, petition)
    return OwnerPage(
        petition=petition,
        dossier=dossier,
        state=PETITION.states[dossier.state],
        passed=find_open(session, dossier.id) if dossier.state == "forwarded" else None,
        steps=[] if dossier.state in ENDED else step_line(dossier, events),
        when=_when(dossier, clock, calendar, today, limit_note(session, petition)),
        acts=[(act, ACTS[act]) for act in acts if act in ACTS],
        may_rate="rate" in acts,
        reopen_until=_reopen_until(session, dossier, today),
        asked=asked,
        asked_until=date.fromisoformat(asked.data["until"]) if asked else None,
        ended=_last(events, "decline", "redirect", "withdraw") if dossier.state in ENDED else None,
        decline_reason=DECLINE_CODES.get(petition.decline_code or "", ""),
        told=_told(session, events, papers),
        papers=_papers(petition, papers),
        answer=answer,
        answer_document_id=answer.letter.document_id if answer and answer.letter else None,
        letters=list_letters(session, petition),
        commitments=list_of_dossier(session, dossier.id),
        together=together(session, account, dossier.id, today),
        bodies=_bodies(petition),
    )


def _bodies(petition: Petition) -> list[str]:
    """Return the bodies outside the Alliance that answer together with it."""
    if not petition.is_multi_body:
        return []
    return [one.unit.name for one in petition.dossier.parties if one.unit.kind == "body"]


def _reopen_until(session: Session, dossier: Dossier, today: date) -> date | None:
    """Return the last day to send the answer back, None where that is not possible."""
    window = find_window(session, dossier) if dossier.state == "answered" else None
    if window is None or window.is_used or not window.is_open(today):
        return None
    return window.until


def _first_day(events: Sequence[DossierEvent], *actions: str) -> date | None:
    days = [local_day(event.at) for event in events if event.action in actions]
    return days[0] if days else None


def _last(events: Sequence[DossierEvent], *actions: str) -> DossierEvent | None:
    found = [event for event in events if event.action in actions]
    return found[-1] if found else None


def step_line(dossier: Dossier, events: Sequence[DossierEvent]) -> list[StepItem]:
    """Return the five steps of a petition that is under way or answered, with their days."""
    present = PRESENT_STEP[dossier.state]
    taken_on = _first_day(events, "route", "accept")
    signed_on = _first_day(events, *SIGNED)
    looked_on = _first_day(events, "accept") or taken_on
    days: list[date | None] = [dossier.received_on, taken_on, looked_on, signed_on, signed_on]
    labels = list(STEPS)
    if dossier.state == "supplement_requested":
        labels[2], days[2] = "Chờ bổ sung", dossier.paused_on
    if dossier.state == "forwarded" and (slip := _last(events, "forward")) is not None:
        labels[2], days[2] = "Cơ quan khác xem xét", local_day(slip.at)
    steps = [
        StepItem(
            label,
            "done" if place < present else "now" if place == present else "todo",
            days[place] if place <= present else None,
            "từ" if place == present and days[place] else "",
        )
        for place, label in enumerate(labels)
    ]
    if present < len(steps) and dossier.paused_on is None:
        steps[-1] = StepItem(labels[-1], "todo", dossier.due_on, "hẹn")
    return steps


def _when(dossier: Dossier, clock: Clock, calendar: Calendar, today: date, why: str) -> When:
    count, pauses = clock.count, clock.pauses
    if clock.stopped_on is not None:
        fact, text = _settled(dossier, clock.stopped_on, calendar)
    elif clock.paused_on is not None:
        pauses = (*pauses, Pause(clock.paused_on, today))
        limit = clock.working_days + clock.extended_days
        count = count_days(calendar, clock.started_on, limit, pauses)
        fact = "Đang tạm dừng"
        text = f"Nếu hợp tác xã bổ sung hôm nay, hẹn trả lời {weekday_day(count.due_on)}."
    else:
        fact = weekday_day(count.due_on)
        text = left_sentence(urgency(dossier.due_on, None, today, calendar))
    said = explanation(clock.started_on, count, clock.extended_days) + why
    return When(fact, text, said, weeks(clock.started_on, count, calendar, pauses))


def _settled(dossier: Dossier, stopped_on: date, calendar: Calendar) -> tuple[str, str]:
    fact = weekday_day(stopped_on)
    if dossier.state in ENDED:
        return fact, "Hồ sơ kết thúc ngày này, không còn hạn trả lời."
    late = calendar.working_days_between(dossier.due_on, stopped_on)
    if stopped_on <= dossier.due_on:
        return fact, f"Đã trả lời đúng hẹn. Hạn là {day(dossier.due_on)}."
    return fact, f"Trả lời trễ {max(late, 1)} ngày làm việc so với hạn {day(dossier.due_on)}."


def left_sentence(found: Urgency) -> str:
    """Return how long it still takes, as the cooperative reads it."""
    match found.mark:
        case "overdue":
            return f"Đã quá hạn {found.days} ngày làm việc. Chúng tôi xin lỗi vì chậm trễ."
        case "today":
            return "Hạn trả lời là hôm nay."
    return f"Còn {found.days} ngày làm việc."


def _told(
    session: Session, events: Sequence[DossierEvent], papers: Sequence[DossierDocument]
) -> list[Told]:
    """Return the story for the owner, newest first, with links to the papers it speaks of."""
    names = unit_names(session, events)
    by_hash = {paper.document.sha256: paper for paper in papers}
    told = []
    for event in events:
        sent = [f["sha256"] for f in event.data.get("files", ()) if event.action in WITH_FILES]
        found = [by_hash[sha256] for sha256 in sent if sha256 in by_hash]
        link = {"text": found[0].title, "paper": str(found[0].document_id)} if found else None
        if len(found) > 1:
            link = {"text": f"Xem {len(found)} tệp", "paper": ""}
        told += [replace(one, link=link) for one in story([event], names, is_for_owner=True)]
    return told[::-1]


def _papers(petition: Petition, papers: Sequence[DossierDocument]) -> list[Paper]:
    listed = [_paper(one) for one in papers if one.role != "receipt"]
    letter = petition.receipt_letter
    if letter is not None:
        number = f"Số {letter.full_number}, {day(letter.issued_on)}"
        listed.append(Paper("Giấy biên nhận", number, "PDF", None))
    return listed


def _paper(one: DossierDocument) -> Paper:
    document = one.document
    kind = f"{kind_name(document.media_type)}, {filesize(document.size_bytes)}"
    by_owner = one.role in ("attachment", "supplement")
    who = "Hợp tác xã gửi" if by_owner else "Liên minh gửi"
    title = one.title.rsplit(".", 1)[0] if by_owner else one.title
    return Paper(title, f"{who} {day(document.created_at)}", kind, document.id)


def mine_page(session: Session, account: Account, today: date) -> MinePage:
    """Gather all that an account's cooperatives have here: a constant number of statements."""
    cooperatives = cooperatives_of(session, account.id, today)
    names = {one.id: one.short_name for one in cooperatives}
    petitions = list_own(session, account, today)
    calendar = working_calendar(session)
    asked = {e.dossier_id: e for e in list_supplement_requests(session, account, today)}
    return MinePage(
        cooperatives=cooperatives,
        cards=_cards(petitions, asked),
        drafts=list_drafts(session, account),
        lines=[
            _line(one.dossier, names.get(one.dossier.cooperative_id or 0, ""), today, calendar)
            for one in petitions
        ],
    )


def _cards(petitions: Sequence[Petition], asked: dict[int, DossierEvent]) -> list[Card]:
    supply, rate = [], []
    for petition in petitions:
        dossier = petition.dossier
        if dossier.id in asked:
            until = date.fromisoformat(asked[dossier.id].data["until"])
            title = f"Bổ sung trước hết {weekday_day(until)}"
            card = Card(dossier, title, "Gửi bổ sung", "feedback.supply", "", "waiting")
            supply.append((until, card))
        elif dossier.state == "answered" and not _is_rated(petition):
            title = "Đã có trả lời"
            card = Card(dossier, title, "Đọc và đánh giá", "feedback.show", "tra-loi", "")
            rate.append(card)
    ordered = sorted(supply, key=lambda pair: pair[0])
    return [card for _, card in ordered] + rate[:RATE_CARDS_MAX]


def _is_rated(petition: Petition) -> bool:
    """Return whether the last answer has its verdict: one on an answer before does not count."""
    at, settled_at = petition.verdict_at, petition.dossier.settled_at
    return at is not None and settled_at is not None and at >= settled_at


def _line(dossier: Dossier, cooperative: str, today: date, calendar: Calendar) -> Line:
    state = PETITION.states[dossier.state]
    if dossier.settled_at is not None:
        return Line(dossier, cooperative, state, "", f"Xong {day(dossier.settled_at)}", "")
    holder = dossier.unit.name if dossier.unit else "Văn thư Liên minh"
    if dossier.state == "forwarded":
        holder = ""  # with a body outside, as the state says
    if dossier.paused_on is not None:
        return Line(dossier, cooperative, state, holder, "Thời hạn đang tạm dừng", "")
    found = urgency(dossier.due_on, None, today, calendar)
    late = f"quá {found.days} ngày làm việc" if found.mark == "overdue" else ""
    return Line(dossier, cooperative, state, holder, f"Hẹn {weekday_day(dossier.due_on)}", late)


def receipt_page(session: Session, account: Account, petition: Petition) -> ReceiptPage:
    """Gather the slip as it was promised at filing. Raises Missing where it was never filed."""
    dossier, calendar = petition.dossier, working_calendar(session)
    filed = _last(list_events(session, account, dossier), "file")
    if filed is None or petition.receipt_letter is None:
        raise Missing("receipt")
    due_on = date.fromisoformat(filed.data["due_on"])
    count = count_days(calendar, dossier.received_on, filed.data["limit_days"])
    return ReceiptPage(
        petition=petition,
        dossier=dossier,
        due_on=due_on,
        limit_days=filed.data["limit_days"],
        explanation=petition.receipt_letter.content["body"]["derivation"],
        weeks=weeks(dossier.received_on, count, calendar) if count.due_on == due_on else [],
        short_hash=short(filed.hash),
        acknowledge_days=days_on(
            session, "petition.acknowledge_days", dossier.received_on, scope_of(petition)
        ),
        is_moved=dossier.due_on != due_on or dossier.paused_on is not None,
        recorded=recorded_line(filed),
    )


def owed_if_filed(
    session: Session, received_on: date, scope: Scope = EVERYWHERE
) -> tuple[Count, int]:
    """Return when an answer would be owed, and the limit, for what is received on a day."""
    rule = find_rule(session, scope.topic_code, received_on) if scope.topic_code else None
    limit_days = days_on(session, answer_key(names_bodies(rule)), received_on, scope)
    return count_days(working_calendar(session), received_on, limit_days), limit_days
