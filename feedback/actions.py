"""Writes of petitions by people: the cooperative's acts, and the handling by staff. No commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.models import Cooperative
from documents.models import Document
from dossiers.actions import Say, advance, assign, attach, open_dossier
from dossiers.models import Dossier, DossierEvent
from feedback.clock import EVERY_STATE, Stage, dates, has_first_answer, petition_clock
from feedback.conflict_queries import is_free
from feedback.letter_texts import extension_body, further_content, issue_answer, issue_receipt
from feedback.limit_queries import is_extended, scope_of
from feedback.models import Answer, Demand, Petition, PetitionDraft
from feedback.process import PETITION
from feedback.rules import EXTENSION_DAYS_MAX, PetitionText, answer_key, search_text
from feedback.screening_queries import find_rule, names_bodies
from rulebook.queries import days_on, setting_on, working_calendar
from rulebook.setting_rules import Scope
from workflow.clock import Clock, Dates
from workflow.localtime import local_day, receipt_day
from workflow.machine import Actor
from workflow.refusal import Refusal
from workflow.roles import Role
from workflow.workdays import count_days


@dataclass(frozen=True, slots=True)
class Filing:
    """Who files for whom, by which channel, on which day it was received (None: today).

    A paper, a call or a word from the floor has its clock from the day of receipt. Staff file for
    a cooperative of the registry, or for whoever is not in it by `asker_name`. `form_key` makes a
    second sending of the same form find the petition of the first. `split_from` is the code of the
    petition that this one was part of.
    """

    account: Account
    cooperative: Cooperative | None
    channel: str = "portal"
    received_on: date | None = None
    asker_name: str = ""
    form_key: str | None = None
    split_from: str = ""

    @property
    def asker(self) -> str:
        return self.cooperative.name if self.cooperative else self.asker_name

    @property
    def is_recorded(self) -> bool:
        return Role(self.account.role) is not Role.REPRESENTATIVE


def file(
    session: Session,
    settings: Settings,
    filing: Filing,
    text: PetitionText,
    documents: list[Document],
    now: datetime,
) -> Petition:
    """File a petition: number, dates, first event, receipt, and the task that screens it."""
    is_multi_body = names_bodies(find_rule(session, text.topic_code, local_day(now)))
    dossier = _new_dossier(session, filing, text, answer_key(is_multi_body), now)
    say = Say(
        data=_filed_data(dossier, filing, text, documents),
        on_behalf_of_id=filing.cooperative.id if filing.cooperative else None,
    )
    event = open_dossier(session, PETITION, dossier, filing.account.actor, now, say)
    petition = _petition(dossier, text, filing)
    petition.is_multi_body = is_multi_body
    petition.receipt_letter = issue_receipt(session, settings, petition, event, documents)
    session.add(petition)
    for document in documents:
        attach(session, dossier, document, "attachment")
    session.flush()
    return petition


def _new_dossier(
    session: Session, filing: Filing, text: PetitionText, limit: str, now: datetime
) -> Dossier:
    late_next_day = setting_on(session, "clock.late_receipt_next_day", local_day(now)) == "1"
    received_on = filing.received_on or receipt_day(now, late_next_day)
    scope = Scope(text.topic_code, filing.channel)
    limit_days = days_on(session, limit, received_on, scope)
    acknowledge = days_on(session, "petition.acknowledge_days", received_on, scope)
    calendar = working_calendar(session)
    count = count_days(calendar, received_on, limit_days)
    return Dossier(
        subject=text.subject,
        cooperative=filing.cooperative,
        asker_name="" if filing.cooperative else filing.asker_name,
        filed_by=filing.account,
        received_at=now,
        received_on=received_on,
        limit_days=limit_days,
        due_on=count.due_on,
        next_due="acknowledge",
        next_due_on=calendar.add_workdays(received_on, acknowledge),
        is_due_provisional=count.is_provisional,
        search_fold=search_text(text.whole, filing.asker),
        parties=[],
    )


def _filed_data(
    dossier: Dossier, filing: Filing, text: PetitionText, documents: list[Document]
) -> dict[str, Any]:
    recorded = {"asker": filing.asker} if filing.is_recorded else {}
    recorded |= {"split_from": filing.split_from} if filing.split_from else {}
    return recorded | {
        "received_on": dossier.received_on.isoformat(),
        "limit_days": dossier.limit_days,
        "due_on": dossier.due_on.isoformat(),
        "channel": filing.channel,
        "fingerprint": text.fingerprint,
        "files": [document.sha256 for document in documents],
    }


def _petition(dossier: Dossier, text: PetitionText, filing: Filing) -> Petition:
    return Petition(
        dossier=dossier,
        channel=filing.channel,
        form_key=filing.form_key,
        topic_code=text.topic_code,
        situation=text.situation,
        commune_code=text.commune_code,
        contact_name=text.contact_name,
        contact_phone=text.contact_phone,
        contact_email=text.contact_email,
        may_publish=text.may_publish,
        fingerprint=text.fingerprint,
        demands=[Demand(position=n, text=t) for n, t in enumerate(text.demands, start=1)],
        findings=[],
        answers=[],
    )


def file_draft(
    session: Session,
    settings: Settings,
    draft: PetitionDraft,
    text: PetitionText,
    filing: Filing,
    documents: list[Document],
    now: datetime,
) -> Dossier:
    """File a draft, once: a second click finds the dossier of the first."""
    session.refresh(draft, with_for_update=True)
    if draft.filed_dossier_id is not None:
        return session.get_one(Dossier, draft.filed_dossier_id)
    petition = file(session, settings, filing, text, documents, now)
    draft.filed_dossier_id = petition.dossier_id
    return petition.dossier


def reset_clock(
    session: Session, dossier: Dossier, events: Sequence[DossierEvent] | None = None
) -> None:
    """Compute the dates anew from the history and the calendar.

    `events`: the whole history in its order, where the caller has it.
    """
    if events is None:
        of_dossier = select(DossierEvent).where(DossierEvent.dossier_id == dossier.id)
        events = session.scalars(of_dossier.order_by(DossierEvent.seq)).all()
    clock = petition_clock(events, working_calendar(session))
    _set_dates(session, dossier, clock, has_first_answer(events))
    session.flush()


def _set_dates(session: Session, dossier: Dossier, clock: Clock, has_letter: bool) -> None:
    scope = scope_of(session.get_one(Petition, dossier.id))
    stages = stages_on(session, clock.started_on, has_letter, scope)
    found = dates(dossier.state, clock, stages, working_calendar(session))
    for name in Dates.__slots__:
        setattr(dossier, name, getattr(found, name))


def stages_on(session: Session, on: date, has_letter: bool, scope: Scope) -> list[Stage]:
    """Return the limits before the answer's, for what was received on a day.

    `has_letter`: the cooperative has a letter in hand, so a first answer is owed no more.
    """
    stages = [
        Stage("acknowledge", "submitted", _limit(session, "acknowledge", on, scope)),
        Stage("classify", "routed", _limit(session, "classify", on, scope)),
    ]
    first_days = _limit(session, "first_answer", on, scope)
    if first_days and not has_letter:
        stages.append(Stage("first_answer", EVERY_STATE, first_days))
    return stages


def _limit(session: Session, stage: str, on: date, scope: Scope) -> int:
    return days_on(session, f"petition.{stage}_days", on, scope)


def limit_data(session: Session, petition: Petition) -> dict[str, int]:
    """Return the limit that holds for a petition now: more where more than one body answers."""
    received_on, scope = petition.dossier.received_on, scope_of(petition)
    limit_days = days_on(session, answer_key(petition.is_multi_body), received_on, scope)
    return {} if limit_days == petition.dossier.limit_days else {"limit_days": limit_days}


def accept(session: Session, petition: Petition, account: Account, now: datetime) -> None:
    """Take a petition in hand; one that nobody holds comes to whoever accepts it."""
    dossier = petition.dossier
    if dossier.officer_id is None:
        assign(dossier, dossier.unit_id or account.unit_id, account.id, now)
    advance(session, PETITION, dossier, "accept", account.actor, now)
    reset_clock(session, dossier)


def hand_over(
    session: Session,
    petition: Petition,
    action: str,
    officer: Account,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Give a petition to an officer by hand: "route" a new one, "reassign" one under way."""
    dossier = petition.dossier
    if officer.unit_id is None or not officer.is_active:
        raise Refusal("officer", "Hãy chọn một cán bộ đang làm việc.", "officer_id")
    if not is_free(session, dossier.id, officer):
        raise Refusal("conflict", "Người này không nhận được hồ sơ nêu tên mình.", "officer_id")
    assign(dossier, officer.unit_id, officer.id, now)
    if action == "route":
        for finding in petition.findings:
            if finding.severity == "stop":
                finding.overruled_by_id = actor.id
    data = {"unit_id": officer.unit_id, "officer_id": officer.id, "to": officer.full_name}
    say = Say(note=note, data=data | limit_data(session, petition))
    advance(session, PETITION, dossier, action, actor, now, say)
    reset_clock(session, dossier)


def request_supplement(
    session: Session, petition: Petition, note: str, actor: Actor, now: datetime
) -> None:
    """Ask the cooperative for what is missing; the clock stands still until it is supplied."""
    days = days_on(session, "petition.supplement_days", local_day(now), scope_of(petition))
    until = working_calendar(session).add_workdays(local_day(now), days)
    say = Say(note=note, data={"until": until.isoformat()})
    advance(session, PETITION, petition.dossier, "request_supplement", actor, now, say)
    reset_clock(session, petition.dossier)


def extend(
    session: Session,
    settings: Settings,
    petition: Petition,
    days: int,
    note: str,
    signer: Account,
    now: datetime,
) -> None:
    """Give the answer more working days: once, with a reason, by a leader; everybody is told.

    The cooperative gets it as an interim letter, which says the reason and the new date.
    """
    if not 1 <= days <= EXTENSION_DAYS_MAX:
        text = f"Gia hạn từ 1 đến {EXTENSION_DAYS_MAX} ngày làm việc."
        raise Refusal("days", text, "days")
    dossier = petition.dossier
    before = dossier.due_on
    due_on = working_calendar(session).add_workdays(before, days)
    facts = {"is_extended": is_extended(session, dossier.id), "days": days}
    PETITION.check(PETITION.step(dossier.state, "extend", signer.actor.role), facts, note)
    body = extension_body(settings, days, due_on, note)
    data = {"days": days, "from": before.isoformat(), "to": due_on.isoformat()}
    letter = _issue_interim(session, settings, petition, body, signer, now)
    say = Say(note=note, data=data | letter, facts=facts)
    advance(session, PETITION, dossier, "extend", signer.actor, now, say)
    reset_clock(session, dossier)


def _issue_interim(
    session: Session,
    settings: Settings,
    petition: Petition,
    body: str,
    signer: Account,
    now: datetime,
) -> dict[str, Any]:
    """Issue the letter of an extension, composed from the leader's words, and return its facts."""
    answer = Answer(
        petition_id=petition.dossier_id, kind="interim", stage="draft", body=body,
        drafter_id=petition.dossier.officer_id or signer.id, created_at=now, saved_at=now,
    )  # fmt: skip
    session.add(answer)
    session.flush()
    content = further_content(settings, petition, answer, signer)
    _, data = issue_answer(session, petition, answer, content, signer, now)
    answer.stage = "issued"
    session.flush()
    session.expire(petition, ["answers"])
    return data | {"kind": answer.kind}


def supply(
    session: Session,
    petition: Petition,
    note: str,
    documents: list[Document],
    actor: Actor,
    now: datetime,
) -> None:
    """Supply what was asked for; the clock goes on."""
    if not note.strip() and not documents:
        text = "Hãy viết nội dung bổ sung hoặc chọn ít nhất một tệp."
        raise Refusal("supplement", text, "note")
    _add_documents(session, petition, "supply", note, documents, actor, now)
    reset_clock(session, petition.dossier)


def add_papers(
    session: Session,
    petition: Petition,
    note: str,
    documents: list[Document],
    actor: Actor,
    now: datetime,
) -> None:
    """Send more papers without being asked; the clock does not change."""
    if not documents:
        raise Refusal("files", "Hãy chọn ít nhất một tệp.", "files")
    _add_documents(session, petition, "add_papers", note, documents, actor, now)


def _add_documents(
    session: Session,
    petition: Petition,
    action: str,
    note: str,
    documents: list[Document],
    actor: Actor,
    now: datetime,
) -> None:
    dossier = petition.dossier
    files = [{"name": document.name, "sha256": document.sha256} for document in documents]
    say = Say(note=note, data={"files": files}, on_behalf_of_id=dossier.cooperative_id)
    advance(session, PETITION, dossier, action, actor, now, say)
    for document in documents:
        attach(session, dossier, document, "supplement")


def message(session: Session, petition: Petition, note: str, actor: Actor, now: datetime) -> None:
    """Say something to the officer."""
    say = Say(note=note, on_behalf_of_id=petition.dossier.cooperative_id)
    advance(session, PETITION, petition.dossier, "message", actor, now, say)


def decline(
    session: Session, petition: Petition, code: str, note: str, actor: Actor, now: datetime
) -> None:
    """Decline a petition with a code and a text for the cooperative."""
    petition.decline_code = code
    say = Say(note=note, data={"code": code}, facts={"code": code})
    advance(session, PETITION, petition.dossier, "decline", actor, now, say)


def withdraw(session: Session, petition: Petition, note: str, actor: Actor, now: datetime) -> None:
    """Take a petition back before it is answered."""
    say = Say(note=note, on_behalf_of_id=petition.dossier.cooperative_id)
    advance(session, PETITION, petition.dossier, "withdraw", actor, now, say)


def note(session: Session, petition: Petition, text: str, actor: Actor, now: datetime) -> None:
    """Write an internal note that no outsider ever sees."""
    advance(session, PETITION, petition.dossier, "note", actor, now, Say(note=text))


def rate(
    session: Session, petition: Petition, verdict: str, words: str, actor: Actor, now: datetime
) -> None:
    """Record the cooperative's verdict on the answer; a later one takes its place."""
    say = Say(
        note=words, data={"verdict": verdict}, on_behalf_of_id=petition.dossier.cooperative_id
    )
    advance(session, PETITION, petition.dossier, "rate", actor, now, say)
    petition.verdict, petition.verdict_note, petition.verdict_at = verdict, words, now


def resolve(
    session: Session, petition: Petition, status: str, note: str, actor: Actor, now: datetime
) -> None:
    """Record what became of the matter, beside the letter."""
    say = Say(note=note, data={"status": status}, facts={"status": status})
    advance(session, PETITION, petition.dossier, "resolve", actor, now, say)
    petition.resolution = status
