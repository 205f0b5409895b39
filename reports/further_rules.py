"""Commitments, loans and support in a report: which rows each figure counts. Pure.

What happened after the cut-off, or was written down after the moment up to which records count,
changes nothing. Source: docs/rules/report.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reports.period import Period


@dataclass(frozen=True, slots=True)
class Promised:
    """A commitment as it stood at the cut-off. `ended_on` None: still open."""

    id: int
    what: str
    unit: str
    made_on: date
    due_on: date
    status: str
    ended_on: date | None
    is_open_to_reader: bool = False


@dataclass(frozen=True, slots=True)
class Lent:
    """A loan in the fund's book: paid out and paid back in the period, owed at the cut-off."""

    contract_no: str
    cooperative_id: int | None
    cooperative: str
    paid_out_vnd: int
    paid_back_vnd: int
    owed_vnd: int


@dataclass(frozen=True, slots=True)
class Supported:
    """A support activity that was held in the period: who came, what it cost.

    `served`: the ids of the cooperatives that came.
    """

    id: int
    kind: str
    topic: str
    begins_on: date
    people: int
    spent_vnd: int
    served: frozenset[int]


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that these figures are counted from."""

    commitments: tuple[Promised, ...] = ()
    loans: tuple[Lent, ...] = ()
    activities: tuple[Supported, ...] = ()


Counts = Callable[[Rows, Period], int]


@dataclass(frozen=True, slots=True)
class Further:
    """A figure: its name, the part of the report that it stands in, and how it is counted.

    `holds` says which rows of its part it counts; `adds` what each of them adds, one if None.
    """

    name: str
    part: str
    holds: Callable[..., bool]
    adds: Callable[..., int] | None = None

    @property
    def is_money(self) -> bool:
        return self.name.endswith("(đ)")


def _always(_row: object, _period: Period) -> bool:
    return True


def _made(row: Promised, period: Period) -> bool:
    return period.first <= row.made_on <= period.last


def _ended_within(row: Promised, period: Period) -> bool:
    return row.ended_on is not None and period.first <= row.ended_on <= period.last


def _kept(row: Promised, period: Period) -> bool:
    return row.status == "kept" and _ended_within(row, period)


def _broken(row: Promised, period: Period) -> bool:
    return row.status == "broken" and _ended_within(row, period)


def _open(row: Promised, _period: Period) -> bool:
    return row.status == "open"


def _late(row: Promised, period: Period) -> bool:
    """Open and past its date; the day itself is not late."""
    return row.status == "open" and row.due_on < period.last


COMMITMENTS, LOANS, SUPPORT = "Cam kết", "Cho vay của Quỹ", "Hoạt động hỗ trợ"
FIGURES = {
    "promised": Further("Cam kết đưa ra trong kỳ", COMMITMENTS, _made),
    "kept": Further("Cam kết đã thực hiện trong kỳ", COMMITMENTS, _kept),
    "broken": Further("Cam kết không thực hiện được", COMMITMENTS, _broken),
    "promises_open": Further("Cam kết đang thực hiện", COMMITMENTS, _open),
    "promises_late": Further("Cam kết quá hạn", COMMITMENTS, _late),
    "lent": Further("Khoản vay giải ngân trong kỳ", LOANS, lambda row, _: row.paid_out_vnd > 0),
    "lent_vnd": Further(
        "Đã giải ngân trong kỳ (đ)",
        LOANS,
        lambda row, _: row.paid_out_vnd != 0,
        lambda row: row.paid_out_vnd,
    ),
    "paid_back_vnd": Further(
        "Thu nợ gốc trong kỳ (đ)",
        LOANS,
        lambda row, _: row.paid_back_vnd != 0,
        lambda row: row.paid_back_vnd,
    ),
    "owing": Further("Khoản vay còn dư nợ", LOANS, lambda row, _: row.owed_vnd > 0),
    "owed_vnd": Further(
        "Dư nợ gốc đến ngày chốt (đ)",
        LOANS,
        lambda row, _: row.owed_vnd != 0,
        lambda row: row.owed_vnd,
    ),
    "held": Further("Hoạt động hỗ trợ đã tổ chức", SUPPORT, _always),
    "courses": Further("Lớp tập huấn, đào tạo", SUPPORT, lambda row, _: row.kind == "training"),
    "trained": Further(
        "Lượt người dự tập huấn, đào tạo",
        SUPPORT,
        lambda row, _: row.kind == "training",
        lambda row: row.people,
    ),
    "people": Further("Lượt người dự", SUPPORT, _always, lambda row: row.people),
    "served": Further("Hợp tác xã được hỗ trợ", SUPPORT, lambda row, _: bool(row.served)),
    "spent_vnd": Further("Kinh phí hỗ trợ đã chi (đ)", SUPPORT, _always, lambda row: row.spent_vnd),
}
"""The figures by key; a cooperative that came twice is one that was supported."""


def rows_of(rows: Rows, key: str, period: Period) -> list[Promised] | list[Lent] | list[Supported]:
    """Return the rows that a figure counts."""
    figure = FIGURES[key]
    by_part: Mapping[str, Iterable[object]] = {
        COMMITMENTS: rows.commitments, LOANS: rows.loans, SUPPORT: rows.activities,
    }  # fmt: skip
    return [row for row in by_part[figure.part] if figure.holds(row, period)]  # type: ignore[return-value]


def further_figures(rows: Rows, period: Period) -> dict[str, int]:
    """Return every figure by its key."""
    return {key: counted(rows, key, period) for key in FIGURES}


def counted(rows: Rows, key: str, period: Period) -> int:
    """Return a figure."""
    found, adds = rows_of(rows, key, period), FIGURES[key].adds
    if key == "served":
        return len(frozenset().union(*(row.served for row in rows.activities)))
    return len(found) if adds is None else sum(adds(row) for row in found)
