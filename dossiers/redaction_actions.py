"""Writes that redact a history. The chain stays: see docs/rules/audit.md. No commit."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, case, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from dossiers.actions import entry_of
from dossiers.chain import entry_hash
from dossiers.models import Dossier, DossierEvent
from dossiers.redaction import REMOVED, redacted
from dossiers.task_models import DossierTask

CHANGED = ("note", "actor_id", "actor_name", "data")


@contextmanager
def redacting(session: Session) -> Iterator[None]:
    """Let the words of rows that are else append-only be taken out, in this transaction alone."""
    session.execute(text("SELECT set_config('donghanh.redacting', 'on', true)"))
    yield
    session.execute(text("SELECT set_config('donghanh.redacting', 'off', true)"))


def gone(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Return what a column of words holds after they went: nothing stays nothing."""
    return case((column == "", ""), else_=REMOVED)


def redact(session: Session, dossier: Dossier) -> dict[str, str]:
    """Redact the entries of a history; return the hash of each changed one's new form, by number.

    The entry that the caller then writes has to tell them, under "redacted".
    """
    told: dict[str, str] = {}
    found = select(DossierEvent).where(DossierEvent.dossier_id == dossier.id)
    with redacting(session):
        for event in session.scalars(found.order_by(DossierEvent.seq)).all():
            entry = entry_of(event)
            new = redacted(entry)
            if new == entry:
                continue
            values = {name: getattr(new, name) for name in CHANGED}
            session.execute(update(DossierEvent).where(DossierEvent.id == event.id).values(values))
            told[str(event.seq)] = entry_hash(new, event.prev_hash)
    session.expire(dossier, ["events"])
    _forget_tasks(session, dossier.id)
    return told


def _forget_tasks(session: Session, dossier_id: int) -> None:
    """Take out what colleagues were asked and what they replied."""
    words = {"what": gone(DossierTask.what), "reply": gone(DossierTask.reply)}
    session.execute(update(DossierTask).where(DossierTask.dossier_id == dossier_id).values(words))
