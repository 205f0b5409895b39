"""Writes: a checked import goes into the registry whole or not at all, and out the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cooperatives.actions import lock_registry
from cooperatives.fields import FIELDS
from cooperatives.models import Cooperative
from cooperatives.values import empty_value, plain_value
from imports import bulk_sql
from imports.models import RegistryImport, RegistryImportRow
from imports.queries import access_import
from store.references import references_to
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
EMPTY = {field.key: plain_value(empty_value(field)) for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of an import that is to be written: before and after of each field."""

    row_no: int
    outcome: str
    name: str
    cooperative_id: int | None
    what: dict[str, list[Any]]
    version_after: int | None

    def values(self, side: int) -> dict[str, Any]:
        """Return the values before (0) or after (1), as JSON keeps them."""
        values = {key: both[side] for key, both in self.what.items()}
        return values | ({"name_fold": fold(values["name"])} if "name" in values else {})


@dataclass(frozen=True, slots=True)
class Held:
    """What the registry says now of a row that is to be written."""

    version: int
    values: dict[str, Any]


def apply(session: Session, import_id: int, now: datetime) -> None:
    """Write new and changed rows of an import; where the registry moved on, nothing is written."""
    brought = access_import(session, import_id, is_locked=True)
    if brought.status != "applying":
        return
    lock_registry(session)
    lines = _lines(session, import_id)
    held = _locked(session, [line.cooperative_id for line in lines if line.cooperative_id])
    stale = [line.name for line in lines if not _is_as_seen(line, held)] + _taken(session, lines)
    if stale:
        brought.status, brought.fault = "checked", CHANGED_SINCE.format(names=_listed(stale))
        session.flush()
        return
    new = _insert(session, [line for line in lines if line.outcome == "new"])
    changed = [line for line in lines if line.outcome == "changed"]
    _change(session, changed, 1)
    marks = [_mark(line, 1) for line in new]
    marks += [_mark(line, held[line.cooperative_id or 0].version + 1) for line in changed]
    session.execute(bulk_sql.MARK, {"rows": marks, "import_id": import_id})
    _keep_history(session, brought, "import", brought.applied_by_id, now)
    brought.status, brought.applied_at = "applied", now
    session.flush()


def _lines(session: Session, import_id: int) -> list[Line]:
    row = RegistryImportRow
    found = select(
        row.row_no, row.outcome, row.name, row.cooperative_id, row.what, row.version_after
    ).where(row.import_id == import_id, row.outcome.in_(("new", "changed")))
    return [Line(*values) for values in session.execute(found.order_by(row.row_no))]


def _locked(session: Session, ids: Sequence[int]) -> dict[int, Held]:
    columns = [getattr(Cooperative, key) for key in EMPTY]
    found = select(Cooperative.id, Cooperative.version, *columns).where(Cooperative.id.in_(ids))
    rows = session.execute(found.order_by(Cooperative.id).with_for_update())
    return {
        row[0]: Held(row[1], {k: plain_value(v) for k, v in zip(EMPTY, row[2:], strict=True)})
        for row in rows
    }


def _is_as_seen(line: Line, held: Mapping[int, Held]) -> bool:
    if line.cooperative_id is None:
        return True
    one = held.get(line.cooperative_id)
    return one is not None and all(one.values[key] == both[0] for key, both in line.what.items())


def _taken(session: Session, lines: Sequence[Line]) -> list[str]:
    """Return the names of new rows whose tax code came into the registry since the check."""
    new = [line for line in lines if line.outcome == "new" and "tax_code" in line.what]
    codes = {line.what["tax_code"][1]: line.name for line in new}
    found = select(Cooperative.tax_code).where(Cooperative.tax_code.in_(codes))
    return [codes[code] for code in session.scalars(found) if code]


def _listed(names: Sequence[str]) -> str:
    shown = "; ".join(names[:NAMES_SHOWN])
    return f"{shown} và {len(names) - NAMES_SHOWN} dòng khác" if len(names) > NAMES_SHOWN else shown


def _insert(session: Session, lines: Sequence[Line]) -> list[Line]:
    """Write new rows; return them with their ids."""
    ids = session.scalars(bulk_sql.NEXT_IDS, {"count": len(lines)}).all()
    made = [replace(line, cooperative_id=id_) for line, id_ in zip(lines, ids, strict=True)]
    rows = [EMPTY | line.values(1) | {"id": line.cooperative_id} for line in made]
    session.execute(bulk_sql.INSERT_NEW, {"rows": rows})
    return made


def _change(session: Session, lines: Sequence[Line], side: int) -> None:
    rows = [line.values(side) | {"id": line.cooperative_id} for line in lines]
    session.execute(bulk_sql.CHANGE, {"rows": rows})
    _forget(session)


def _forget(session: Session) -> None:
    """What the session read of the registry is old now."""
    for one in session.identity_map.values():
        if isinstance(one, Cooperative):
            session.expire(one)


def _mark(line: Line, version: int) -> dict[str, int | None]:
    return {
        "row_no": line.row_no,
        "cooperative_id": line.cooperative_id,
        "version_after": version,
    }


def _keep_history(
    session: Session, brought: RegistryImport, source: str, by_id: int | None, now: datetime
) -> None:
    said = {"at": now, "on": local_day(now), "by_id": by_id, "source": source}
    told = {"file": brought.file_name, "import_id": brought.id}
    session.execute(bulk_sql.HISTORY, said | told)


def undo(session: Session, import_id: int, now: datetime) -> None:
    """Take back all that an import wrote, unless something of it is in use or was changed."""
    brought = access_import(session, import_id, is_locked=True)
    if brought.status != "undoing":
        return
    lock_registry(session)
    lines = _lines(session, import_id)
    held = _locked(session, [line.cooperative_id for line in lines if line.cooperative_id])
    new = [line.cooperative_id or 0 for line in lines if line.outcome == "new"]
    used = _used(session, new)
    blocked = [line.name for line in lines if not _can_go_back(line, held, used)]
    if blocked:
        brought.status, brought.undone_by_id = "applied", None
        brought.fault = IN_USE.format(names=_listed(blocked))
        session.flush()
        return
    _keep_history(session, brought, "undo", brought.undone_by_id, now)
    _change(session, [line for line in lines if line.outcome == "changed"], 0)
    session.execute(delete(Cooperative).where(Cooperative.id.in_(new)))
    brought.status, brought.undone_at = "undone", now
    session.flush()


def _can_go_back(line: Line, held: Mapping[int, Held], used: set[int]) -> bool:
    one = held.get(line.cooperative_id or 0)
    return one is not None and one.version == line.version_after and line.cooperative_id not in used


def _used(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of these rows anything else refers to, whatever table it stands in."""
    used: set[int] = set()
    for column in references_to("cooperative"):
        found = select(column).where(column.in_(ids)).distinct()
        used |= {one for one in session.scalars(found) if one is not None}
    return used
