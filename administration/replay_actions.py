"""The record of all dossiers, and its replay on an empty database. No commit."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from accounts.models import Account
from administration.replay_rules import (
    DATES,
    KEPT,
    OPEN_DATES,
    STATES,
    calendar_at,
    differences,
    plain,
)
from cooperatives.models import Commune, Cooperative
from dossiers.actions import begin_again, entry_of, take_again
from dossiers.chain import Entry, entry_from, entry_hash, redactions
from dossiers.models import Dossier, DossierEvent, DossierSeries
from feedback.actions import stages_on
from feedback.clock import dates, has_first_answer, petition_clock
from feedback.models import Petition
from feedback.process import PETITION
from rulebook.data import Day
from rulebook.models import CalendarDayRow, DatedSetting, RulebookChange
from rulebook.queries import forget
from rulebook.setting_rules import Scope
from workflow.machine import Machine
from workflow.refusal import Refusal

BATCH_ROWS = 500
PLACE = "00000"
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Replayed:
    """How much was replayed, and what did not come out as recorded (by code)."""

    dossiers: int = 0
    events: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)


def record(session: Session) -> Iterator[str]:
    """Yield the record: a line of the rules, then a line for each dossier with its events."""
    rules = {
        "days": _rows(session, CalendarDayRow),
        "settings": _rows(session, DatedSetting),
        "changes": _calendar_changes(session),
    }
    yield json.dumps(rules, ensure_ascii=False)
    found = select(Dossier).order_by(Dossier.id).execution_options(yield_per=BATCH_ROWS)
    for dossier in session.scalars(found):
        yield json.dumps(_line(session, dossier), ensure_ascii=False)


def _rows(session: Session, model: Any) -> list[dict[str, object]]:
    names = [column.name for column in model.__table__.columns]
    return [
        {name: plain(getattr(row, name)) for name in names}
        for row in session.scalars(select(model))
    ]


def _calendar_changes(session: Session) -> list[dict[str, object]]:
    found = select(RulebookChange).where(RulebookChange.subject == "calendar")
    rows = session.scalars(found.order_by(RulebookChange.id))
    return [{"at": row.at.isoformat(), "what": row.what} for row in rows]


def _line(session: Session, dossier: Dossier) -> dict[str, Any]:
    events = session.scalars(
        select(DossierEvent).where(DossierEvent.dossier_id == dossier.id).order_by(DossierEvent.seq)
    ).all()
    petition = session.get(Petition, dossier.id)
    scope = [petition.topic_code, petition.channel] if petition else None
    said = [
        {name: plain(getattr(entry_of(one), name)) for name in Entry.__slots__} | {"hash": one.hash}
        for one in events
    ]
    kept = {name: plain(getattr(dossier, name)) for name in KEPT}
    return {"dossier": kept, "scope": scope, "events": said, "wanted": _outcome(dossier)}


def _outcome(dossier: Dossier) -> dict[str, object]:
    names: tuple[str, ...] = STATES
    if dossier.kind == PETITION.kind:
        names += DATES if dossier.settled_at is not None else DATES + OPEN_DATES
    values = {name: getattr(dossier, name) for name in names}
    if values["settled_at"] is not None:
        values["settled_at"] = values["settled_at"].astimezone(UTC)
    return {name: plain(value) for name, value in values.items()}


def replay(session: Session, machines: Mapping[str, Machine], lines: Iterable[str]) -> Replayed:
    """Take every recorded step again on an empty database; compare what comes out.

    Raises: Refusal where the database holds a dossier.
    """
    if session.scalar(select(func.count(Dossier.id))):
        raise Refusal("empty", "Chỉ chạy lại trên cơ sở dữ liệu trống.")
    source = iter(lines)
    rules = json.loads(next(source))
    _bring_rules(session, rules)
    found = Replayed()
    for line in source:
        said = json.loads(line)
        _bring_people(session, said)
        code = said["dossier"]["code"]
        try:
            wrong = _replay_one(session, machines[said["dossier"]["kind"]], rules, said)
        except (Refusal, ValueError) as error:
            wrong = [str(error)]
        found.dossiers += 1
        found.events += len(said["events"])
        found.wrong |= {code: wrong} if wrong else {}
    return found


def _bring_rules(session: Session, rules: Mapping[str, Any]) -> None:
    for model, rows in ((CalendarDayRow, rules["days"]), (DatedSetting, rules["settings"])):
        known = {column.name: column for column in model.__table__.columns}
        session.query(model).delete()
        made = [{name: _typed(known[name], value) for name, value in row.items()} for row in rows]
        if made:
            session.execute(insert(model), made)
    forget(session)


def _typed(column: Any, value: Any) -> Any:
    if value is None or column.type.python_type not in (date, datetime):
        return value
    return column.type.python_type.fromisoformat(value)


def _bring_people(session: Session, said: Mapping[str, Any]) -> None:
    """Put stand-ins in for the accounts and cooperatives that a record speaks of."""
    events, dossier = said["events"], said["dossier"]
    people = {dossier["filed_by_id"]} | {one["actor_id"] for one in events}
    groups = {dossier["cooperative_id"]} | {one["on_behalf_of_id"] for one in events}
    if session.get(Commune, PLACE) is None:
        session.add(Commune(code=PLACE, name="", kind="commune", former_district=""))
        session.flush()
    for number in people - {None}:
        if session.get(Account, number) is None:
            email = f"ban-ghi-{number}@donghanh.example"
            row = {"email": email, "full_name": email, "role": "auditor", "created_at": EPOCH}
            session.add(Account(id=number, is_active=False, **row))
    for number in groups - {None}:
        if session.get(Cooperative, number) is None:
            row = {"kind": "cooperative", "name": f"{number}", "name_fold": f"{number}"}
            row |= {"commune_code": PLACE, "sector": "agriculture"}
            session.add(Cooperative(id=number, founded_on=EPOCH.date(), **row))
    session.flush()


def _replay_one(
    session: Session, machine: Machine, rules: Mapping[str, Any], said: Mapping[str, Any]
) -> list[str]:
    entries = [entry_from(row) for row in said["events"]]
    dossier = _empty(said["dossier"], entries[0].at)
    session.add(dossier)
    session.flush()
    redacted, wrong = redactions(entries), []
    for entry, row in zip(entries, said["events"], strict=True):
        if entry_hash(entry, dossier.head_hash) != redacted.get(entry.seq, row["hash"]):
            wrong.append(f"sự kiện {entry.seq}: mã băm không khớp")
        take_again(session, machine, dossier, entry, row["hash"])
    if machine is PETITION:
        _set_dates(session, dossier, entries, rules, Scope(*said["scope"]))
    session.flush()
    return wrong + differences(said["wanted"], _outcome(dossier))


def _empty(kept: Mapping[str, Any], at: datetime) -> Dossier:
    columns = {column.name: column for column in Dossier.__table__.columns}
    values = {name: _typed(columns[name], value) for name, value in kept.items()}
    received_on = values["received_on"]
    at_first = {"due_on": received_on, "next_due_on": received_on, "updated_at": at}
    return begin_again(values | at_first | {"limit_days": 0, "next_due": ""})


def _set_dates(
    session: Session, dossier: Dossier, entries: list[Entry], rules: Mapping[str, Any], scope: Scope
) -> None:
    """Count the dates anew: by the calendar of today, or of when nothing more was owed."""
    days = [Day(**(row | {"day": date.fromisoformat(row["day"])})) for row in rules["days"]]
    calendar = calendar_at(days, rules["changes"], dossier.settled_at)
    clock = petition_clock(entries, calendar)
    stages = stages_on(session, clock.started_on, has_first_answer(entries), scope)
    found = dates(dossier.state, clock, stages, calendar)
    for name in DATES + OPEN_DATES:
        setattr(dossier, name, getattr(found, name))


def set_series(session: Session) -> None:
    """Let new dossiers get the numbers after the replayed ones."""
    last = select(Dossier.kind, Dossier.year, func.max(Dossier.serial))
    rows = session.execute(last.group_by(Dossier.kind, Dossier.year)).all()
    session.add_all(DossierSeries(kind=r[0], year=r[1], last_serial=r[2]) for r in rows)
    session.flush()
