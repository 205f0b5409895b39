"""Writes of units and bodies. What one is called changes from a day on, never in place."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from units.models import Unit, UnitVersion
from units.queries import find_by_code
from workflow.refusal import Missing, Refusal

SAID = ("name", "short_name", "symbol", "phone", "email")


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """What an administrator enters about a new unit; see `units.models.Unit`."""

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


@dataclass(frozen=True, slots=True)
class VersionDraft:
    """What a unit is called and where it is reached, from a day on."""

    name: str
    short_name: str
    symbol: str
    phone: str
    email: str
    valid_from: date


def said_of(row: Unit | UnitVersion | VersionDraft) -> dict[str, str]:
    """Return what a row or a draft calls a unit, and where it is reached, by name."""
    return {name: getattr(row, name) for name in SAID}


def add_unit(session: Session, draft: UnitDraft) -> Unit:
    """Add a unit or body. Raises Refusal with the field that is wrong."""
    if (other := find_by_code(session, draft.code)) is not None:
        raise Refusal("taken", f"Mã này đã dùng cho {other.name}. Hãy chọn mã khác.", "code")
    check_end(session, None, draft.valid_from, draft.valid_to, draft.successor_id)
    unit = Unit(**asdict(draft))
    session.add(unit)
    session.flush()
    return unit


def change_unit(session: Session, unit: Unit, draft: VersionDraft, today: date) -> UnitVersion:
    """Let a unit be called otherwise from a day on. Raises Refusal with the field that is wrong."""
    if said_of(unit.said_on(draft.valid_from)) == said_of(draft):
        raise Refusal("same", "Chưa có gì khác với hiện nay. Sửa ít nhất một ô.", "name")
    if draft.valid_from < unit.said_on(today).valid_from:
        raise Refusal(
            "order", "Ngày này trước lần đổi gần nhất. Chọn ngày từ lần đó trở đi.", "valid_from"
        )
    if unit.has_ended(draft.valid_from):
        raise Refusal("ended", f"{unit.name} không còn vào ngày này.", "valid_from")
    version = UnitVersion(unit_id=unit.id, **asdict(draft))
    session.add(version)
    session.flush()
    take_up(session, unit, today)
    return version


def take_up(session: Session, unit: Unit, today: date) -> bool:
    """Copy what a unit is called today into its row; return whether anything changed."""
    session.expire(unit, ["versions"])
    said = said_of(unit.said_on(today))
    if said == said_of(unit):
        return False
    for name, words in said.items():
        setattr(unit, name, words)
    session.flush()
    return True


def drop_version(session: Session, unit: Unit, version_id: int, today: date) -> UnitVersion:
    """Take out a version that has not begun, but for the first. Raises Missing, Refusal."""
    version = session.get(UnitVersion, version_id)
    if version is None or version.unit_id != unit.id:
        raise Missing("version")
    if version.valid_from <= max(today, unit.valid_from):
        raise Refusal("begun", "Thay đổi này đã có hiệu lực nên không bỏ được. Ghi thay đổi mới.")
    session.delete(version)
    session.flush()
    session.expire(unit, ["versions"])
    return version


def check_end(
    session: Session,
    unit: Unit | None,
    valid_from: date,
    valid_to: date | None,
    successor_id: int | None,
) -> None:
    """Refuse an end before the beginning, a successor without an end, or one in a circle."""
    if valid_to is not None and valid_to < valid_from:
        raise Refusal("dates", "Ngày kết thúc phải từ ngày bắt đầu trở đi.", "valid_to")
    if successor_id is not None and valid_to is None:
        raise Refusal("dates", "Có đơn vị kế thừa thì cần ngày kết thúc.", "valid_to")
    successor = session.get(Unit, successor_id) if successor_id else None
    if successor_id is not None and successor is None:
        raise Refusal("successor", "Chọn một đơn vị trong danh sách.", "successor_id")
    while successor is not None:
        if successor is unit:
            raise Refusal("circle", "Đơn vị kế thừa không được dẫn về chính nó.", "successor_id")
        successor = successor.successor


def begin_versions(session: Session, today: date) -> list[Unit]:
    """Let every unit be called as it is from today on; return those that changed."""
    of_each = select(UnitVersion.unit_id).group_by(UnitVersion.unit_id)
    changed = of_each.having(func.count() > 1)
    units = session.scalars(select(Unit).where(Unit.id.in_(changed)).order_by(Unit.id))
    return [unit for unit in units.all() if take_up(session, unit, today)]
