"""The check of all histories, and the seal over them. Source: docs/rules/audit.md."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Executable, Result, and_, exists, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from dossiers.chain import (
    GENESIS,
    Entry,
    leaf,
    merkle_root,
    seal_hash,
)
from dossiers.merkle import Tree
from dossiers.models import AuditSeal, Dossier, DossierEvent, DossierSeries, SealHead
from dossiers.numbering import format_code
from dossiers.redaction import first_fault
from workflow.localtime import local_day

BATCH_ROWS = 1000
SEAL_LOCK = 7_003
ENTRY_FIELDS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad entry: of which dossier (or seal), which event, and what is wrong."""

    where: str
    seq: int | None
    why: str

    def __str__(self) -> str:
        place = f"{self.where}, sự kiện {self.seq}" if self.seq is not None else self.where
        return f"{place}: {self.why}"


class Seal(NamedTuple):
    """A seal as it lies in the database; the fields are those of `AuditSeal`."""

    id: int
    sealed_on: date
    at: datetime
    dossier_count: int
    root: str
    prev_hash: str
    hash: str


@dataclass(slots=True)
class Report:
    """How much was checked, and the first bad entry, None where all is intact."""

    dossier_count: int = 0
    event_count: int = 0
    seal_count: int = 0
    fault: Fault | None = None


Check = Callable[[Session], Fault | None]
"""What a package above adds to the check: what it alone knows of its dossiers."""


def verify(session: Session, further: Iterable[Check] = ()) -> Report:
    """Walk every history and every seal, then what `further` looks at; stop at the first bad entry.

    Each walk is one statement, so it sees one moment while others go on writing, and its rows
    come in batches.
    """
    report = Report()
    histories: Check = partial(_check_histories, report=report)
    seals: Check = partial(_check_seals, report=report)
    for check in (histories, _check_strays, _check_numbers, seals, *further):
        report.fault = check(session)
        if report.fault is not None:
            break
    return report


def stream(session: Session, statement: Executable) -> Result[Any]:
    """Open a cursor on the server; it is closed by `with`, also where the walk stops early."""
    return session.execute(statement, execution_options={"yield_per": BATCH_ROWS})


def _check_histories(session: Session, report: Report) -> Fault | None:
    entry = [getattr(DossierEvent, name).label(f"event_{name}") for name in ENTRY_FIELDS]
    statement = (
        select(
            *entry,
            DossierEvent.prev_hash,
            DossierEvent.hash,
            Dossier.id,
            Dossier.code,
            Dossier.state,
            Dossier.head_seq,
            Dossier.head_hash,
        )
        .select_from(Dossier)
        .outerjoin(DossierEvent, DossierEvent.dossier_id == Dossier.id)
        .order_by(Dossier.id, DossierEvent.seq)
    )
    with stream(session, statement) as result:
        for _, rows in groupby(result, lambda row: row.id):
            report.dossier_count += 1
            fault = _check_history(rows, report)
            if fault is not None:
                return fault
    return None


def _check_history(rows: Iterable[Any], report: Report) -> Fault | None:
    found = list(rows)
    last = found[-1]
    entries = [
        (Entry(*row[: len(ENTRY_FIELDS)]), row.prev_hash, row.hash)
        for row in found
        if row.event_seq is not None
    ]
    report.event_count += len(entries)
    broken = first_fault(entries)
    if broken is not None:
        return Fault(last.code, *broken)
    return _check_head(last)


def _check_head(last: Any) -> Fault | None:
    """Compare what the dossier says of its history with the last event there is."""
    seq = last.event_seq or 0
    if seq < last.head_seq or not seq:
        return Fault(last.code, seq + 1, "thiếu sự kiện ở cuối")
    if seq > last.head_seq:
        return Fault(last.code, last.head_seq + 1, "thừa sự kiện ở cuối")
    if last.hash != last.head_hash:
        return Fault(last.code, seq, "khác với mã băm ghi trong hồ sơ")
    if last.event_target != last.state:
        return Fault(last.code, seq, "trạng thái hồ sơ không phải do sự kiện này")
    return None


def _check_strays(session: Session) -> Fault | None:
    """Look for events whose dossier is gone."""
    has_dossier = exists().where(Dossier.id == DossierEvent.dossier_id)
    stray = session.execute(
        select(DossierEvent.dossier_id, DossierEvent.seq)
        .where(~has_dossier)
        .order_by(DossierEvent.dossier_id, DossierEvent.seq)
        .limit(1)
    ).one_or_none()
    if stray is None:
        return None
    return Fault(f"hồ sơ có mã nội bộ {stray.dossier_id}", stray.seq, "hồ sơ đã bị xóa")


def _check_numbers(session: Session) -> Fault | None:
    """Look for a number that was given to a dossier which is gone with its whole history."""
    in_series = and_(Dossier.kind == DossierSeries.kind, Dossier.year == DossierSeries.year)
    kept = select(func.count()).where(in_series, Dossier.serial <= DossierSeries.last_serial)
    short = session.execute(
        select(DossierSeries.kind, DossierSeries.year, DossierSeries.last_serial)
        .where(kept.scalar_subquery() < DossierSeries.last_serial)
        .order_by(DossierSeries.year, DossierSeries.kind)
        .limit(1)
    ).one_or_none()
    if short is None:
        return None
    of_series = (Dossier.kind == short.kind, Dossier.year == short.year)
    serials = session.scalars(select(Dossier.serial).where(*of_series).order_by(Dossier.serial))
    missing = next((n for n, serial in enumerate(serials, 1) if n != serial), short.last_serial)
    return Fault(format_code(short.kind, short.year, missing), None, "hồ sơ đã bị xóa")


def _check_seals(session: Session, report: Report) -> Fault | None:
    statement = (
        select(
            *(getattr(AuditSeal, name) for name in Seal._fields),
            SealHead.dossier_id,
            SealHead.seq,
            SealHead.hash.label("head_hash"),
            Dossier.code,
            DossierEvent.hash.label("event_hash"),
        )
        .outerjoin(SealHead, SealHead.seal_id == AuditSeal.id)
        .outerjoin(Dossier, Dossier.id == SealHead.dossier_id)
        .outerjoin(
            DossierEvent,
            and_(DossierEvent.dossier_id == SealHead.dossier_id, DossierEvent.seq == SealHead.seq),
        )
        .order_by(AuditSeal.id, SealHead.dossier_id)
    )
    tree, before = Tree(), GENESIS
    with stream(session, statement) as result:
        for seal, rows in groupby(result, lambda row: Seal(*row[: len(Seal._fields)])):
            report.seal_count += 1
            fault = _check_seal(seal, rows, tree, before)
            if fault is not None:
                return fault
            before = seal.hash
    return None


def _check_seal(seal: Seal, rows: Iterable[Any], tree: Tree, before: str) -> Fault | None:
    name = f"niêm phong ngày {seal.sealed_on:%d/%m/%Y}"
    heads: dict[int, bytes] = {}
    for row in rows:
        if row.dossier_id is None:
            continue
        if row.event_hash is None:
            code = row.code or f"hồ sơ có mã nội bộ {row.dossier_id}"
            return Fault(code, row.seq, f"không còn, dù đã có trong {name}")
        if row.event_hash != row.head_hash:
            return Fault(row.code, row.seq, f"khác với {name}")
        heads[row.dossier_id] = leaf(row.dossier_id, row.seq, row.head_hash)
    tree.put(heads)
    if seal.prev_hash != before:
        return Fault(name, None, "không nối với niêm phong trước")
    if (seal.dossier_count, seal.root) != (len(tree), tree.root):
        return Fault(name, None, "gốc Merkle không khớp với các hồ sơ đã niêm phong")
    own = seal_hash(seal.prev_hash, seal.sealed_on, seal.at, seal.dossier_count, seal.root)
    return None if own == seal.hash else Fault(name, None, "nội dung đã bị sửa")


def seal(session: Session, now: datetime) -> AuditSeal | None:
    """Seal the heads of all histories; None where this local day has its seal already.

    The heads are read by one statement without locks: nobody who writes has to wait.
    """
    session.execute(select(func.pg_advisory_xact_lock(SEAL_LOCK)))
    sealed_on = local_day(now)
    before = last_seal(session)
    if before is not None and before.sealed_on >= sealed_on:
        return None
    leaves, changed = _read_heads(session)
    prev_hash, root = before.hash if before else GENESIS, merkle_root(leaves)
    made = AuditSeal(
        sealed_on=sealed_on,
        at=now,
        dossier_count=len(leaves),
        root=root,
        prev_hash=prev_hash,
        hash=seal_hash(prev_hash, sealed_on, now, len(leaves), root),
    )
    session.add(made)
    session.flush()
    if changed:
        session.execute(insert(SealHead), [{"seal_id": made.id, **h} for h in changed])
    return made


def _read_heads(session: Session) -> tuple[list[bytes], list[dict[str, Any]]]:
    """Return the leaves of all dossiers, and the heads that no seal has yet."""
    newest = (
        select(SealHead.dossier_id, SealHead.hash)
        .ext(distinct_on(SealHead.dossier_id))
        .order_by(SealHead.dossier_id, SealHead.seal_id.desc())
        .subquery()
    )
    statement = (
        select(Dossier.id, Dossier.head_seq, Dossier.head_hash, newest.c.hash.label("sealed_hash"))
        .outerjoin(newest, newest.c.dossier_id == Dossier.id)
        .order_by(Dossier.id)
    )
    leaves, changed = [], []
    with stream(session, statement) as result:
        for row in result:
            leaves.append(leaf(row.id, row.head_seq, row.head_hash))
            if row.sealed_hash != row.head_hash:
                head = {"dossier_id": row.id, "seq": row.head_seq, "hash": row.head_hash}
                changed.append(head)
    return leaves, changed


def last_seal(session: Session) -> AuditSeal | None:
    """Return the newest seal."""
    return session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).first()


def list_seals(session: Session, limit: int = 30) -> list[AuditSeal]:
    """Return the newest seals, newest first."""
    return list(session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(limit)))
