"""Reads of commitments. Who sees the dossier sees its commitments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from accounts.models import Account
from commitments.models import Commitment, CommitmentFollower, CommitmentMove
from commitments.rules import SOON_DAYS, Tally, tally
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import may_handle, visible_to
from units.models import Unit
from workflow.refusal import Missing
from workflow.roles import HANDLING_ROLES, Role

PAGE_SIZE = 50
NAMED = joinedload(Commitment.unit).selectinload(Unit.versions)
FILTERS = {
    "dang-mo": "Đang thực hiện",
    "qua-han": "Quá hạn",
    "sap-den-han": "Sắp đến hạn",
    "da-xong": "Đã thực hiện",
    "khong-xong": "Không thực hiện được",
    "doi-han": "Đã đổi hạn",
    "tat-ca": "Tất cả",
}


def _holds(key: str, today: date) -> ColumnElement[bool]:
    is_open = Commitment.status == "open"
    soon = today + timedelta(days=SOON_DAYS)
    match key:
        case "dang-mo":
            return is_open
        case "qua-han":
            return and_(is_open, Commitment.due_on < today)
        case "sap-den-han":
            return and_(is_open, Commitment.due_on.between(today, soon))
        case "da-xong":
            return Commitment.status == "kept"
        case "khong-xong":
            return Commitment.status == "broken"
        case "doi-han":
            return Commitment.due_on != Commitment.first_due_on
    return true()


def access_commitment(
    session: Session, account: Account, commitment_id: int, on: date
) -> Commitment:
    """Return a commitment of a dossier that `account` may see. Raises Missing."""
    found = session.scalars(
        select(Commitment)
        .join(Dossier, Dossier.id == Commitment.dossier_id)
        .where(Commitment.id == commitment_id, visible_to(account, on))
        .options(contains_eager(Commitment.dossier), joinedload(Commitment.letter))
    ).one_or_none()
    if found is None:
        raise Missing("commitment")
    return found


def may_report(account: Account, commitment: Commitment, on: date) -> bool:
    """Return whether `account` says what became of a commitment: who handles the dossier does, and
    the unit or body that promised, or what took its place.
    """
    heir = commitment.unit.heir_on(on)
    is_own = account.unit_id in (commitment.unit_id, heir.id)
    reports = HANDLING_ROLES | {Role.EXTERNAL}
    return may_handle(account, commitment.dossier) or (is_own and Role(account.role) in reports)


def list_of_dossier(session: Session, dossier_id: int) -> list[Commitment]:
    """Return the commitments behind which a dossier stands, in the order of their making."""
    followed = select(CommitmentFollower.commitment_id).where(
        CommitmentFollower.dossier_id == dossier_id
    )
    found = (
        select(Commitment)
        .where(or_(Commitment.dossier_id == dossier_id, Commitment.id.in_(followed)))
        .order_by(Commitment.made_on, Commitment.letter_id, Commitment.position)
        .options(
            NAMED,
            joinedload(Commitment.letter),
            selectinload(Commitment.moves).joinedload(CommitmentMove.account),
        )
    )
    return list(session.scalars(found))


def list_of_letters(session: Session, letter_ids: Iterable[int]) -> list[Commitment]:
    """Return the commitments that letters made, in their order."""
    wanted = list(letter_ids)
    if not wanted:
        return []
    order = (Commitment.letter_id, Commitment.position)
    found = select(Commitment).where(Commitment.letter_id.in_(wanted)).order_by(*order)
    return list(session.scalars(found.options(NAMED, selectinload(Commitment.moves))))


def _seen(account: Account, unit_id: int | None, on: date) -> ColumnElement[bool]:
    seen = visible_to(account, on)
    return and_(seen, Commitment.unit_id == unit_id) if unit_id is not None else seen


def count_by_filter(
    session: Session, account: Account, unit_id: int | None, on: date
) -> dict[str, int]:
    """Return how many commitments each filter holds: one statement."""
    counts = [func.count().filter(_holds(key, on)) for key in FILTERS]
    found = select(*counts).select_from(Commitment)
    row = session.execute(
        found.join(Dossier, Dossier.id == Commitment.dossier_id).where(_seen(account, unit_id, on))
    ).one()
    return dict(zip(FILTERS, row, strict=True))


def list_commitments(
    session: Session, account: Account, key: str, unit_id: int | None, on: date, page: int
) -> list[Commitment]:
    """Return one page of commitments under a filter, by date; one more: there is a next page."""
    found = (
        select(Commitment)
        .join(Dossier, Dossier.id == Commitment.dossier_id)
        .where(_seen(account, unit_id, on), _holds(key, on))
        .order_by(Commitment.status != "open", Commitment.due_on, Commitment.id)
        .options(
            NAMED,
            contains_eager(Commitment.dossier).joinedload(Dossier.cooperative),
            joinedload(Commitment.letter),
        )
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    return list(session.scalars(found))


def list_promising(session: Session) -> list[Unit]:
    """Return the units and bodies that ever made a commitment."""
    found = select(Unit).where(Unit.id.in_(select(Commitment.unit_id))).order_by(Unit.name)
    return list(session.scalars(found))


@dataclass(frozen=True, slots=True)
class UnitTally:
    """How the commitments of one unit or body stand. `former`: what it was called when it made
    some of them, where it is called otherwise today.
    """

    unit: Unit
    former: tuple[str, ...]
    tally: Tally


def tallies(session: Session, on: date) -> tuple[list[UnitTally], Tally]:
    """Return how the commitments of each unit stand on a day, most first, and all together."""
    every = select(Commitment).order_by(Commitment.id).options(NAMED)
    found = session.scalars(every).all()
    by_unit: dict[int, list[Commitment]] = {}
    for one in found:
        by_unit.setdefault(one.unit_id, []).append(one)
    rows = [UnitTally(held[0].unit, _former(held), _tally(held, on)) for held in by_unit.values()]
    rows.sort(key=lambda row: (-row.tally.made, row.unit.name))
    return rows, _tally(found, on)


def _former(held: Sequence[Commitment]) -> tuple[str, ...]:
    """Return the names in promises of one unit that are not its name of today, oldest first."""
    return tuple(dict.fromkeys(o.unit_called for o in held if o.unit_called != o.unit.name))


def _tally(found: Sequence[Commitment], on: date) -> Tally:
    return tally((one.facts for one in found), on)


def list_late(session: Session, today: date) -> list[Commitment]:
    """Return the open commitments whose date has passed and of whose lateness nobody was told."""
    key = func.concat("commitment:", Commitment.id, ":late:", Commitment.due_on)
    told = select(DossierEvent.id).where(
        DossierEvent.dossier_id == Commitment.dossier_id, DossierEvent.once_key == key
    )
    found = (
        select(Commitment)
        .where(Commitment.status == "open", Commitment.due_on < today, ~told.exists())
        .order_by(Commitment.due_on, Commitment.id)
        .options(joinedload(Commitment.dossier))
    )
    return list(session.scalars(found))


def late_key(commitment: Commitment) -> str:
    """Return what makes the entry of a missed date unique in the dossier's history."""
    return f"commitment:{commitment.id}:late:{commitment.due_on.isoformat()}"
