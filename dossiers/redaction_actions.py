"""Writes that redact a history. The chain stays: see docs/rules/audit.md. No commit."""

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from dossiers.actions import entry_of
from dossiers.chain import entry_hash
from dossiers.models import Dossier, DossierEvent
from dossiers.redaction import redacted

CHANGED = ("note", "actor_id", "actor_name", "data")


def redact(session: Session, dossier: Dossier) -> dict[str, str]:
    """Redact the entries of a history; return the hash of each changed one's new form, by number.

    The entry that the caller then writes has to tell them, under "redacted".
    """
    session.execute(text("SELECT set_config('donghanh.redacting', 'on', true)"))
    told: dict[str, str] = {}
    found = select(DossierEvent).where(DossierEvent.dossier_id == dossier.id)
    for event in session.scalars(found.order_by(DossierEvent.seq)).all():
        entry = entry_of(event)
        new = redacted(entry)
        if new == entry:
            continue
        values = {name: getattr(new, name) for name in CHANGED}
        session.execute(update(DossierEvent).where(DossierEvent.id == event.id).values(values))
        told[str(event.seq)] = entry_hash(new, event.prev_hash)
    session.execute(text("SELECT set_config('donghanh.redacting', 'off', true)"))
    session.expire(dossier, ["events"])
    return told
