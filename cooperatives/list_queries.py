"""The list of the registry: filters, pages by key, and all rows for a file. Bounded statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from cooperatives.fields import FIELDS
from cooperatives.models import Commune, Cooperative, MemberPeriod, YearFigures
from cooperatives.queries import WORDS_MAX
from workflow.text import fold, words

PAGE_SIZE = 50
FEW_MAX = 5_000  # what words find up to here is sorted; more is read in the order of names
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list shows. "" is everything; `place` is a commune's code or a former district.

    `member`: "active", "suspended", "none" (neither of the two).
    """

    text: str = ""
    kind: str = ""
    sector: str = ""
    place: str = ""
    status: str = ""
    member: str = ""

    @property
    def is_filtered(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, and whether there is more before and after it."""

    rows: list[Cooperative]
    total: int
    has_previous: bool
    has_next: bool
    standings: dict[int, MemberPeriod]


def _standing(status: str) -> ColumnElement[bool]:
    there = select(MemberPeriod.id).where(
        MemberPeriod.cooperative_id == Cooperative.id, MemberPeriod.ends_on.is_(None)
    )
    if status == "none":
        return ~there.where(MemberPeriod.status.in_(("active", "suspended"))).exists()
    return there.where(MemberPeriod.status == status).exists()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    held: list[ColumnElement[bool]] = []
    if found := words(wanted.text)[:WORDS_MAX]:
        query = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in found))
        held.append(Cooperative.search_tsv.op("@@")(query))
    if wanted.kind:
        held.append(Cooperative.kind == wanted.kind)
    if wanted.sector:
        held.append(Cooperative.sector == wanted.sector)
    if wanted.status:
        held.append(Cooperative.status == wanted.status)
    if wanted.place.isdecimal():
        held.append(Cooperative.commune_code == wanted.place)
    elif wanted.place:
        there = select(Commune.code).where(Commune.former_district == wanted.place)
        held.append(Cooperative.commune_code.in_(there))
    if wanted.member:
        held.append(_standing(wanted.member))
    return held


def list_page(
    session: Session, wanted: Wanted, after: int | None = None, before: int | None = None
) -> Page:
    """Return the page after or before a row (its id), the first where neither is given.

    Pages are found by key, not by counting off, so that the last is as fast as the first.
    """
    held = _conditions(wanted)
    total = session.scalar(select(func.count()).select_from(Cooperative).where(*held)) or 0
    edge = _edge(session, after or before)
    is_back = edge is not None and after is None
    ids = _page_ids(held, edge, is_back=is_back, is_few=bool(wanted.text) and total <= FEW_MAX)
    found = select(Cooperative).where(Cooperative.id.in_(ids))
    rows = list(session.scalars(found.order_by(Cooperative.name_fold, Cooperative.id)))
    has_more = len(rows) > PAGE_SIZE
    rows = rows[-PAGE_SIZE:] if is_back else rows[:PAGE_SIZE]
    return Page(
        rows=rows,
        total=total,
        has_previous=has_more if is_back else edge is not None,
        has_next=is_back or has_more,
        standings=standings(session, [row.id for row in rows]),
    )


def _page_ids(
    held: list[ColumnElement[bool]], edge: tuple[str, int] | None, *, is_back: bool, is_few: bool
) -> Select[tuple[int]]:
    """Select the ids of a page behind `edge`, or before it, and one more.

    How many rows hold a word that begins so is a guess of the database: for a telephone number it
    would read the whole registry in the order of names to find one. Few rows are looked up first.
    """
    matching = select(Cooperative.id, Cooperative.name_fold).where(*held)
    found = matching.cte("few").prefix_with("MATERIALIZED") if is_few else matching.subquery()
    name, row_id = found.c.name_fold, found.c.id
    ids = select(row_id).limit(PAGE_SIZE + 1)
    if is_back:
        return ids.where(tuple_(name, row_id) < tuple_(*edge or ())).order_by(
            name.desc(), row_id.desc()
        )
    if edge is not None:
        ids = ids.where(tuple_(name, row_id) > tuple_(*edge))
    return ids.order_by(name, row_id)


def _edge(session: Session, row_id: int | None) -> tuple[str, int] | None:
    if row_id is None:
        return None
    found = select(Cooperative.name_fold, Cooperative.id).where(Cooperative.id == row_id)
    row = session.execute(found).one_or_none()
    return (row[0], row[1]) if row is not None else None


def standings(session: Session, ids: list[int]) -> dict[int, MemberPeriod]:
    """Return the present line of the member book of each of these that has one."""
    found = select(MemberPeriod).where(
        MemberPeriod.cooperative_id.in_(ids), MemberPeriod.ends_on.is_(None)
    )
    return {row.cooperative_id: row for row in session.scalars(found)}


def _rows_of(wanted: Wanted, keys: tuple[str, ...]) -> Select[Any]:
    columns = [getattr(Cooperative, key) for key in keys]
    latest = (
        select(YearFigures.year, YearFigures.revenue_vnd, YearFigures.profit_vnd)
        .where(YearFigures.cooperative_id == Cooperative.id)
        .order_by(YearFigures.year.desc())
        .limit(1)
        .lateral()
    )
    present = (MemberPeriod.cooperative_id == Cooperative.id) & MemberPeriod.ends_on.is_(None)
    return (
        select(
            *columns,
            latest.c.year,
            latest.c.revenue_vnd,
            latest.c.profit_vnd,
            MemberPeriod.member_no,
            MemberPeriod.status.label("standing"),
        )
        .select_from(Cooperative)
        .outerjoin(latest, latest.c.year.is_not(None))
        .outerjoin(MemberPeriod, present)
        .where(*_conditions(wanted))
        .order_by(Cooperative.name_fold, Cooperative.id)
    )


def stream_rows(
    session: Session, wanted: Wanted, *, with_private: bool = False
) -> Iterator[tuple[Any, ...]]:
    """Yield all rows of a list for a file: the exported fields, latest figures, member number."""
    found = _rows_of(wanted, exported_keys(with_private=with_private))
    yield from session.execute(found.execution_options(yield_per=ROWS_AT_ONCE))


def exported_keys(*, with_private: bool) -> tuple[str, ...]:
    """Return the fields that a file holds, in the order of the table of fields."""
    return tuple(field.key for field in FIELDS if with_private or not field.is_private)


def districts(communes: list[Commune]) -> dict[str, list[Commune]]:
    """Return the communes by their former district, in the order of the districts' names."""
    found: dict[str, list[Commune]] = {}
    for commune in sorted(communes, key=lambda c: fold(c.former_district.replace("Đ", "Dz"))):
        found.setdefault(commune.former_district, []).append(commune)
    return found
