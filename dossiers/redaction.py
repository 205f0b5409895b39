"""What stays of a history after the years of keeping. Pure. Source: docs/rules/retention.md."""

from dataclasses import replace
from typing import Any

from dossiers.chain import Entry

REMOVED = "(đã xóa khi hết thời hạn lưu)"
SOMEBODY = "Đại diện hợp tác xã"
# Values of `data` that may name a person: names, and what a person wrote.
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
