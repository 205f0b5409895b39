"""Writes of the registry: every change of a row leaves its history. Never commits."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.data import COMMUNES, THRESHOLDS
from cooperatives.fields import BY_KEY, FIELDS
from cooperatives.models import Commune, Cooperative, CooperativeChange, SizeThreshold
from cooperatives.rules import changes_between, fault_of, tax_code_warning
from cooperatives.values import plain_value
from workflow.localtime import local_day
from workflow.refusal import Missing, Refusal
from workflow.text import fold

REGISTRY_LOCK = text("SELECT pg_advisory_xact_lock(7101)")
STALE = (
    "Người khác vừa sửa dòng này: {what}. Điều đồng chí nhập vẫn ở bên dưới; xem lại rồi bấm "
    "ghi lần nữa."
)
KNOWN_CODE = "Mã số thuế này là của “{name}” trong sổ."
KNOWN_NAME = "Trong sổ đã có “{name}” cùng loại hình ở xã, phường này."
NOTHING = "Chưa có gì thay đổi so với sổ."
REASON = "Viết lý do hoặc giấy tờ làm căn cứ."
CODE_REASON = "{warning} Nếu vẫn đúng như giấy chứng nhận, hãy ghi lý do giữ mã này."


@dataclass(frozen=True, slots=True)
class Note:
    """Why and by whom a row changes, from which day on, by which way."""

    source: str
    reason: str
    effective_on: date
    by_id: int | None
    at: datetime


def load_base(session: Session) -> None:
    """Insert the communes and size thresholds that are missing; what is there stays as it is."""
    rows = [asdict(commune) for commune in COMMUNES]
    session.execute(insert(Commune).values(rows).on_conflict_do_nothing())
    thresholds = [asdict(threshold) for threshold in THRESHOLDS]
    session.execute(insert(SizeThreshold).values(thresholds).on_conflict_do_nothing())


def lock_registry(session: Session) -> None:
    """Let one at a time add names and codes to the registry, until this transaction ends."""
    session.execute(REGISTRY_LOCK)


def values_of(cooperative: Cooperative) -> dict[str, Any]:
    """Return all fields of a row by key."""
    return {field.key: getattr(cooperative, field.key) for field in FIELDS}


def register(
    session: Session, values: Mapping[str, Any], reason: str, by: Account, now: datetime
) -> Cooperative:
    """Put a new row into the registry. Raises Refusal at the field that is wrong."""
    lock_registry(session)
    _check(session, values, None, local_day(now))
    cooperative = Cooperative(**values, name_fold=fold(values["name"]), version=1)
    session.add(cooperative)
    session.flush()
    what = {key: [None, plain_value(value)] for key, value in values.items() if value}
    note = Note("created", reason, values["founded_on"], by.id, now)
    _keep(session, cooperative, what, note)
    return cooperative


def edit(
    session: Session,
    cooperative_id: int,
    values: Mapping[str, Any],
    seen_version: int,
    note: Note,
) -> CooperativeChange:
    """Change a row, with a reason and a day. Raises Refusal: stale, nothing new, a wrong field."""
    lock_registry(session)
    cooperative = locked(session, cooperative_id)
    if cooperative.version != seen_version:
        raise Refusal("stale", STALE.format(what=_latest_change(session, cooperative.id)))
    changed = changes_between(values_of(cooperative), values)
    if not changed:
        raise Refusal("same", NOTHING)
    if not note.reason.strip():
        raise Refusal("reason", REASON, "reason")
    _check(session, values_of(cooperative) | dict(values), cooperative.id, local_day(note.at))
    return apply_change(session, cooperative, changed, note)


def _latest_change(session: Session, cooperative_id: int) -> str:
    """Return in words which fields were changed last."""
    found = select(CooperativeChange.what).where(CooperativeChange.cooperative_id == cooperative_id)
    what = session.scalar(found.order_by(CooperativeChange.id.desc()).limit(1)) or {}
    return ", ".join(BY_KEY[key].label.lower() for key in what if key in BY_KEY) or "số liệu"


def locked(session: Session, cooperative_id: int) -> Cooperative:
    """Return a row under its lock, as it is now. Raises Missing."""
    found = select(Cooperative).where(Cooperative.id == cooperative_id)
    found = found.with_for_update(of=Cooperative).execution_options(populate_existing=True)
    cooperative = session.scalars(found).one_or_none()
    if cooperative is None:
        raise Missing("cooperative")
    return cooperative


def apply_change(
    session: Session, cooperative: Cooperative, changed: Mapping[str, list[Any]], note: Note
) -> CooperativeChange:
    """Write the new values of a row that is locked, and its history."""
    for key, (_before, after) in changed.items():
        setattr(cooperative, key, after)
    if "name" in changed:
        cooperative.name_fold = fold(cooperative.name)
    cooperative.version += 1
    what = {key: [plain_value(one) for one in both] for key, both in changed.items()}
    return _keep(session, cooperative, what, note)


def _keep(
    session: Session, cooperative: Cooperative, what: Mapping[str, list[Any]], note: Note
) -> CooperativeChange:
    change = CooperativeChange(
        cooperative_id=cooperative.id,
        at=note.at,
        by_id=note.by_id,
        source=note.source,
        reason=note.reason.strip(),
        effective_on=note.effective_on,
        what=dict(what),
    )
    session.add(change)
    session.flush()
    session.expire(cooperative, ["commune"])
    return change


def _check(session: Session, values: Mapping[str, Any], own_id: int | None, today: date) -> None:
    fault = fault_of(values, today)
    if fault is not None:
        raise Refusal("field", fault[1], fault[0])
    code = values.get("tax_code")
    warning = tax_code_warning(values["kind"], code) if code else None
    if warning is not None and not values.get("tax_code_reason"):
        raise Refusal("tax_code", CODE_REASON.format(warning=warning), "tax_code_reason")
    same_code = select(Cooperative.name).where(Cooperative.tax_code == code)
    if code and (name := session.scalar(_other(same_code, own_id))):
        raise Refusal("tax_code", KNOWN_CODE.format(name=name), "tax_code")
    same_name = select(Cooperative.name).where(
        Cooperative.name_fold == fold(values["name"]),
        Cooperative.kind == values["kind"],
        Cooperative.commune_code == values["commune_code"],
    )
    if name := session.scalar(_other(same_name, own_id)):
        raise Refusal("name", KNOWN_NAME.format(name=name), "name")


def _other(found: Any, own_id: int | None) -> Any:
    return found.where(Cooperative.id != own_id).limit(1) if own_id else found.limit(1)
