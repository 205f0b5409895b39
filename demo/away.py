"""Who of the demo is away, and who stands in."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from accounts.deputy_actions import Absence, make_deputy
from demo.cast import Cast
from workflow.localtime import local_day

DAYS = 2


def send_away(session: Session, cast: Cast, now: datetime) -> None:
    """Let one officer be away from today on, with a colleague of another unit in the place."""
    today = local_day(now)
    people = cast.accounts
    until = today + timedelta(days=DAYS)
    absence = Absence(people["huy"].id, people["dung"].id, today, until, "Đi tập huấn ở Hà Nội")
    make_deputy(session, absence, people["vanthu"], now)
