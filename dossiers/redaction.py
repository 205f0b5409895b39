"""What stays of a history after the years of keeping. Pure. Source: docs/rules/retention.md."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dossiers.chain import Entry, canonical, first_break, redactions

REMOVED = "(đã xóa khi hết thời hạn lưu)"
SOMEBODY = "Đại diện hợp tác xã"
# Values of `data` that may name a person: names, and what a person wrote. The database's own
# `redacted_data` knows the same ones.
PERSONAL = frozenset({"asker", "person", "name", "demands", "what"})


def redacted(entry: Entry) -> Entry:
    """Return an entry without what a person wrote and without who spoke for the cooperative.

    What stays: what was done, when, by which role, by whom of the staff, with which dates.
    """
    if entry.actor_role == "system":
        return entry
    is_owner = entry.actor_role == "representative"
    return replace(
        entry,
        note=REMOVED if entry.note else "",
        actor_id=None if is_owner else entry.actor_id,
        actor_name=SOMEBODY if is_owner else entry.actor_name,
        data=_redacted(entry.data),
    )


def _redacted(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: REMOVED if name in PERSONAL and one else _redacted(one)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_redacted(one) for one in value]
    return value


def is_redacted(entry: Entry) -> bool:
    """Return whether an entry has exactly the form that `redacted` gives one that it changes."""
    if entry.actor_role == "system" or redacted(entry) != entry:
        return False
    is_owner = entry.actor_role == "representative"
    return is_owner or entry.note == REMOVED or REMOVED.encode() in canonical(entry.data)


def first_fault(entries: Sequence[tuple[Entry, str, str]]) -> tuple[int, str] | None:
    """Return (seq, why) of the first bad one of a whole history; an entry that is told to be
    redacted has to have that form.
    """
    told = redactions(entry for entry, _, _ in entries)
    broken = first_break(entries, told)
    forged = next((e.seq for e, _, _ in entries if e.seq in told and not is_redacted(e)), None)
    if forged is not None and (broken is None or forged < broken[0]):
        return forged, "không phải dạng của sự kiện đã ẩn danh"
    return broken
