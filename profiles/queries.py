"""What belongs to one cooperative: its dossiers and their papers, as a reader may see them."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from dossiers.models import Dossier, DossierDocument
from dossiers.queries import audience_for, visible_to

DOSSIERS_SHOWN = 15
PAPERS_SHOWN = 15
LETTER_ROLES = ("answer", "receipt", "letter")


def dossiers_of(
    session: Session, account: Account, cooperative_id: int, on: date
) -> tuple[list[Dossier], int]:
    """Return the latest dossiers of a cooperative that a reader may see, and how many there are."""
    mine = Dossier.cooperative_id == cooperative_id, visible_to(account, on)
    total = session.scalar(select(func.count()).select_from(Dossier).where(*mine)) or 0
    found = select(Dossier).where(*mine).order_by(Dossier.updated_at.desc(), Dossier.id.desc())
    found = found.options(joinedload(Dossier.cooperative), joinedload(Dossier.officer))
    return list(session.scalars(found.limit(DOSSIERS_SHOWN))), total


def papers_of(
    session: Session, account: Account, cooperative_id: int, on: date, *, are_letters: bool
) -> list[DossierDocument]:
    """Return the letters to a cooperative, or its other papers, the latest first."""
    is_letter = DossierDocument.role.in_(LETTER_ROLES)
    found = (
        select(DossierDocument)
        .join(Dossier, Dossier.id == DossierDocument.dossier_id)
        .where(Dossier.cooperative_id == cooperative_id, visible_to(account, on))
        .where(DossierDocument.audience.in_(audience_for(account)))
        .where(is_letter if are_letters else ~is_letter)
        .order_by(DossierDocument.id.desc())
        .options(joinedload(DossierDocument.dossier))
    )
    return list(session.scalars(found.limit(PAPERS_SHOWN)))
