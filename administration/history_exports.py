"""What stands in a signed export: the whole history of a dossier, or the events that were found."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import StringIO

from accounts.models import Account
from administration.export_rules import HISTORY, seal_files
from administration.history_queries import Chain
from config import Settings
from dossiers.actions import entry_of
from dossiers.chain import Entry, canonical
from dossiers.models import Dossier, DossierEvent
from feedback.history_rules import Entry as Told
from letters.keys import load_key
from web.filters import moment
from workflow.cells import harmless
from workflow.machine import Machine
from workflow.roles import ROLE_NAMES, Role

EXPORT_MAX = 10_000
HEADS = (
    "mã hồ sơ",
    "sự kiện",
    "lúc",
    "người",
    "vai trò",
    "việc",
    "từ",
    "đến",
    "nội dung",
    "mã băm",
)


def export_dossier(
    settings: Settings, dossier: Dossier, told: Sequence[Told], machine: Machine, chain: Chain,
    who: Account, now: datetime,
) -> bytes:  # fmt: skip
    """Return the signed export of one dossier: as data, and as people read it."""
    seal = chain.seal
    sealed = None
    if seal is not None:
        sealed = {
            "sealed_on": seal.sealed_on, "root": seal.root, "hash": seal.hash,
            "seq": chain.sealed_seq,
        }  # fmt: skip
    rows = [_row(one.event) for one in told]
    data = {"code": dossier.code, "head_hash": dossier.head_hash, "seal": sealed, "events": rows}
    files = {HISTORY: canonical(data), "lich-su.txt": _text(dossier, told, machine).encode()}
    return _sealed(settings, files, {"dossier": dossier.code}, who, now)


def export_found(
    settings: Settings, found: Sequence[DossierEvent], asked: Mapping[str, str],
    machines: Mapping[str, Machine], who: Account, now: datetime,
) -> bytes:  # fmt: skip
    """Return the signed export of events that were found; `asked`: what was looked for.

    It holds at most EXPORT_MAX; whether these are all stands in the signed list ("is_whole").
    """
    events = found[:EXPORT_MAX]
    kept = StringIO()
    table = csv.writer(kept)
    table.writerow(HEADS)
    for one in events:
        said = (
            one.dossier.code, one.seq, moment(one.at), one.actor_name,
            _role(one), *_moved(one, machines), one.note,
            one.hash,
        )  # fmt: skip
        table.writerow([harmless(str(value)) for value in said])
    files = {"su-kien.csv": b"\xef\xbb\xbf" + kept.getvalue().encode()}
    about: dict[str, object] = {"asked": dict(asked), "count": len(events)}
    about["is_whole"] = len(found) <= EXPORT_MAX
    return _sealed(settings, files, about, who, now)


def _role(event: DossierEvent) -> str:
    return ROLE_NAMES[Role(event.actor_role)] if event.actor_role in set(Role) else ""


def _moved(event: DossierEvent, machines: Mapping[str, Machine]) -> tuple[str, str, str]:
    """Return what was done, from which state to which, as people say it."""
    machine = machines[event.dossier.kind]
    names = {name: state.staff_name for name, state in machine.states.items()}
    source, target = (names.get(name, name) for name in (event.source, event.target))
    return machine.verbs.get(event.action, event.action), source, target


def _sealed(
    settings: Settings, files: dict[str, bytes], about: dict[str, object], who: Account,
    now: datetime,
) -> bytes:  # fmt: skip
    key = load_key(settings)
    about |= {"made_by": who.full_name, "organisation": settings.alliance_name}
    return seal_files(files, about, now, key.sign, key.certificate_pem)


def _row(event: DossierEvent) -> dict[str, object]:
    entry = entry_of(event)
    said = {name: getattr(entry, name) for name in Entry.__slots__}
    return said | {"prev_hash": event.prev_hash, "hash": event.hash}


def _text(dossier: Dossier, told: Sequence[Told], machine: Machine) -> str:
    lines = [f"Lịch sử hồ sơ {dossier.code}", dossier.subject, ""]
    for one in told:
        event = one.event
        verb = machine.verbs.get(event.action, event.action)
        lines.append(f"{event.seq}. {moment(event.at)}  {verb}  {event.actor_name}")
        lines += [f"   {c.name}: {c.before} → {c.after}" for c in one.changes]
        lines += [f"   {name}: {value}" for name, value in one.said]
        lines += [f"   {event.note}"] if event.note else []
        lines.append(f"   mã băm {event.hash}")
    return "\n".join(lines) + "\n"
