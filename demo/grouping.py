"""The petitions of the demo that are merged into another, and those that are split."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from feedback.merge_actions import merge
from feedback.merge_rules import suggest_same
from feedback.models import Petition
from feedback.split_actions import Part, split


def merge_into(
    session: Session, petition: Petition, lead: Petition, note: str, account: Account, now: datetime
) -> None:
    """Merge a petition into another: each demand with that of the lead which resembles it most."""
    mine = {one.id: one.text for one in petition.demands}
    same = suggest_same(mine, {one.id: one.text for one in lead.demands})
    merge(session, petition, lead, same, note, account, now)


def split_off(
    session: Session,
    settings: Settings,
    petition: Petition,
    code: str,
    subject: str,
    account: Account,
    now: datetime,
) -> Petition:
    """Give one demand a number of its own. `code`: its position and the new topic, "2:land"."""
    position, topic = code.split(":")
    leaving = petition.demands[int(position) - 1]
    part = Part((leaving.id,), subject, topic, "Hai việc do hai nơi trả lời.")
    return split(session, settings, petition, part, account, now)
