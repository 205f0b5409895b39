"""Reads of what is missing or cannot be right in the registry.

Gone rows (dissolved, converted) are left out: nobody mends them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from cooperatives.fields import GONE
from cooperatives.models import Cooperative, YearFigures
from cooperatives.rules import MEMBERS_LEAST, UNLIKELY_REVENUE_TIMES, tax_code_warning

PAGE_SIZE = 50
FAULTS = {
    "ma-so-thue": "Thiếu mã số thuế",
    "sai-ma": "Mã số thuế không khớp quy tắc",
    "dai-dien": "Thiếu người đại diện",
    "lien-he": "Không có điện thoại lẫn e-mail",
    "thanh-vien": "Ít thành viên hơn luật định",
    "von": "Thiếu vốn điều lệ",
    "doanh-thu": "Chưa có doanh thu năm trước",
    "doanh-thu-la": "Doanh thu lệch năm liền trước từ 1.000 lần",
    "trung-ten": "Trùng tên",
    "trung-dien-thoai": "Trùng điện thoại",
}


@dataclass(frozen=True, slots=True)
class Faulty:
    """A page of the rows with a fault, and how many there are."""

    total: int
    rows: Sequence[Cooperative]


def _digits(column: object) -> ColumnElement[str]:
    return func.regexp_replace(column, r"\D", "", "g")


def _is_there() -> ColumnElement[bool]:
    return Cooperative.status.not_in(GONE)


def _same(key: ColumnElement[str] | object) -> ColumnElement[bool]:
    """Return whether another row that is there has the same key."""
    column: ColumnElement[str] = key  # type: ignore[assignment]
    twice = select(column).where(_is_there(), column != "").group_by(column)
    return column.in_(twice.having(func.count() > 1).correlate(None))


def _unlikely() -> ColumnElement[bool]:
    now, before = aliased(YearFigures), aliased(YearFigures)
    times = UNLIKELY_REVENUE_TIMES
    is_off = or_(
        now.revenue_vnd >= before.revenue_vnd * times, now.revenue_vnd * times <= before.revenue_vnd
    )
    return exists().where(
        now.cooperative_id == Cooperative.id,
        before.cooperative_id == now.cooperative_id,
        before.year == now.year - 1,
        before.revenue_vnd > 0,
        is_off,
    )


def _holds(session: Session, fault: str, year: int) -> ColumnElement[bool]:
    one = Cooperative
    has_revenue = exists().where(
        YearFigures.cooperative_id == one.id,
        YearFigures.year == year,
        YearFigures.revenue_vnd.is_not(None),
    )
    if fault == "sai-ma":
        return one.id.in_(_wrong_codes(session))
    conditions: dict[str, ColumnElement[bool]] = {
        "ma-so-thue": and_(one.kind != "group", func.coalesce(one.tax_code, "") == ""),
        "dai-dien": one.representative_name == "",
        "lien-he": and_(one.phone == "", one.email == ""),
        "thanh-vien": or_(
            *(and_(one.kind == kind, one.official_members < n) for kind, n in MEMBERS_LEAST.items())
        ),
        "von": and_(one.kind != "group", one.charter_capital_vnd == 0),
        "doanh-thu": ~has_revenue,
        "doanh-thu-la": _unlikely(),
        "trung-ten": _same(one.name_fold),
        "trung-dien-thoai": _same(_digits(one.phone)),
    }
    return conditions[fault]


def _wrong_codes(session: Session) -> list[int]:
    """Return the ids of the rows whose code fails its check, and nobody said why it stays."""
    found = select(Cooperative.id, Cooperative.kind, Cooperative.tax_code).where(
        _is_there(), Cooperative.tax_code != "", Cooperative.tax_code_reason == ""
    )
    rows = session.execute(found)
    return [row.id for row in rows if tax_code_warning(row.kind, row.tax_code) is not None]


def count_faults(session: Session, year: int) -> dict[str, int]:
    """Return how many rows have each fault: a statement for each. `year`: whose revenue is owed."""
    counted = select(func.count()).select_from(Cooperative).where(_is_there())
    return {
        fault: session.scalar(counted.where(_holds(session, fault, year))) or 0 for fault in FAULTS
    }


def list_faulty(session: Session, fault: str, year: int, number: int) -> Faulty:
    """Return a page of the rows with a fault; doubles stand beside each other."""
    wanted = select(Cooperative).where(_is_there(), _holds(session, fault, year))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    first = _digits(Cooperative.phone) if fault == "trung-dien-thoai" else Cooperative.name_fold
    ordered = wanted.order_by(first, Cooperative.id)
    rows = session.scalars(ordered.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Faulty(total, rows.all())
