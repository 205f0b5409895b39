"""Hashes that make a history tamper-evident. Pure. Source: docs/rules/audit.md."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
SHORT_LENGTH = 12
REDACTION = "anonymise"
NOTHING: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """What an event's hash covers: everything that the event says."""

    dossier_id: int
    seq: int
    action: str
    source: str
    target: str
    actor_id: int | None
    actor_role: str
    actor_name: str
    on_behalf_of_id: int | None
    at: datetime
    effective_on: date | None
    audience: str
    note: str
    data: dict[str, Any]
    once_key: str | None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong into an event")


SPELLING = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
)


def canonical(value: object) -> bytes:
    """Return the one spelling of a value as JSON: sorted keys, no blanks, UTF-8."""
    return SPELLING.encode(value).encode()


def entry_from(row: Mapping[str, Any]) -> Entry:
    """Return an event as JSON has it as what its hash covers."""
    kept = {name: row[name] for name in Entry.__slots__}
    kept["at"] = datetime.fromisoformat(row["at"])
    if row["effective_on"] is not None:
        kept["effective_on"] = date.fromisoformat(row["effective_on"])
    return Entry(**kept)


def entry_hash(entry: Entry, prev_hash: str) -> str:
    """Return the hash of an event: SHA-256 over the hash before it and all that it says."""
    said = {name: getattr(entry, name) for name in Entry.__slots__}
    return sha256(prev_hash.encode() + b"\n" + canonical(said)).hexdigest()


def short(digest: str) -> str:
    """Return what a receipt prints of a hash: the first 12 hex digits in groups of 4."""
    head = digest[:SHORT_LENGTH].upper()
    return " ".join(head[i : i + 4] for i in range(0, SHORT_LENGTH, 4))


def leaf(dossier_id: int, seq: int, head: str) -> bytes:
    """Return the leaf of one dossier in the night's tree."""
    return sha256(b"\x00" + f"{dossier_id}:{seq}:{head}".encode()).digest()


def above(pair: Sequence[bytes]) -> bytes:
    """Return the node over one or two nodes; a lone one climbs as it is."""
    return sha256(b"\x01" + pair[0] + pair[1]).digest() if len(pair) > 1 else pair[0]


def merkle_root(leaves: Sequence[bytes]) -> str:
    """Return the root over leaves in their order. Empty: 64 zeros."""
    if not leaves:
        return GENESIS
    level = list(leaves)
    while len(level) > 1:
        level = [above(level[i : i + 2]) for i in range(0, len(level), 2)]
    return level[0].hex()


def seal_hash(prev_hash: str, sealed_on: date, at: datetime, dossier_count: int, root: str) -> str:
    """Return the hash of a seal, chained to the seal before it."""
    return sha256(canonical([prev_hash, sealed_on, at, dossier_count, root])).hexdigest()


def redactions(entries: Iterable[Entry]) -> dict[int, str]:
    """Return, by the number of an entry that was redacted, the hash of what it says since.

    The entry that redacted them tells: one of the system itself, in the same history.
    """
    found: dict[int, str] = {}
    for entry in entries:
        if entry.action == REDACTION and entry.actor_role == "system":
            kept = entry.data.get("redacted", {})
            found |= {int(seq): digest for seq, digest in kept.items() if int(seq) < entry.seq}
    return found


def first_break(
    entries: Iterable[tuple[Entry, str, str]], redacted: Mapping[int, str] = NOTHING
) -> tuple[int, str] | None:
    """Walk (entry, prev_hash, hash) of a dossier in order; return (seq, why) of the first bad one.

    Finds an altered, dropped, swapped or inserted entry; a dropped tail shows against the head.
    `redacted`: what `redactions` found; such an entry is held to the hash of its redacted form.
    """
    before = GENESIS
    for number, (entry, prev_hash, digest) in enumerate(entries, start=1):
        if entry.seq != number:
            return number, "thiếu hoặc thừa một sự kiện"
        if prev_hash != before:
            return number, "không nối với sự kiện trước"
        if entry_hash(entry, prev_hash) != redacted.get(entry.seq, digest):
            return number, "nội dung đã bị sửa"
        before = digest
    return None
