"""Writes of what goes out to those on the list: the letter that invites, the mails. No commit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from accounts.queries import language_of
from config import Settings
from cooperatives.queries import representative_mails
from documents.vault import Vault
from letters.actions import Sign, issue_to, seal
from letters.models import Letter
from letters.rules import KIND_NAMES
from notices.actions import send
from notices.texts import render_in
from store.outbox import enqueue
from support.actions import open_for_change
from support.letter_texts import invitation_content
from support.models import SupportActivity, SupportGuest
from support.queries import list_unsent
from support.rules import mark_of
from workflow.localtime import local_day
from workflow.refusal import Refusal


def sign_invitations(
    session: Session,
    settings: Settings,
    activity: SupportActivity,
    kind: str,
    signer: Account,
    now: datetime,
    seen: str = "",
) -> Letter:
    """Issue one letter to all on the list who have none; those with an address are mailed.

    `seen`: the mark of the list that was read. Raises: Refusal where nobody is left to invite, the
    list is another one by now, or the activity is over.
    """
    open_for_change(session, activity)
    guests = list_unsent(session, activity.id)
    if not guests:
        raise Refusal("guests", "Mọi hợp tác xã trong danh sách đều đã có giấy mời.")
    if seen and seen != mark_of(guest.id for guest in guests):
        raise Refusal("stale", "Danh sách mời vừa thay đổi. Hãy xem lại rồi ký.")
    content = invitation_content(settings, activity, guests, kind, signer)
    letter = issue_to(session, content, guests, signer.id, now)
    enqueue(session, "support.seal_letter", now, letter_id=letter.id)
    read_by_mail = addresses_of(session, guests, now)
    for guest in guests:
        if read_by_mail[guest.id]:
            enqueue(session, "support.mail_invitation", now, guest_id=guest.id)
    return letter


def seal_letter(
    session: Session, vault: Vault, sign_file: Sign, letter_id: int, now: datetime
) -> None:
    """Make and keep the file of a letter. Twice is once."""
    seal(session, vault, session.get_one(Letter, letter_id), sign_file, now)


def addresses_of(session: Session, guests: Sequence[SupportGuest], now: datetime) -> dict[int, str]:
    """Return where each guest reads mail, by its id; "" nowhere.

    That is the cooperative's own address, or a representative's.
    """
    without = [guest.cooperative_id for guest in guests if not guest.cooperative.email]
    mails = representative_mails(session, without, local_day(now)) if without else {}
    return {
        guest.id: guest.cooperative.email or mails.get(guest.cooperative_id, "") for guest in guests
    }


def mail_invitation(session: Session, settings: Settings, guest_id: int, now: datetime) -> None:
    """Mail the invitation. Nothing where the plan was cancelled since."""
    _mail(session, settings, guest_id, now, "invitation", "planned")


def mail_cancellation(session: Session, settings: Settings, guest_id: int, now: datetime) -> None:
    """Mail that what a letter invited to does not take place."""
    _mail(session, settings, guest_id, now, "cancellation", "cancelled")


def mail_evaluation(session: Session, settings: Settings, guest_id: int, now: datetime) -> None:
    """Mail the question what it was good for."""
    _mail(session, settings, guest_id, now, "evaluation", "held")


def _mail(
    session: Session, settings: Settings, guest_id: int, now: datetime, what: str, status: str
) -> None:
    guest = session.get(SupportGuest, guest_id)
    if guest is None or guest.activity.status != status:
        return
    if what == "invitation" and guest.letter is None:
        return
    to = addresses_of(session, [guest], now)[guest.id]
    if not to:
        return
    link = f"{settings.base_url}/ho-tro/thu/{guest.token}"
    values = {"guest": guest, "activity": guest.activity, "link": link, "settings": settings,
              "kinds": KIND_NAMES}  # fmt: skip
    text = render_in(language_of(session, to), f"mail/support_{what}", values)
    send(session, f"support-{what}-{guest.id}", to, text, now)
