"""Writes of units that reach further than the unit: who changed what, and what moves. No commit.

Source: docs/rules/units.md.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.actions import note as note_account
from accounts.models import Account
from administration.unit_queries import find_ending, is_used, rules_of, touched
from dossiers.actions import Say, advance, follow_unit
from dossiers.models import Dossier, DossierBar, DossierParty
from feedback.forward_queries import OPEN
from feedback.models import Forward, RoutingRule
from feedback.process import PETITION
from feedback.routing_actions import RuleDraft, drop_rule, set_rule
from rulebook.actions import note_change
from rulebook.setting_rules import ONE_DAY
from units import actions
from units.models import Unit, UnitVersion
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.refusal import Refusal
from workflow.roles import Role

LOCK = text("SELECT pg_advisory_xact_lock(7016)")


@dataclass(frozen=True, slots=True)
class EndDraft:
    """The last day of a unit, and what takes its place."""

    valid_to: date
    successor_id: int | None


def add(session: Session, draft: actions.UnitDraft, actor: Actor, now: datetime) -> Unit:
    """Add a unit or body. Raises Refusal with the field that is wrong."""
    session.execute(LOCK)
    unit = actions.add_unit(session, draft)
    _note(session, unit, "added", "", {}, actor, now)
    return unit


def change(
    session: Session, unit: Unit, draft: actions.VersionDraft, why: str, actor: Actor, now: datetime
) -> UnitVersion:
    """Let a unit be called otherwise from a day on; what was before keeps the name of its day."""
    session.execute(LOCK)
    before = actions.said_of(unit.said_on(draft.valid_from))
    version = actions.change_unit(session, unit, draft, local_day(now))
    what = _changed(before, actions.said_of(version)) | {"from": draft.valid_from.isoformat()}
    _note(session, unit, "changed", why, what, actor, now)
    return version


def correct(
    session: Session, unit: Unit, draft: actions.VersionDraft, actor: Actor, now: datetime
) -> UnitVersion:
    """Correct what is said today of a unit that nothing uses yet. Raises Refusal."""
    session.execute(LOCK)
    _check_unused(session, unit)
    said = unit.said_on(local_day(now))
    draft = replace(draft, valid_from=said.valid_from)
    version = actions.change_unit(session, unit, draft, local_day(now))
    what = _changed(actions.said_of(said), actions.said_of(version))
    _note(session, unit, "corrected", "", what, actor, now)
    return version


def remove(session: Session, unit: Unit, actor: Actor, now: datetime) -> None:
    """Take out a unit that nothing uses yet. Raises Refusal."""
    session.execute(LOCK)
    _check_unused(session, unit)
    _note(session, unit, "removed", "", {}, actor, now)
    session.delete(unit)
    session.flush()


def drop(session: Session, unit: Unit, version_id: int, actor: Actor, now: datetime) -> None:
    """Take out a change that has not begun. Raises Missing, Refusal."""
    session.execute(LOCK)
    gone = actions.drop_version(session, unit, version_id, local_day(now))
    _note(session, unit, "dropped", "", {"from": gone.valid_from.isoformat()}, actor, now)


def end(
    session: Session, unit: Unit, draft: EndDraft, why: str, actor: Actor, now: datetime
) -> Unit:
    """Let a unit end, with what takes its place. Raises Refusal with the field that is wrong."""
    session.execute(LOCK)
    today = local_day(now)
    if unit.has_ended(today):
        raise Refusal("ended", f"{unit.name} đã kết thúc.", "valid_to")
    actions.check_end(session, unit, unit.valid_from, draft.valid_to, draft.successor_id)
    _check_heir(session, unit, draft, today)
    what = {
        "valid_to": [_day(unit.valid_to), _day(draft.valid_to)],
        "successor": [
            unit.successor.name if unit.successor else "",
            session.get_one(Unit, draft.successor_id).name if draft.successor_id else "",
        ],
    }
    unit.valid_to, unit.successor_id = draft.valid_to, draft.successor_id
    session.flush()
    session.expire(unit, ["successor"])
    _note(session, unit, "ended", why, what, actor, now)
    settle_units(session, now)
    return unit


def _check_heir(session: Session, unit: Unit, draft: EndDraft, today: date) -> None:
    """Refuse an end that leaves work with nobody, or with what is not there on the next day."""
    if draft.successor_id is None:
        if touched(session, unit, today).must_move:
            said = "Đơn vị còn tài khoản, hồ sơ hoặc quy tắc phân công. Chọn đơn vị kế thừa."
            raise Refusal("heir", said, "successor_id")
        return
    heir = session.get_one(Unit, draft.successor_id)
    if (heir.kind == "body") != (unit.kind == "body"):
        raise Refusal("kind", "Chọn đơn vị cùng loại: trong hay ngoài Liên minh.", "successor_id")
    if not heir.is_valid_on(draft.valid_to + ONE_DAY):
        said = f"{heir.name} không hoạt động vào ngày hôm sau ngày kết thúc."
        raise Refusal("heir", said, "successor_id")


def _check_unused(session: Session, unit: Unit) -> None:
    if is_used(session, unit):
        said = "Đơn vị này đã có nơi dùng nên không sửa được nữa. Hãy ghi thay đổi từ một ngày."
        raise Refusal("used", said)


def settle_units(session: Session, now: datetime) -> int:
    """Let names begin that are due, and move what ended units still have in hand; count both.

    Run again it finds nothing left, however late it comes.
    """
    session.execute(LOCK)
    today = local_day(now)
    count = len(actions.begin_versions(session, today))
    ended = select(Unit).where(Unit.valid_to < today, Unit.successor_id.is_not(None))
    for unit in session.scalars(ended.order_by(Unit.id)).all():
        heir, ending = unit.heir_on(today), find_ending(session, unit)
        if ending and heir is not unit and heir.is_valid_on(today):
            ender = Actor(ending.by_id, Role.ADMIN, ending.by_name)
            count += _hand_on(session, unit, heir, ender, now)
    return count


def _hand_on(session: Session, unit: Unit, heir: Unit, ender: Actor, now: datetime) -> int:
    """Move what a unit has in hand, in the name of who ended it; count what moved."""
    _let_see(session, unit, heir)
    moved = _accounts(session, unit, heir, ender, now) + _dossiers(session, unit, heir, now)
    return moved + _forwards(session, unit, heir) + _rules(session, unit, ender, now)


def _let_see(session: Session, unit: Unit, heir: Unit) -> None:
    """Let the heir see what the unit saw, and be kept from what it was kept from."""
    here = select(DossierParty.dossier_id, literal(heir.id)).where(DossierParty.unit_id == unit.id)
    held = select(Dossier.id, literal(heir.id)).where(Dossier.unit_id == unit.id)
    for seen in (here, held):
        party = insert(DossierParty).from_select(["dossier_id", "unit_id"], seen)
        session.execute(party.on_conflict_do_nothing())
    barred = DossierBar.unit_id == unit.id, DossierBar.lifted_at.is_(None)
    names = ["dossier_id", "unit_id", "reason", "created_at", "created_by_id", "lift_reason"]
    kept = select(
        DossierBar.dossier_id, literal(heir.id), DossierBar.reason, DossierBar.created_at,
        DossierBar.created_by_id, literal(""),
    ).where(*barred)  # fmt: skip
    session.execute(insert(DossierBar).from_select(names, kept).on_conflict_do_nothing())


def _accounts(session: Session, unit: Unit, heir: Unit, ender: Actor, now: datetime) -> int:
    staff = session.scalars(select(Account).where(Account.unit_id == unit.id)).all()
    for one in staff:
        one.unit_id = heir.id
        note_account(session, one, ender.id, now, {"unit_id": [unit.id, heir.id]})
        session.expire(one, ["unit"])
    return len(staff)


def _dossiers(session: Session, unit: Unit, heir: Unit, now: datetime) -> int:
    """Let open dossiers go on with the heir; a petition says so in its history."""
    held = select(Dossier).where(Dossier.unit_id == unit.id, Dossier.settled_at.is_(None))
    found = session.scalars(held.order_by(Dossier.id)).all()
    data = {"unit_id": heir.id, "unit": heir.name, "from": unit.name}
    for dossier in found:
        follow_unit(dossier, heir.id)
        if dossier.kind == PETITION.kind:
            advance(session, PETITION, dossier, "follow_unit", SYSTEM_ACTOR, now, Say(data=data))
    session.flush()
    return len(found)


def _forwards(session: Session, unit: Unit, heir: Unit) -> int:
    """Let the heir answer what is still out with the body; the slip keeps the old name."""
    sent = Forward.body_id == unit.id, Forward.status.in_(OPEN)
    moved = session.execute(
        update(Forward).where(*sent).values(body_id=heir.id).returning(Forward.id)
    )
    return len(moved.all())


def _rules(session: Session, unit: Unit, ender: Actor, now: datetime) -> int:
    """Let each rule that names the unit name its heir from today on.

    A rule that begins today holds today: its heir is named from tomorrow on.
    """
    today, count = local_day(now), 0
    named = select(RoutingRule).where(*rules_of(unit, today)).order_by(RoutingRule.valid_from)
    for rule in session.scalars(named).all():
        since = today + ONE_DAY if rule.valid_from == today else max(rule.valid_from, today)
        if rule.valid_to is not None and rule.valid_to < since:
            continue
        draft = _for_heirs(session, rule, since)
        if rule.valid_from > today:
            drop_rule(session, rule.id, ender, now)
        set_rule(session, draft, ender, now)
        count += 1
    return count


def _for_heirs(session: Session, rule: RoutingRule, since: date) -> RuleDraft:
    """Return a rule with its heir, from a day on, in the place of each unit that ended.

    All that ended at once, for a rule names none that has. A body with no heir is left out.
    """
    named = [session.get_one(Unit, one) for one in (rule.unit_id, *rule.body_ids)]
    heirs = [one.heir_on(since) for one in named]
    moved = [(one, heir) for one, heir in zip(named, heirs, strict=True) if heir is not one]
    ended = ", ".join(dict.fromkeys(one.name for one, _ in moved))
    following = ", ".join(dict.fromkeys(heir.name for _, heir in moved))
    return RuleDraft(
        topic_code=rule.topic_code,
        unit_id=heirs[0].id,
        body_ids=tuple(dict.fromkeys(one.id for one in heirs[1:] if not one.has_ended(since))),
        valid_from=since,
        basis=f"{rule.basis} ({following} kế thừa {ended})",
    )


def _changed(before: dict[str, str], after: dict[str, str]) -> dict[str, Any]:
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _note(
    session: Session, unit: Unit, what: str, why: str, said: dict[str, Any], actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    row = {"unit_id": unit.id, "name": unit.name, "what": what, "said": said}
    note_change(session, "unit", why, [row], actor, now)
