"""Writes of support activities: plan, invite, record who came, close, evaluate. No commit."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from accounts.tokens import link_token
from cooperatives.models import Cooperative
from documents.models import Document
from store.outbox import enqueue
from support.models import (
    SupportActivity,
    SupportBudget,
    SupportGuest,
    SupportPaper,
    SupportProgramme,
)
from support.queries import list_guests
from support.rules import PEOPLE_MAX, Came, Plan, check_finish, check_plan
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.text import clean, fold

STALE = "Người khác vừa sửa kế hoạch này. Hãy xem lại rồi lưu lần nữa."
CLOSED = "Hoạt động này đã chốt hoặc đã hủy, không sửa được nữa."


def plan(session: Session, said: Plan, account: Account, now: datetime) -> SupportActivity:
    """Plan an activity. Raises Refusal where the days are in no order."""
    check_plan(said)
    made = SupportActivity(**asdict(said), planned_by_id=account.id, planned_at=now)
    session.add(made)
    session.flush()
    return made


def change(session: Session, activity: SupportActivity, said: Plan, seen: str = "") -> None:
    """Change a plan that is still open.

    `seen`: the version that was read. Raises: Refusal where somebody else changed it since.
    """
    check_plan(said)
    open_for_change(session, activity)
    if seen and seen != str(activity.version):
        raise Refusal("stale", STALE)
    for name, value in asdict(said).items():
        setattr(activity, name, value)
    session.flush()


def open_for_change(session: Session, activity: SupportActivity) -> None:
    """Lock an activity. Raises Refusal where it is closed."""
    session.refresh(activity, with_for_update=True)
    if activity.status != "planned":
        raise Refusal("closed", CLOSED)


def invite(
    session: Session, activity: SupportActivity, found: Iterable[Cooperative], now: datetime
) -> int:
    """Put cooperatives on the list of those to invite; return how many are new on it."""
    return len(_add(session, activity, found, now))


def _add(
    session: Session,
    activity: SupportActivity,
    found: Iterable[Cooperative],
    now: datetime,
    *,
    is_invited: bool = True,
) -> list[int]:
    open_for_change(session, activity)
    ids = dict.fromkeys(one.id for one in found)
    rows = [
        {"activity_id": activity.id, "cooperative_id": of, "token": link_token(),
         "invited_at": now if is_invited else None, "reply": "", "names": "", "rating": "",
         "comment": ""}
        for of in ids
    ]  # fmt: skip
    if not rows:
        return []
    once = insert(SupportGuest).values(rows).on_conflict_do_nothing()
    return list(session.scalars(once.returning(SupportGuest.id)))


def drop_guest(session: Session, guest: SupportGuest) -> None:
    """Take a cooperative off the list, as long as no letter invites it and nobody of it came.

    It is read again under the lock: a leader may have signed meanwhile, or somebody dropped it.
    """
    open_for_change(session, guest.activity)
    if session.get(SupportGuest, guest.id, populate_existing=True) is None:
        return
    if guest.letter_id is not None:
        raise Refusal("sent", "Giấy mời đã gửi; hãy ghi “Không dự” thay vì xóa.")
    if guest.people:
        raise Refusal("came", "Hợp tác xã này đã có người dự, không xóa khỏi danh sách được.")
    session.delete(guest)
    session.flush()


def reply_to(session: Session, guest: SupportGuest, reply: str, now: datetime) -> None:
    """Write down whether somebody will come; a later answer takes the place of an earlier one."""
    open_for_change(session, guest.activity)
    guest.reply, guest.replied_at = reply, now


def record(session: Session, activity: SupportActivity, came: Mapping[int, Came]) -> None:
    """Record who came, by the id of the guest. Those who are not named stay as they are."""
    open_for_change(session, activity)
    for guest in list_guests(session, activity.id):
        said = came.get(guest.id)
        if said is None:
            continue
        if not 0 <= said.people <= PEOPLE_MAX:
            raise Refusal("people", f"Số người từ 0 đến {PEOPLE_MAX}.")
        guest.people, guest.names = said.people, clean(said.names)
    session.flush()


def add_comers(
    session: Session, activity: SupportActivity, found: Iterable[Cooperative], now: datetime
) -> int:
    """Put those on the list who came without an invitation: one person each until it is changed."""
    made = _add(session, activity, found, now, is_invited=False)
    for guest_id in made:
        session.get_one(SupportGuest, guest_id).people = 1
    session.flush()
    return len(made)


def finish(
    session: Session,
    activity: SupportActivity,
    spent_vnd: int,
    result: str,
    account: Account,
    now: datetime,
) -> None:
    """Close what was held: attendance and cost stay, and those who came are asked what they think.

    Raises: Refusal where it was not held yet, or somebody on the list is not recorded.
    """
    open_for_change(session, activity)
    guests = list_guests(session, activity.id)
    came = [guest.people for guest in guests]
    check_finish(activity.begins_on, local_day(now), came, spent_vnd)
    activity.spent_vnd = spent_vnd
    _close(activity, "held", result, account, now)
    session.flush()
    for guest in guests:
        if guest.people:
            enqueue(session, "support.mail_evaluation", now, guest_id=guest.id)


def cancel(
    session: Session, activity: SupportActivity, reason: str, account: Account, now: datetime
) -> None:
    """Cancel a plan, with the reason; those whom a letter invited are told by mail."""
    open_for_change(session, activity)
    _close(activity, "cancelled", reason, account, now)
    session.flush()
    for guest in list_guests(session, activity.id):
        if guest.letter_id is not None:
            enqueue(session, "support.mail_cancellation", now, guest_id=guest.id)


def _close(
    activity: SupportActivity, status: str, result: str, account: Account, now: datetime
) -> None:
    activity.status, activity.result = status, clean(result)
    activity.closed_by_id, activity.closed_at = account.id, now


def evaluate(
    session: Session, guest: SupportGuest, rating: str, comment: str, now: datetime
) -> None:
    """Write down what a cooperative that came thinks. Raises Refusal before it is closed."""
    if guest.activity.status != "held" or not guest.people:
        raise Refusal("early", "Chỉ nơi đã dự mới đánh giá được, sau khi hoạt động kết thúc.")
    guest.rating, guest.comment, guest.rated_at = rating, clean(comment), now
    session.flush()


def add_paper(
    session: Session, activity: SupportActivity, document: Document, title: str
) -> SupportPaper:
    """Join a paper to an activity, also after it is closed: receipts come late."""
    made = SupportPaper(activity_id=activity.id, document_id=document.id, title=title)
    session.add(made)
    session.flush()
    return made


def add_line(
    session: Session,
    programme: str,
    basis: str,
    line: tuple[int, str, str, int],
    account: Account,
    now: datetime,
) -> SupportBudget:
    """Add a budget line (year, name, source, đồng) to a programme, which is made if it is new.

    Raises: Refusal where the programme has this line already.
    """
    year, name, source, amount_vnd = line
    once = insert(SupportProgramme).values(name=programme, name_fold=fold(programme), basis=basis)
    session.execute(once.on_conflict_do_nothing(index_elements=["name_fold"]))
    of = session.query(SupportProgramme).filter_by(name_fold=fold(programme)).one()
    made = insert(SupportBudget).values(
        programme_id=of.id, year=year, name=name, source=source, amount_vnd=amount_vnd,
        entered_by_id=account.id, entered_at=now,
    )  # fmt: skip
    added = session.scalars(made.on_conflict_do_nothing().returning(SupportBudget)).one_or_none()
    if added is None:
        said = f"Chương trình này đã có mục chi “{name}” năm {year}."
        raise Refusal("line", said, "name")
    return added
