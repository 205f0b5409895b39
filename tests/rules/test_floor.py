"""Numbers and order of the floor: any order of sending, twice, wrong clocks."""

from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from conferences.floor_rules import (
    BLOCK_SIZE,
    Block,
    Entry,
    floor_order,
    is_block_due,
    latest_revisions,
    may_give,
    next_block,
    next_number,
)

Said = list[tuple[int, int]]
START = datetime(2024, 12, 2, 2, 0, tzinfo=UTC)
SAID = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 300)), min_size=1, max_size=40)
SKEWS = st.tuples(*[st.integers(-7_200_000, 7_200_000)] * 3)


def written(said: list[tuple[int, int]], skews: tuple[int, ...]) -> list[Entry]:
    """What three devices write down of one floor: the clock of each is off by its own skew."""
    blocks = [Block(1 + 100 * n, 100 + 100 * n) for n in range(3)]
    sequences, entries, at = [count(1) for _ in blocks], [], START
    for key, (device, seconds) in enumerate(said):
        at += timedelta(seconds=seconds)
        sequence = next(sequences[device])
        shown = at - timedelta(milliseconds=skews[device])
        number = blocks[device].first + sequence - 1
        where = (str(key), f"d{device}", sequence, 1, number)
        entries.append(Entry(*where, shown, skews[device]))
    return entries


@given(SAID, SKEWS, st.randoms())
def test_the_order_is_that_of_the_floor(said: Said, skews: tuple[int, ...], chance: Random) -> None:
    entries = written(said, skews)
    sent = entries + chance.sample(entries, len(entries) // 2)
    chance.shuffle(sent)
    assert [entry.key for entry in floor_order(sent)] == [entry.key for entry in entries]


@given(SAID, st.randoms())
def test_a_device_s_counting_holds_where_its_clock_was_set_meanwhile(
    said: Said, chance: Random
) -> None:
    entries = written([(0, seconds) for _, seconds in said], (0, 0, 0))
    jumped = [
        Entry(
            e.key, e.device, e.sequence, 1, e.number, e.at - timedelta(hours=chance.randint(0, 3))
        )
        for e in entries
    ]
    chance.shuffle(jumped)
    assert [entry.key for entry in floor_order(jumped)] == [entry.key for entry in entries]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), max_size=40), st.randoms())
def test_the_highest_revision_counts_in_any_order(revisions: Said, chance: Random) -> None:
    sent = [Entry(str(key), "d", key, rev, key + 1, START) for key, rev in revisions]
    once = {entry.key: entry.revision for entry in latest_revisions(sent)}
    chance.shuffle(sent)
    assert {entry.key: entry.revision for entry in latest_revisions(sent + sent)} == once
    assert all(once[str(key)] >= rev for key, rev in revisions)


@given(st.lists(st.integers(0, 3), max_size=60))
def test_no_number_is_given_twice(asking: list[int]) -> None:
    """Devices take blocks in any order; each gives its lowest free number until none is free."""
    last, given_out = 0, list[tuple[int, int]]()
    blocks: dict[int, list[Block]] = {n: [] for n in range(4)}
    for device in asking:
        own = [number for who, number in given_out if who == device]
        if is_block_due(blocks[device], own):
            block = next_block(last)
            blocks[device].append(block)
            last = block.last
        number = next_number(blocks[device], own)
        assert number is not None
        assert may_give(blocks[device], number)
        given_out.append((device, number))
    numbers = [number for _, number in given_out]
    assert len(numbers) == len(set(numbers))
    for device in range(4):
        own = [number for who, number in given_out if who == device]
        assert all(a < b for a, b in pairwise(own))


def test_blocks_follow_one_another() -> None:
    assert next_block(0) == Block(1, BLOCK_SIZE)
    assert next_block(BLOCK_SIZE).first == BLOCK_SIZE + 1
    assert not may_give([Block(1, 20)], 21)
    assert next_number([Block(1, 2)], [1, 2]) is None
    assert is_block_due([Block(1, 50)], range(1, 32))
    assert not is_block_due([Block(1, 50)], range(1, 31))
