"""What the product does by itself: screening, routing, watching clocks, closing.

Every automatic step says that it was automatic, and why. A late or repeated call does nothing.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from dossiers.actions import Say, advance, assign
from dossiers.models import Dossier, DossierEvent, DossierParty
from dossiers.queries import once_keys
from feedback.actions import limit_data, reset_clock
from feedback.conflict_actions import bar_named, give_to_committee
from feedback.conflict_queries import find_committee, lightest
from feedback.models import Finding, Petition, PublicDay, RoutingRule
from feedback.process import PETITION, UNDER_WAY
from feedback.public_queries import count_figures
from feedback.reopen_queries import reopen_until
from feedback.rules import Noticed, screen
from feedback.screening_queries import (
    FILED_BEFORE,
    find_rule,
    list_earlier,
    list_names,
    names_bodies,
    text_of,
)
from feedback.story import LIMITS
from rulebook.queries import days_on, setting_on, working_calendar
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR
from workflow.workdays import ONE

SCREENED = frozenset({"screen", "hold"})


def screen_petition(session: Session, dossier_id: int, event_id: int, now: datetime) -> None:
    """Write the findings on a new petition and route it, or hold it for a records officer.

    Both in one transaction: a petition that was screened never waits for its officer.
    """
    petition, events = _pending(session, dossier_id)
    acts = {one.action for one in events}
    if petition is None or acts & SCREENED or all(one.id != event_id for one in events):
        return
    text, dossier = text_of(petition), petition.dossier
    earlier = list_earlier(
        session, text, dossier.cooperative_id, FILED_BEFORE, dossier_id=dossier_id
    )
    noticed = screen(text, earlier, list_names(session))
    for one in noticed:
        row = {"kind": one.kind, "severity": one.severity, "text": one.text, "data": one.data}
        petition.findings.append(Finding(created_at=now, **row))
    session.flush()
    committee = find_committee(session, dossier_id) if bar_named(session, petition, now) else None
    is_held = committee is None and any(one.severity == "stop" for one in noticed)
    say = Say(note=_why(noticed), data={"findings": [one.kind for one in noticed]})
    action = "hold" if is_held else "screen"
    screened = advance(session, PETITION, petition.dossier, action, SYSTEM_ACTOR, now, say)
    if committee is not None:
        give_to_committee(session, petition, committee, now)
    elif not is_held:
        with session.no_autoflush:  # so that both steps and the hands are written together
            _route(session, petition, [*events, screened], now)


def _why(noticed: list[Noticed]) -> str:
    if not noticed:
        return "Kiểm tra tự động: không có điểm nào cần xem thêm."
    return "Kiểm tra tự động: " + " ".join(one.text for one in noticed)


def _select_told() -> Select[Petition, DossierEvent]:
    """Return the query of a petition with all that is looked at and what happened to it, in order.

    Takes: dossier_id.
    """
    parties = joinedload(Petition.dossier).joinedload(Dossier.parties)
    return (
        select(Petition, DossierEvent)
        .join(DossierEvent, DossierEvent.dossier_id == Petition.dossier_id)
        .where(Petition.dossier_id == bindparam("dossier_id", type_=BigInteger))
        .options(joinedload(Petition.demands), joinedload(Petition.findings))
        .options(joinedload(Petition.topic), parties)
        .order_by(DossierEvent.seq)
    )


TOLD = _select_told()


def _pending(session: Session, dossier_id: int) -> tuple[Petition | None, list[DossierEvent]]:
    """Return a petition that nobody has yet, and what happened to it."""
    rows = session.execute(TOLD, {"dossier_id": dossier_id}).unique().all()
    is_new = bool(rows) and rows[0][0].dossier.state == "submitted"
    return (rows[0][0] if is_new else None), [event for _, event in rows]


def _route(session: Session, petition: Petition, events: list[DossierEvent], now: datetime) -> None:
    """Give a screened petition to the unit of its topic and to the lightest desk there.

    `events`: all that happened to it up to now.
    """
    dossier = petition.dossier
    rule = find_rule(session, petition.topic_code, local_day(now))
    officer = lightest(session, petition.dossier_id, rule.unit_id) if rule else None
    if rule is None or officer is None:
        why = (
            "chưa có quy tắc cho lĩnh vực này" if rule is None else "đơn vị không còn ai nhận được"
        )
        say = Say(note=f"Phân công tự động chưa được: {why}. Cần văn thư chọn người.")
        advance(session, PETITION, dossier, "hold", SYSTEM_ACTOR, now, say)
        return
    note = (
        f"Tự động: lĩnh vực “{petition.topic.name}” do {rule.unit.name} trả lời ({rule.basis}); "
        f"{officer.full_name} đang giữ ít hồ sơ nhất."
    )
    data = {"unit_id": rule.unit_id, "officer_id": officer.id, "to": officer.full_name}
    _invite(petition, rule)
    assign(dossier, rule.unit_id, officer.id, now)
    say = Say(note=note, data=data | limit_data(session, petition))
    routed = advance(session, PETITION, dossier, "route", SYSTEM_ACTOR, now, say)
    reset_clock(session, dossier, [*events, routed])


def _invite(petition: Petition, rule: RoutingRule) -> None:
    present = {party.unit_id for party in petition.dossier.parties}
    for body_id in rule.body_ids:
        if body_id not in present:
            petition.dossier.parties.append(DossierParty(unit_id=body_id))
    petition.is_multi_body = names_bodies(rule)


def watch_clocks(session: Session, now: datetime) -> None:
    """Remind before the limit and escalate after it, once each, whoever runs this, however late."""
    today = local_day(now)
    before = sorted(
        int(d) for d in setting_on(session, "petition.remind_before_days", today).split(",")
    )
    calendar = working_calendar(session)
    horizon = calendar.add_workdays(today, before[-1])
    due = (
        select(Dossier)
        .where(Dossier.kind == PETITION.kind, Dossier.settled_at.is_(None))
        .where(Dossier.paused_on.is_(None), Dossier.next_due_on <= horizon)
        .where(Dossier.state.in_(UNDER_WAY.split()))
        .order_by(Dossier.next_due_on, Dossier.id)
    )
    waiting = session.scalars(due).all()
    done = once_keys(session, [dossier.id for dossier in waiting])
    for dossier in waiting:
        due_on = dossier.next_due_on
        if due_on < today:
            key = f"overdue:{dossier.next_due}:{due_on}"
            _once(session, dossier, "escalate", key, done, now)
        elif dossier.next_due == "answer":
            left = calendar.working_days_between(today, due_on)
            step = next(days for days in before if left <= days)
            _once(session, dossier, "remind", f"remind:{due_on}:{step}", done, now)


def _once(
    session: Session,
    dossier: Dossier,
    action: str,
    key: str,
    done: set[tuple[int, str]],
    now: datetime,
) -> None:
    if (dossier.id, key) in done:
        return
    due_on = dossier.next_due_on
    is_late = action == "escalate"
    what = f"hạn {LIMITS[dossier.next_due]} {due_on:%d/%m/%Y}"
    note = f"Tự động: đã quá {what}." if is_late else f"Tự động: {what}."
    say = Say(
        note=note,
        data={"due_on": due_on.isoformat(), "limit": dossier.next_due},
        effective_on=due_on + ONE if is_late else None,
        once_key=key,
    )
    advance(session, PETITION, dossier, action, SYSTEM_ACTOR, now, say)


def close_settled(session: Session, now: datetime) -> None:
    """Close what was answered so many working days ago that nobody came back to it."""
    today = local_day(now)
    days = days_on(session, "petition.close_after_days", today)
    calendar = working_calendar(session)
    answered = select(Dossier).where(Dossier.kind == PETITION.kind, Dossier.state == "answered")
    for dossier in session.scalars(answered.order_by(Dossier.id)).all():
        if dossier.settled_at is None:
            continue
        answered_on = local_day(dossier.settled_at)
        ends_on = calendar.add_workdays(answered_on, days)
        if ends_on < today:
            ends_on = max(ends_on, reopen_until(session, answered_on))
        if ends_on < today:
            note = f"Tự động: đã qua {days} ngày làm việc kể từ ngày có trả lời."
            say = Say(note=note, effective_on=ends_on + ONE)
            advance(session, PETITION, dossier, "close", SYSTEM_ACTOR, now, say)


def count_day(session: Session, now: datetime) -> None:
    """Keep the public figures up to yesterday's end, once; what was kept stays as it was said."""
    today = local_day(now)
    if session.get(PublicDay, today - ONE) is None:
        session.add(count_figures(session, today))
        session.flush()
