"""The clock of a dossier: pause, extension and restart are three different events."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflow.clock import Clock, Tick, replay
from workflow.workdays import Calendar, CalendarDay, Pause

TET = {date(2026, 2, day): CalendarDay("holiday", "Tết Nguyên đán") for day in range(16, 21)}
CALENDAR = Calendar(TET)
START = Tick("start", date(2026, 2, 10), 15)


def clock(*ticks: Tick) -> Clock:
    found = replay(ticks, CALENDAR)
    assert found is not None
    return found


def test_without_a_start_there_is_no_clock() -> None:
    assert replay([], CALENDAR) is None
    assert replay([Tick("pause", date(2026, 2, 10))], CALENDAR) is None


def test_the_worked_example() -> None:
    assert clock(START).due_on == date(2026, 3, 10)
    paused = clock(START, Tick("pause", date(2026, 2, 24)))
    assert (paused.paused_on, paused.due_on) == (date(2026, 2, 24), date(2026, 3, 10))
    resumed = clock(START, Tick("pause", date(2026, 2, 24)), Tick("resume", date(2026, 2, 26)))
    assert (resumed.paused_on, resumed.due_on) == (None, date(2026, 3, 12))
    assert resumed.pauses == (Pause(date(2026, 2, 24), date(2026, 2, 26)),)


def test_extension_adds_and_limit_replaces() -> None:
    extended = clock(START, Tick("extend", date(2026, 3, 5), 5))
    assert (extended.working_days, extended.extended_days) == (15, 5)
    assert extended.due_on == date(2026, 3, 17)
    longer = clock(START, Tick("limit", date(2026, 2, 11), 20), Tick("extend", date(2026, 3, 5), 5))
    assert (longer.working_days, longer.extended_days) == (20, 5)
    assert longer.started_on == START.on


def test_restart_forgets_what_was_before() -> None:
    again = clock(
        START,
        Tick("pause", date(2026, 2, 24)),
        Tick("extend", date(2026, 2, 25), 5),
        Tick("stop", date(2026, 2, 26)),
        Tick("start", date(2026, 3, 2), 3),
    )
    assert again == clock(Tick("start", date(2026, 3, 2), 3))


def test_stop_is_kept_and_moves_nothing() -> None:
    stopped = clock(START, Tick("stop", date(2026, 3, 2)))
    assert (stopped.stopped_on, stopped.due_on) == (date(2026, 3, 2), date(2026, 3, 10))


def test_a_second_pause_or_resume_says_nothing_new() -> None:
    once = (Tick("pause", date(2026, 2, 24)), Tick("resume", date(2026, 2, 26)))
    twice = (once[0], Tick("pause", date(2026, 2, 25)), once[1], Tick("resume", date(2026, 2, 27)))
    assert clock(START, *once) == clock(START, *twice)


STEPS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "extend", "limit"]), st.integers(1, 20)),
    max_size=12,
)


def ticks_of(steps: list[tuple[str, int]]) -> list[Tick]:
    """Return ticks on growing days."""
    on, ticks = START.on, [START]
    for kind, number in steps:
        on += timedelta(number)
        ticks.append(Tick(kind, on, number))
    return ticks


@given(STEPS)
def test_replay_twice_gives_the_same(steps: list[tuple[str, int]]) -> None:
    ticks = ticks_of(steps)
    assert replay(ticks, CALENDAR) == replay(list(ticks), CALENDAR)


@given(STEPS, st.integers(1, 10))
def test_an_extension_or_a_pause_is_never_earlier(steps: list[tuple[str, int]], days: int) -> None:
    ticks = ticks_of([step for step in steps if step[0] != "limit"])
    before, last = clock(*ticks), ticks[-1].on
    assert clock(*ticks, Tick("extend", last, days)).due_on >= before.due_on
    more = (Tick("pause", last), Tick("resume", last + timedelta(days)))
    assert clock(*ticks, *more).due_on >= before.due_on
