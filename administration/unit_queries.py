"""Reads for the pages of units: what uses one, what a change moves, and what was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.models import Commitment
from dossiers.models import Dossier, DossierEvent
from feedback.forward_queries import OPEN
from feedback.models import Answer, Forward, RoutingRule
from letters.models import Letter
from rulebook.models import RulebookChange
from store.references import references_to
from units.models import Unit, UnitVersion

OWN_TABLES = ("unit", "unit_version")


@dataclass(frozen=True, slots=True)
class Touched:
    """What a unit has in hand: what goes on under another name, or to another unit."""

    accounts: int
    dossiers: int
    rules: int
    forwards: int
    commitments: int
    letters: int

    @property
    def lines(self) -> tuple[tuple[str, int], ...]:
        """Return what there is to say of each, with its count."""
        return (
            ("tài khoản", self.accounts),
            ("hồ sơ đang mở", self.dossiers),
            ("quy tắc phân công đang dùng", self.rules),
            ("hồ sơ đang chuyển đến", self.forwards),
            ("cam kết chưa xong", self.commitments),
        )

    @property
    def must_move(self) -> bool:
        """Whether something would be left with nobody, were the unit to end."""
        return bool(self.accounts or self.dossiers or self.rules or self.forwards)


def touched(session: Session, unit: Unit, on: date) -> Touched:
    """Count what a unit has in hand on a day, and the letters that keep its name."""
    asked = (
        _count(Account.unit_id == unit.id, Account.is_active.is_(True)),
        _count(Dossier.unit_id == unit.id, Dossier.settled_at.is_(None)),
        _count(*rules_of(unit, on)),
        _count(Forward.body_id == unit.id, Forward.status.in_(OPEN)),
        _count(Commitment.unit_id == unit.id, Commitment.status == "open"),
        _count(Letter.unit_id == unit.id),
    )
    return Touched(*session.execute(select(*asked)).one())


def _count(*wanted: ColumnElement[bool]) -> Any:
    return select(func.count()).where(*wanted).scalar_subquery()


def rules_of(unit: Unit, on: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on the routing rules that name a unit on a day or later."""
    names = or_(RoutingRule.unit_id == unit.id, RoutingRule.body_ids.contains([unit.id]))
    return names, or_(RoutingRule.valid_to.is_(None), RoutingRule.valid_to >= on)


def is_used(session: Session, unit: Unit) -> bool:
    """Return whether anything refers to a unit: then nothing of it is corrected any more.

    What drafts promise refers to it too: it binds with a signature.
    """
    named = [exists().where(column == unit.id) for column in _references()]
    named.append(exists().where(Unit.successor_id == unit.id))
    named.append(exists().where(RoutingRule.body_ids.contains([unit.id])))
    named.append(exists().where(Answer.promises.contains([{"unit_id": unit.id}])))
    if session.scalar(select(or_(*named))):
        return True
    told = exists().where(DossierEvent.data["unit_id"].as_integer() == unit.id)
    return bool(session.scalar(select(told)))


def _references() -> Iterable[ColumnElement[Any]]:
    """Return every column of the database that refers to a unit."""
    return [one for one in references_to("unit") if one.table.name not in OWN_TABLES]


def list_changes_of(session: Session, unit: Unit) -> list[RulebookChange]:
    """Return what was changed about a unit, newest first."""
    about = RulebookChange.what.contains([{"unit_id": unit.id}])
    found = select(RulebookChange).where(RulebookChange.subject == "unit", about)
    return list(session.scalars(found.order_by(RulebookChange.id.desc())))


def find_ending(session: Session, unit: Unit) -> RulebookChange | None:
    """Return the change that gave a unit its end, None where base data did."""
    changes = list_changes_of(session, unit)
    return next((one for one in changes if one.what[0]["what"] in ("ended", "added")), None)


def list_versions(unit: Unit) -> list[UnitVersion]:
    """Return what a unit was called, newest first, without what was corrected on its first day."""
    by_day = {one.valid_from: one for one in unit.versions}
    return list(by_day.values())[::-1]
