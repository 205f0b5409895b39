"""What a measurement found, as a row of a table; and how time and statements are taken."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

HEAD = "| what | figure | statements | aim | |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Figure:
    """A row: what was measured, the figure, its aim if there is one, and whether it is met."""

    what: str
    value: str
    statements: str = ""
    aim: str = ""
    is_met: bool | None = None

    @property
    def row(self) -> str:
        said = {None: "", True: "met", False: "**missed**"}[self.is_met]
        return f"| {self.what} | {self.value} | {self.statements} | {self.aim} | {said} |"


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, the median of some rounds, and with how many statements."""

    ms: float
    statements: int

    def figure(self, what: str, ms_max: int | None = None) -> Figure:
        """Return it as a row; `ms_max`: the aim."""
        count = str(self.statements) if self.statements else ""
        if ms_max is None:
            return Figure(what, duration(self.ms), count)
        aim = f"under {duration(ms_max)}"
        return Figure(what, duration(self.ms), count, aim, self.ms < ms_max)


def took(session: Session, act: Callable[[], object], rounds: int = 1) -> Took:
    """Do something some times, and flush what it left."""
    times: list[float] = []
    for _ in range(rounds):
        with statements(session.get_bind()) as said:
            began = time.perf_counter()
            act()
            session.flush()
            times.append((time.perf_counter() - began) * 1000)
    return Took(statistics.median(times), len(said))


def grown(what: str, small: Took, large: Took, ratio_max: float | None = None) -> Figure:
    """Return what became of a time as the data grew; the statements must not have grown."""
    ratio = large.ms / small.ms
    value = f"{duration(small.ms)} → {duration(large.ms)}: {ratio:.2f}×"
    counts = sorted({small.statements, large.statements})
    said = " → ".join(map(str, counts))
    if ratio_max is None:
        return Figure(what, value, said, "statements constant", len(counts) == 1)
    is_met = ratio <= ratio_max and len(counts) == 1
    return Figure(what, value, said, f"at most {ratio_max:g}×", is_met)


def duration(ms: float) -> str:
    """Return a time as people read it: 8.4 ms, 120 ms, 1.3 s."""
    if ms >= 1000:
        return f"{ms / 1000:.1f} s"
    return f"{ms:.1f} ms" if ms < 100 else f"{ms:.0f} ms"


@contextmanager
def statements(engine: Engine | Connection) -> Iterator[list[str]]:
    """Gather the statements that are said to the database meanwhile."""
    said: list[str] = []

    def hear(_c: object, _u: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def table(figures: Iterable[Figure]) -> str:
    """Return rows as a table for docs/performance.md."""
    return "\n".join([HEAD, *(one.row for one in figures)])
