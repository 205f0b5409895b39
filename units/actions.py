"""Writes of units and bodies."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from units.models import Unit
from units.queries import find_by_code
from workflow.refusal import Refusal


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """What an administrator enters about a unit; see `units.models.Unit`."""

    code: str
    kind: str
    name: str
    short_name: str
    symbol: str
    phone: str
    email: str
    valid_from: date
    valid_to: date | None
    successor_id: int | None


def add_unit(session: Session, draft: UnitDraft) -> Unit:
    """Add a unit or body. Raises Refusal with the field that is wrong."""
    _check(session, draft, None)
    unit = Unit(**asdict(draft))
    session.add(unit)
    session.flush()
    return unit


def edit_unit(session: Session, unit: Unit, draft: UnitDraft) -> Unit:
    """Change a unit or body. Raises Refusal with the field that is wrong."""
    _check(session, draft, unit)
    for name, value in asdict(draft).items():
        setattr(unit, name, value)
    return unit


def _check(session: Session, draft: UnitDraft, unit: Unit | None) -> None:
    other = find_by_code(session, draft.code)
    if other is not None and other is not unit:
        raise Refusal("taken", f"Mã này đã dùng cho {other.name}. Hãy chọn mã khác.", "code")
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise Refusal("dates", "Ngày kết thúc phải từ ngày bắt đầu trở đi.", "valid_to")
    if draft.successor_id is not None and draft.valid_to is None:
        raise Refusal("dates", "Có đơn vị kế thừa thì cần ngày kết thúc.", "valid_to")
    successor = session.get(Unit, draft.successor_id) if draft.successor_id else None
    if draft.successor_id is not None and successor is None:
        raise Refusal("successor", "Chọn một đơn vị trong danh sách.", "successor_id")
    while successor is not None:
        if successor is unit:
            raise Refusal("circle", "Đơn vị kế thừa không được dẫn về chính nó.", "successor_id")
        successor = successor.successor
