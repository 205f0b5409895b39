"""The fund of the demo: 20 tỷ of charter capital, put in when the fund was reorganised."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from demo.people import DOMAIN
from fund.actions import post_by_hand
from workflow.localtime import VIETNAM, local_day

CAPITAL_VND = 20 * 10**9
OPENED_AT = datetime(2023, 1, 3, 9, 0, tzinfo=VIETNAM)


def open_book(session: Session) -> None:
    """Put the capital in."""
    accountant = session.scalars(select(Account).where(Account.email == f"ketoan@{DOMAIN}")).one()
    words = "Nhận vốn điều lệ theo Quyết định giao vốn"
    what = (CAPITAL_VND, local_day(OPENED_AT), words, accountant.actor, OPENED_AT)
    post_by_hand(session, "capital", *what)
