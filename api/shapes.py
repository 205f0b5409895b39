"""Records as JSON values: what a program reads. `api/openapi.py` describes the same shapes."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Account
from api.rules import Cursor, encode_cursor
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import is_reader_staff
from feedback.basis_models import LegalBasis
from feedback.further_queries import IssuedLetter, issued_letters
from feedback.models import Answer, Petition, Publication
from feedback.process import OUTCOMES, PETITION
from feedback.story import story
from units.names import Names
from workflow.localtime import to_local
from workflow.workdays import Count

Shape = dict[str, Any]


def deadline(count: Count) -> Shape:
    """Return a count day by day."""
    return {
        "due_on": count.due_on.isoformat(),
        "provisional": count.is_provisional,
        "days": [
            {"date": day.day.isoformat(), "counted": day.is_counted, "reason": day.reason}
            for day in count.days
        ],
    }


def filed(petition: Petition) -> Shape:
    """Return what somebody who filed just now needs to keep."""
    dossier = petition.dossier
    return {
        "code": dossier.code,
        "state": dossier.state,
        "due_on": dossier.due_on.isoformat(),
        "receipt_hash": dossier.head_hash,
    }


def summary(dossier: Dossier, reader: Account) -> Shape:
    """Return a petition as lists show it. Only staff read the officer's name."""
    holder: Shape = {"unit": dossier.unit.name if dossier.unit else None}
    if is_reader_staff(reader):
        holder["officer"] = dossier.officer.full_name if dossier.officer else None
    return {
        "code": dossier.code,
        "state": dossier.state,
        "state_name": PETITION.states[dossier.state].public_name,
        "subject": dossier.subject,
        "cooperative": {"id": dossier.asker.id, "name": dossier.asker.name},
        "holder": holder,
        "received_on": dossier.received_on.isoformat(),
        "due_on": dossier.due_on.isoformat(),
        "provisional": dossier.is_due_provisional,
        "paused": dossier.paused_on is not None,
        "updated_at": to_local(dossier.updated_at).isoformat(),
    }


def petition(
    one: Petition,
    reader: Account,
    events: list[DossierEvent],
    answers: list[Answer],
    unit_names: Names,
) -> Shape:
    """Return a petition with its story, as `reader` may know it. `events` begin with the filing."""
    is_for_owner = not is_reader_staff(reader)
    return summary(one.dossier, reader) | {
        "topic": {"code": one.topic.code, "name": one.topic.name},
        "situation": one.situation,
        "demands": [{"position": d.position, "text": d.text} for d in one.demands],
        "events": list(_events(events, unit_names, is_for_owner)),
        "answers": [_answer(answer) for answer in issued_letters(answers)],
        "receipt_hash": events[0].hash,
    }


def _events(
    events: Iterable[DossierEvent], unit_names: Names, is_for_owner: bool
) -> Iterable[Shape]:
    for event in events:
        for told in story([event], unit_names, is_for_owner):
            yield {
                "action": event.action,
                "at": to_local(event.at).isoformat(),
                "text": told.text,
                "by": told.who,
                "note": told.note,
                "automatic": told.is_automatic,
            }


def _answer(one: IssuedLetter) -> Shape:
    answer, letter = one.answer, one.answer.letter
    return {
        "kind": answer.kind,
        "text": answer.body,
        "corrects": one.corrects,
        "corrected_by": list(one.corrected_by),
        "letter_number": letter.full_number if letter else "",
        "issued_on": letter.issued_on.isoformat() if letter else "",
        "items": [
            {
                "position": item.demand.position,
                "outcome": item.outcome,
                "outcome_name": OUTCOMES[item.outcome],
                "text": item.text,
                "legal_basis": item.legal_basis,
            }
            for item in sorted(answer.items, key=lambda item: item.demand.position)
        ],
    }


def publication(
    one: Publication, url: str, corrected_by: list[str], changed: list[LegalBasis]
) -> Shape:
    """Return a published answer: its public copy, which names nobody. `url` is its page."""
    return {
        "id": one.id,
        "url": url,
        "kind": one.kind,
        "text": one.body,
        "corrected_by": corrected_by,
        "basis_changed": [basis.name for basis in changed],
        "topic": {"code": one.topic.code, "name": one.topic.name},
        "title": one.title,
        "question": one.question,
        "items": [
            {
                "position": item["position"],
                "demand": item["demand"],
                "outcome": item["outcome"],
                "outcome_name": OUTCOMES[item["outcome"]],
                "text": item["text"],
                "legal_basis": item["legal_basis"],
            }
            for item in one.demands
        ],
        "answered_by": one.answered_by,
        "letter_number": one.letter_number,
        "asked_on": one.asked_on.isoformat(),
        "answered_on": one.answered_on.isoformat(),
    }


def page(name: str, rows: list[Shape], end: Cursor | None) -> Shape:
    """Return a page of a list under its name; `next_cursor` is null on the last one."""
    return {name: rows, "next_cursor": encode_cursor(end) if end else None}
