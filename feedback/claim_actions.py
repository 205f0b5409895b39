"""Writes of claims: a cooperative takes over what staff recorded by name. No commit."""

from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Cooperative
from dossiers.actions import Say, advance
from dossiers.models import Dossier
from feedback.models import Petition
from feedback.process import PETITION
from feedback.rules import search_text
from store.rates import Limit, hit
from workflow.refusal import Refusal

GUESSES = Limit(10, int(timedelta(hours=1).total_seconds()))
LOOKS = Limit(30, int(timedelta(hours=1).total_seconds()))
NO_PHONE = "-" * 10
NOT_FOUND = (
    "Không có hồ sơ nào khớp với mã và số điện thoại này. Xem lại mã trên phiếu và số điện thoại "
    "đã báo khi gửi, hoặc gọi Văn phòng Liên minh."
)
TOO_OFTEN = (
    "Mã hồ sơ này vừa được thử nhiều lần. Hãy thử lại sau một giờ, hoặc gọi Văn phòng Liên minh."
)


def may_guess(session: Session, purpose: str, code: str, limit: Limit, now: datetime) -> bool:
    """Count one guess at a code, real or not, by whomever; return whether it is still allowed."""
    return hit(session, f"{purpose}:{code}", limit, now)


def claim(
    session: Session,
    account: Account,
    cooperative: Cooperative,
    code: str,
    phone: str,
    now: datetime,
) -> Dossier:
    """Give a petition that was recorded by name to the cooperative that knows number and telephone.

    A wrong number, a wrong telephone and what belongs to somebody else have one answer, which
    takes the same way. What is one's own already is returned as it is.

    Raises: Refusal.
    """
    wanted = select(Petition).join(Dossier, Dossier.id == Petition.dossier_id)
    petition = session.scalars(wanted.where(Dossier.code == code)).one_or_none()
    kept = (petition.contact_phone if petition else "") or NO_PHONE
    is_known = compare_digest(kept.encode(), phone.encode())
    if petition is None or not is_known:
        raise Refusal("claim", NOT_FOUND)
    dossier = petition.dossier
    session.refresh(dossier, ["version", "state", "cooperative_id"], with_for_update=True)
    if dossier.cooperative_id not in (None, cooperative.id):
        raise Refusal("claim", NOT_FOUND)
    if dossier.cooperative_id is None:
        _take_over(session, dossier, account, cooperative, now)
    return dossier


def _take_over(
    session: Session, dossier: Dossier, account: Account, cooperative: Cooperative, now: datetime
) -> None:
    data = {"cooperative_id": cooperative.id, "asker": dossier.asker_name}
    say = Say(data=data, on_behalf_of_id=cooperative.id)
    dossier.cooperative = cooperative
    dossier.search_fold = f"{dossier.search_fold} {search_text(cooperative.name)}"
    advance(session, PETITION, dossier, "claim", account.actor, now, say)
