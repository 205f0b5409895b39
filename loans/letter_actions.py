"""The files of the letters of loans: made and signed once, papers of the dossier. No commit."""

from datetime import datetime

from sqlalchemy.orm import Session

from documents.vault import Vault
from dossiers.actions import attach
from dossiers.models import Dossier
from letters.actions import Sign, seal
from letters.models import Letter
from letters.rules import KIND_NAMES

OWNERS_ROLES = frozenset({"decision", "contract", "debt_note"})  # a memo is for staff


def seal_letter(
    session: Session,
    vault: Vault,
    sign_file: Sign,
    dossier_id: int,
    letter_id: int,
    role: str,
    now: datetime,
) -> None:
    """Make the signed file of a letter and put it among the papers; twice is once."""
    letter = session.get_one(Letter, letter_id)
    document = seal(session, vault, letter, sign_file, now)
    dossier = session.get(Dossier, dossier_id)
    if dossier is None:
        return
    title = f"{KIND_NAMES[letter.kind]} số {letter.full_number}: {letter.subject}"
    audience = "owner" if role in OWNERS_ROLES else "staff"
    attach(session, dossier, document, role, audience, title)
