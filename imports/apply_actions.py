"""Writes: a checked import goes into the registry whole or not at all, and out the same way."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from cooperatives.actions import lock_registry
from cooperatives.fields import BY_KEY
from cooperatives.models import Cooperative, CooperativeChange
from cooperatives.values import empty_value, full_value, plain_value
from imports.models import RegistryImport, RegistryImportRow
from imports.queries import access_import
from workflow.localtime import local_day
from workflow.text import fold

NAMES_SHOWN = 5
CHANGED_SINCE = (
    "Sổ đã đổi sau khi kiểm tra: {names}. Chưa có gì được ghi. Hãy bấm kiểm tra lại rồi xem "
    "báo cáo mới."
)
IN_USE = (
    "Không hoàn tác được: {names} đã được sửa hoặc đã có hồ sơ, số liệu. Chưa có gì bị thay đổi."
)


def apply(session: Session, import_id: int, now: datetime) -> None:
    """Write new and changed rows of an import; where the registry moved on, nothing is written."""
    brought = access_import(session, import_id, is_locked=True)
    if brought.status != "applying":
        return
    lock_registry(session)
    rows = _rows(session, import_id, ("new", "changed"))
    held = _locked(session, [row.cooperative_id for row in rows if row.cooperative_id])
    stale = [row.name for row in rows if not _is_as_seen(row, held)] + _taken(session, rows)
    if stale:
        brought.status = "checked"
        brought.fault = CHANGED_SINCE.format(names=_listed(stale))
        session.flush()
        return
    _insert(session, [row for row in rows if row.outcome == "new"])
    _change(session, [row for row in rows if row.outcome == "changed"], held)
    _keep_history(session, brought, rows, "import", brought.applied_by_id, now)
    brought.status, brought.applied_at = "applied", now
    session.flush()


def _rows(session: Session, import_id: int, outcomes: Sequence[str]) -> Sequence[RegistryImportRow]:
    found = select(RegistryImportRow).where(
        RegistryImportRow.import_id == import_id, RegistryImportRow.outcome.in_(outcomes)
    )
    return session.scalars(found.order_by(RegistryImportRow.row_no)).all()


def _locked(session: Session, ids: Sequence[int]) -> dict[int, Cooperative]:
    found = select(Cooperative).where(Cooperative.id.in_(ids)).order_by(Cooperative.id)
    found = found.with_for_update(of=Cooperative).execution_options(populate_existing=True)
    return {one.id: one for one in session.scalars(found)}


def _is_as_seen(row: RegistryImportRow, held: Mapping[int, Cooperative]) -> bool:
    if row.cooperative_id is None:
        return True
    one = held.get(row.cooperative_id)
    return one is not None and all(
        plain_value(getattr(one, key)) == both[0] for key, both in row.what.items()
    )


def _taken(session: Session, rows: Sequence[RegistryImportRow]) -> list[str]:
    """Return the names of new rows whose tax code came into the registry since the check."""
    codes = {row.what["tax_code"][1]: row.name for row in rows
             if row.outcome == "new" and row.what.get("tax_code")}  # fmt: skip
    found = select(Cooperative.tax_code).where(Cooperative.tax_code.in_(codes))
    return [codes[code] for code in session.scalars(found) if code]


def _listed(names: Sequence[str]) -> str:
    shown = "; ".join(names[:NAMES_SHOWN])
    return f"{shown} và {len(names) - NAMES_SHOWN} dòng khác" if len(names) > NAMES_SHOWN else shown


def _after(row: RegistryImportRow, side: int) -> dict[str, Any]:
    values = {key: full_value(BY_KEY[key], both[side]) for key, both in row.what.items()}
    if "name" in values:
        values["name_fold"] = fold(values["name"])
    return values


def _insert(session: Session, rows: Sequence[RegistryImportRow]) -> None:
    if not rows:
        return
    empty = {key: empty_value(field) for key, field in BY_KEY.items()}
    values = [empty | _after(row, 1) | {"version": 1} for row in rows]
    statement = insert(Cooperative).returning(Cooperative.id, sort_by_parameter_order=True)
    for row, made in zip(rows, session.scalars(statement, values), strict=True):
        row.cooperative_id, row.version_after = made, 1


def _change(
    session: Session,
    rows: Sequence[RegistryImportRow],
    held: Mapping[int, Cooperative],
    side: int = 1,
) -> None:
    changed = []
    for row in rows:
        one = held[row.cooperative_id or 0]
        row.version_after = one.version + 1
        changed.append({"id": one.id, "version": one.version + 1} | _after(row, side))
    if changed:
        session.execute(update(Cooperative), changed)
    for one in held.values():
        session.expire(one)


def _keep_history(
    session: Session,
    brought: RegistryImport,
    rows: Sequence[RegistryImportRow],
    source: str,
    by_id: int | None,
    now: datetime,
) -> None:
    side = -1 if source == "undo" else 1
    today: date = local_day(now)
    changes = [
        {
            "cooperative_id": row.cooperative_id,
            "at": now,
            "by_id": by_id,
            "source": source,
            "reason": f"Tệp {brought.file_name}, dòng {row.row_no}",
            "effective_on": today,
            "what": {key: both[::side] for key, both in row.what.items()},
        }
        for row in rows
    ]
    if changes:
        session.execute(insert(CooperativeChange), changes)


def undo(session: Session, import_id: int, now: datetime) -> None:
    """Take back all that an import wrote, unless something of it is in use or was changed."""
    brought = access_import(session, import_id, is_locked=True)
    if brought.status != "undoing":
        return
    lock_registry(session)
    rows = _rows(session, import_id, ("new", "changed"))
    held = _locked(session, [row.cooperative_id for row in rows if row.cooperative_id])
    used = _used(session, [row.cooperative_id or 0 for row in rows if row.outcome == "new"])
    blocked = [row.name for row in rows if not _can_go_back(row, held, used)]
    if blocked:
        brought.status, brought.undone_by_id = "applied", None
        brought.fault = IN_USE.format(names=_listed(blocked))
        session.flush()
        return
    _keep_history(session, brought, rows, "undo", brought.undone_by_id, now)
    changed = [row for row in rows if row.outcome == "changed"]
    _change(session, changed, {row.cooperative_id or 0: held[row.cooperative_id or 0]
                               for row in changed}, 0)  # fmt: skip
    new = [row.cooperative_id for row in rows if row.outcome == "new"]
    for row in rows:
        row.version_after = None
    session.flush()
    for one_id in new:
        session.expunge(held[one_id or 0])
    session.execute(delete(Cooperative).where(Cooperative.id.in_(new)))
    brought.status, brought.undone_at = "undone", now
    session.flush()


def _can_go_back(row: RegistryImportRow, held: Mapping[int, Cooperative], used: set[int]) -> bool:
    one = held.get(row.cooperative_id or 0)
    return one is not None and one.version == row.version_after and one.id not in used


def _used(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of these rows anything else refers to, whatever table it stands in."""
    own: Table = Cooperative.__table__  # type: ignore[assignment]
    used: set[int] = set()
    for table in own.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is own and key.column.name == "id":
                found = select(key.parent).where(key.parent.in_(ids)).distinct()
                used |= {one for one in session.scalars(found) if one is not None}
    return used
