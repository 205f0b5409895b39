"""Reads of the figures on petitions: a fixed number of statements, however many there are.

What counts how: docs/rules/figures.md. Who sees a petition decides who counts it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent, DossierSeries
from dossiers.queries import visible_to
from feedback.merge_models import PetitionSplit
from feedback.models import Forward, Petition, Topic
from feedback.process import RESOLUTIONS, VERDICTS
from feedback.public_queries import FIRST_ON, IS_ANSWERED, local_date
from reports.period import Period
from reports.petition_rules import Tally
from units.queries import names_by_day
from workflow.workdays import ONE

Key = int | str | None
Counts = dict[Key, dict[str, Any]]
DRAFT_RETURNS = ("return_draft", "return_unsigned")
BODY_RETURNS = ("body_return",)
UNASSIGNED = "Chưa phân công"
SENT = (
    select(Forward.petition_id, Forward.body_id)
    .where(Forward.sent_at.is_not(None))
    .distinct()
    .subquery("sent")
)


def _month(day: Any) -> ColumnElement[str]:
    return func.to_char(day, "YYYY-MM")


FIRST_DUE_ON = func.coalesce(Dossier.first_due_on, Dossier.due_on)
SETTLED_ON = local_date(Dossier.settled_at)
IS_FIRST_IN_TIME = FIRST_ON <= FIRST_DUE_ON
LEFT_IN_TIME = and_(Dossier.state == "withdrawn", ~IS_ANSWERED, IS_FIRST_IN_TIME)


def _family() -> CTE:
    """Return every part with each petition above it, over however many splits."""
    direct = select(PetitionSplit.source_id.label("root"), PetitionSplit.petition_id.label("part"))
    above = direct.cte("family", recursive=True)
    further = select(above.c.root, PetitionSplit.petition_id)
    return above.union(further.join(PetitionSplit, PetitionSplit.source_id == above.c.part))


FAMILY = _family()


Naming = Callable[[Session, Iterable[Key], date], Mapping[Key, str]]


@dataclass(frozen=True, slots=True)
class Dimension:
    """What the figures are split by: the key of a petition, and how keys are named.

    `owed_key`: the key of what was owed, where it is another; `is_by_body`: a petition counts with
    every body that it was sent to; `returns`: the events that count as returned.
    """

    label: str
    key: Any
    names: Naming
    owed_key: ColumnElement[Any] | None = None
    returns: tuple[str, ...] = DRAFT_RETURNS
    is_by_body: bool = False
    is_of_own_unit: bool = False


def _named(column: Any, name: Any) -> Naming:
    def names(session: Session, keys: Iterable[Key], _on: date) -> Mapping[Key, str]:
        found = session.execute(select(column, name).where(column.in_(list(keys))))
        return {row[0]: row[1] for row in found}

    return names


def _units(session: Session, keys: Iterable[Key], on: date) -> Mapping[Key, str]:
    """Name units as they were called on a day."""
    called = names_by_day(session, [int(key) for key in keys if key is not None]).all_on(on)
    return {key: called[key] for key in called}


def _months(_session: Session, keys: Iterable[Key], _on: date) -> Mapping[Key, str]:
    return {key: str(key) for key in keys}


DIMENSIONS = {
    "don-vi": Dimension("Đơn vị", Dossier.unit_id, _units),
    "can-bo": Dimension(
        "Cán bộ", Dossier.officer_id, _named(Account.id, Account.full_name), is_of_own_unit=True
    ),
    "linh-vuc": Dimension("Lĩnh vực", Petition.topic_code, _named(Topic.code, Topic.name)),
    "co-quan": Dimension(
        "Cơ quan", SENT.c.body_id, _units,
        returns=BODY_RETURNS, is_by_body=True,
    ),
    "thang": Dimension("Tháng", _month(Dossier.received_on), _months, _month(FIRST_DUE_ON)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, split by what, for which days; what is owed is looked at on `today`."""

    account: Account
    dimension: Dimension
    period: Period
    today: date

    def select(self, *columns: Any, key: ColumnElement[Any] | None = None) -> Select[Any]:
        """Return a query over the petitions that may be counted, each row led by its key.

        What was split from another counts with that one, never for itself.
        """
        by = self.dimension.key if key is None else key
        found = select(by.label("key"), *columns).select_from(Dossier)
        found = found.join(Petition, Petition.dossier_id == Dossier.id)
        found = found.where(Dossier.id.not_in(select(PetitionSplit.petition_id)))
        if self.dimension.is_by_body:
            found = found.join(SENT, SENT.c.petition_id == Dossier.id)
        if self.dimension.is_of_own_unit:
            found = found.where(Dossier.unit_id == self.account.unit_id)
        seen = visible_to(self.account, self.today)
        return found.where(Dossier.kind == "petition", seen).group_by(by)

    @property
    def is_received(self) -> ColumnElement[bool]:
        return Dossier.received_on.between(self.period.first, self.period.last)

    @property
    def is_owed(self) -> ColumnElement[bool]:
        """The date owed lies in the period and is past; who took it back in time is owed none."""
        last = min(self.period.last, self.today - ONE)
        return and_(FIRST_DUE_ON.between(self.period.first, last), ~LEFT_IN_TIME)

    @property
    def is_in_time(self) -> ColumnElement[bool]:
        """Each answer came in time: the first, and after a reopening the second as well."""
        is_answered_again = Dossier.state.in_(("answered", "closed", "withdrawn"))
        is_second_settled = and_(is_answered_again, Dossier.due_on >= SETTLED_ON)
        is_second_open = and_(Dossier.settled_at.is_(None), Dossier.due_on >= self.today)
        is_second_in_time = or_(
            Dossier.first_settled_at.is_(None), is_second_open, is_second_settled
        )
        return and_(IS_ANSWERED, IS_FIRST_IN_TIME, is_second_in_time)

    @property
    def is_whole_in_time(self) -> ColumnElement[bool]:
        """The answer came in time, and so did that of each part, as far as it was owed."""
        is_part_late = and_(self.today > FIRST_DUE_ON, ~LEFT_IN_TIME, ~self.is_in_time)
        late = select(FAMILY.c.root).join(Dossier, Dossier.id == FAMILY.c.part)
        return and_(self.is_in_time, Dossier.id.not_in(late.where(is_part_late).correlate(None)))


def petition_figures(session: Session, asked: Asked) -> list[Tally]:
    """Return the figures of each group that has any, in the order of their names."""
    counts: Counts = {}
    for count in (_received, _owed, _open, _returned, _days):
        count(session, asked, counts)
    keys = [key for key in counts if key is not None]
    names = asked.dimension.names(session, keys, asked.period.last)
    made = [Tally(names.get(key, UNASSIGNED), **row) for key, row in counts.items()]
    kept = [one for one in made if one.received or one.due or one.open]
    return sorted(kept, key=lambda one: (one.name == UNASSIGNED, one.name))


def _keep(counts: Counts, rows: Iterable[Any], *names: str) -> None:
    for row in rows:
        counts.setdefault(row.key, {}).update({name: getattr(row, name) for name in names})


def _received(session: Session, asked: Asked, counts: Counts) -> None:
    verdicts = [func.count().filter(Petition.verdict == one).label(one) for one in VERDICTS]
    reopened = func.count().filter(Dossier.first_settled_at.is_not(None)).label("reopened")
    became = [func.count().filter(Petition.resolution == one).label(one) for one in RESOLUTIONS]
    statement = asked.select(func.count().label("received"), reopened, *verdicts, *became)
    for row in session.execute(statement.where(asked.is_received)):
        _keep(counts, [row], "received", "reopened")
        counts[row.key]["verdicts"] = {one: getattr(row, one) for one in VERDICTS}
        counts[row.key]["resolutions"] = {one: getattr(row, one) for one in RESOLUTIONS}


def _owed(session: Session, asked: Asked, counts: Counts) -> None:
    is_declined_in_time = and_(Dossier.state == "declined", ~IS_ANSWERED, IS_FIRST_IN_TIME)
    statement = asked.select(
        func.count().label("due"),
        func.count().filter(asked.is_whole_in_time).label("in_time"),
        func.count().filter(is_declined_in_time).label("declined_in_time"),
        key=asked.dimension.owed_key,
    )
    rows = session.execute(statement.where(asked.is_owed))
    _keep(counts, rows, "due", "in_time", "declined_in_time")


def _open(session: Session, asked: Asked, counts: Counts) -> None:
    """Count what is open today, whatever the period; a clock that stands still runs into no day."""
    is_overdue = Dossier.due_on < func.coalesce(Dossier.paused_on, asked.today)
    statement = asked.select(
        func.count().label("open"),
        func.count().filter(is_overdue).label("open_overdue"),
        (asked.today - func.min(Dossier.received_on)).label("oldest_days"),
    )
    rows = session.execute(statement.where(Dossier.settled_at.is_(None)))
    _keep(counts, rows, "open", "open_overdue", "oldest_days")


def _returned(session: Session, asked: Asked, counts: Counts) -> None:
    statement = asked.select(func.count().label("returned"))
    statement = statement.join(DossierEvent, DossierEvent.dossier_id == Dossier.id)
    statement = statement.where(DossierEvent.action.in_(asked.dimension.returns))
    _keep(counts, session.execute(statement.where(asked.is_received)), "returned")


def _days(session: Session, asked: Asked, counts: Counts) -> None:
    """Count by days since receipt. Whoever got no answer waits until today, also where somebody
    declined the petition or took it back: an end without an answer makes no answer quicker. What
    was split is answered when its last part is.
    """
    parts = _parts()
    is_whole = and_(IS_ANSWERED, func.coalesce(parts.c.are_answered, true()))
    ended_on = func.greatest(FIRST_ON, parts.c.last_on)
    for is_answered, name in ((True, "answered_days"), (False, "waiting_days")):
        days = (ended_on if is_answered else asked.today) - Dossier.received_on
        statement = asked.select(days.label("days"), func.count().label("number"))
        statement = statement.outerjoin(parts, parts.c.root == Dossier.id)
        statement = statement.where(asked.is_received, is_whole if is_answered else ~is_whole)
        for row in session.execute(statement.group_by(days)):
            counts.setdefault(row.key, {}).setdefault(name, {})[row.days] = row.number


def _parts() -> Subquery:
    """Return for each petition that was split whether all parts are answered, and the last day."""
    found = select(
        FAMILY.c.root,
        func.bool_and(IS_ANSWERED).label("are_answered"),
        func.max(FIRST_ON).label("last_on"),
    ).join(Dossier, Dossier.id == FAMILY.c.part)
    return found.group_by(FAMILY.c.root).correlate(None).subquery("parts")


def count_missing(session: Session) -> int:
    """Return how many petitions were given a number and are gone: nothing deletes one."""
    given = select(func.coalesce(func.sum(DossierSeries.last_serial), 0))
    kept = select(func.count()).select_from(Dossier).where(Dossier.kind == "petition")
    wanted = given.where(DossierSeries.kind == "petition")
    return int(session.scalar(wanted) or 0) - int(session.scalar(kept) or 0)
