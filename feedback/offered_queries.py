"""What a petition may begin with: an event of another dossier offers words for it. Reads only.

A refused loan offers its reasons; whoever reads that dossier takes them over into a draft and goes
on writing. Source: docs/rules/decision.md.
"""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.models import DossierEvent
from dossiers.queries import access_dossier, audience_for
from workflow.refusal import Missing

NAMES = ("subject", "situation", "demands")


def offered_words(session: Session, account: Account, code: str, on: date) -> dict[str, Any]:
    """Return what the last event of a dossier that offers words says; nothing where none does."""
    if not code:
        return {}
    try:
        dossier = access_dossier(session, account, code, on)
    except Missing:
        return {}
    wanted = select(DossierEvent.data).where(
        DossierEvent.dossier_id == dossier.id,
        DossierEvent.audience.in_(audience_for(account)),
        DossierEvent.data.has_key("petition"),
    )
    data = session.scalar(wanted.order_by(DossierEvent.seq.desc()).limit(1))
    words = data["petition"] if data else {}
    return {name: words[name] for name in NAMES if name in words}
