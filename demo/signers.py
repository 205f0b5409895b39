"""A deputy of the invented Alliance signs for its chairman, by its assignment of work."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from letters.rules import Authority
from letters.signer_actions import AuthorityDraft, give_authority
from workflow.localtime import local_day

BASIS = "Quyết định phân công công tác Ban Thường vụ số 15/QĐ-LMHTX"


def load_signers(session: Session, people: dict[str, Account], now: datetime) -> None:
    """Write the one row that an administrator wrote."""
    signer, on = people["thai"], local_day(now)
    draft = AuthorityDraft(signer.id, Authority.DEPUTY, signer.position, BASIS, on)
    give_authority(session, draft, people["quantri"], now)
