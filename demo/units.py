"""A unit of the invented Alliance gets another telephone: its page shows a change with its day."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from administration.unit_actions import change
from units.actions import VersionDraft, said_of
from units.queries import find_by_code
from workflow.localtime import local_day

PHONE = "0205 0000 041"
REASON = "Thông báo đổi tổng đài số 09/TB-LMHTX"


def load_unit_changes(session: Session, people: dict[str, Account], now: datetime) -> None:
    """Write the one change that an administrator wrote."""
    office = find_by_code(session, "VP")
    if office is None:
        return
    draft = VersionDraft(valid_from=local_day(now), **(said_of(office) | {"phone": PHONE}))
    change(session, office, draft, REASON, people["quantri"].actor, now)
