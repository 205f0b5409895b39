"""Numbers and order of the floor, however late and in whatever order entries arrive. Pure.

Source: docs/rules/conference-floor.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BLOCK_SIZE = 50
KEPT_FREE_MIN = 20
BEFORE_MAX, AHEAD_MAX = timedelta(days=1), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers `first` to `last`, both included, that one device may give."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class Entry:
    """One revision of what a device wrote down.

    `at` is the device's clock when it was first said, `skew_ms` how far that clock was behind ours
    when the device last spoke with us; `sequence` counts the entries of the device.
    """

    key: str
    device: str
    sequence: int
    revision: int
    number: int
    at: datetime
    skew_ms: int = 0

    @property
    def set_right(self) -> datetime:
        """Return the device's time by our clock."""
        return self.at + timedelta(milliseconds=self.skew_ms)


def said_at(at: datetime, skew_ms: int, begins_at: datetime, now: datetime) -> datetime:
    """Return when something was said, by our clock: `now`, its arrival, where the device's clock
    cannot be right. `begins_at`: when the conference was to begin.
    """
    try:
        said = at + timedelta(milliseconds=skew_ms)
    except OverflowError:
        return now
    return said if min(begins_at, now) - BEFORE_MAX <= said <= now + AHEAD_MAX else now


def next_block(last_number: int) -> Block:
    """Return the block after the last number that was ever reserved."""
    return Block(last_number + 1, last_number + BLOCK_SIZE)


def is_block_due(blocks: Sequence[Block], used: Iterable[int]) -> bool:
    """Return whether a device needs a new block: too few of its numbers are free."""
    taken = set(used)
    free = sum(number not in taken for b in blocks for number in range(b.first, b.last + 1))
    return free < KEPT_FREE_MIN


def may_give(blocks: Iterable[Block], number: int) -> bool:
    """Return whether a device with `blocks` may give `number`."""
    return any(number in block for block in blocks)


def latest_revisions(entries: Iterable[Entry]) -> list[Entry]:
    """Return of each entry the highest revision; how often and in which order they come is equal.

    The time is that of the lowest revision seen: correcting a word moves nobody in the order.
    """
    best: dict[str, Entry] = {}
    for entry in entries:
        known = best.get(entry.key)
        if known is None or entry.revision > known.revision:
            best[entry.key] = entry
    return list(best.values())


def floor_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries as they were said, whatever the devices' clocks show.

    Within a device its own counting holds, even where its clock was set while it wrote; between
    devices the time set right, then the number.
    """
    by_device: dict[str, list[Entry]] = {}
    for entry in latest_revisions(entries):
        by_device.setdefault(entry.device, []).append(entry)
    placed: list[tuple[datetime, int, Entry]] = []
    for own in by_device.values():
        latest: datetime | None = None
        for entry in sorted(own, key=lambda one: (one.sequence, one.number)):
            latest = entry.set_right if latest is None else max(latest, entry.set_right)
            placed.append((latest, entry.number, entry))
    return [entry for _, _, entry in sorted(placed, key=lambda one: one[:2])]


def next_number(blocks: Sequence[Block], used: Iterable[int]) -> int | None:
    """Return the lowest free number of a device, None where its blocks are used up."""
    taken = set(used)
    free = (n for b in sorted(blocks, key=lambda b: b.first) for n in range(b.first, b.last + 1))
    return next((number for number in free if number not in taken), None)


def counts(outcomes: Mapping[str, int]) -> dict[str, int]:
    """Return how many were raised, answered at once, owed in writing."""
    oral, owed = outcomes.get("oral", 0), outcomes.get("owed", 0)
    return {"raised": oral + owed, "oral": oral, "owed": owed}
