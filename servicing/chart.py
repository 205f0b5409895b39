"""The balance of a loan as steps in SVG, drawn by the server. Pure: đồng in, markup out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 500, 176
LEFT, RIGHT, TOP, FOOT = 52, 12, 10, 26
LINES = 4
MILLION = 1_000_000
LABEL_ROOM = 150


@dataclass(frozen=True, slots=True)
class Step:
    """From a day on the balance is so much, đồng."""

    on: date
    balance_vnd: int


@dataclass(frozen=True, slots=True)
class _Frame:
    first: date
    last: date
    highest: int

    def x(self, day: date) -> int:
        span = max(1, (self.last - self.first).days)
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days // span

    def y(self, vnd: int) -> int:
        return HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * vnd // max(1, self.highest)


def step_chart(done: Sequence[Step], planned: Sequence[Step], on: date, balance_vnd: int) -> str:
    """Return what happened as a filled line, the plan dotted, today as a dot with its figure."""
    if not done:
        return ""
    whole = [*done, *planned]
    last = max(on, *(one.on for one in whole)) if planned else on
    highest = max(one.balance_vnd for one in whole)
    frame = _Frame(min(one.on for one in whole), last, _round_up(highest))
    until = min(on, frame.last)
    path = _path(done, until, frame)
    floor = frame.y(0)
    start, end = frame.x(done[0].on), frame.x(until)
    drawn = [
        *_grid(frame),
        f'<path class="steps-chart__area" d="{path} V{floor} H{start} Z"/>',
        f'<path class="steps-chart__plan" d="{_path(planned, last, frame)}"/>',
        f'<path class="steps-chart__line" d="{path}"/>',
        _today(frame, end, balance_vnd),
    ]
    title = f"Dư nợ gốc đến {on:%d/%m/%Y}: {_millions(balance_vnd)} triệu đồng"
    return (
        f'<svg class="steps-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{title}" focusable="false"><title>{title}</title>{"".join(drawn)}</svg>'
    )


def _path(steps: Sequence[Step], until: date, frame: _Frame) -> str:
    first = steps[0]
    parts = [f"M{frame.x(first.on)} {frame.y(first.balance_vnd)}"]
    parts += [f"H{frame.x(one.on)} V{frame.y(one.balance_vnd)}" for one in steps[1:]]
    return " ".join([*parts, f"H{frame.x(max(until, steps[-1].on))}"])


def _grid(frame: _Frame) -> list[str]:
    drawn = []
    for line in range(LINES + 1):
        amount = frame.highest * line // LINES
        y = frame.y(amount)
        drawn.append(f'<path class="steps-chart__grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        drawn.append(
            f'<text class="steps-chart__axis steps-chart__axis--end" x="{LEFT - 6}" y="{y + 4}">'
            f"{_millions(amount)}</text>"
        )
    for place, day in (("start", frame.first), ("end", frame.last)):
        x = LEFT if place == "start" else WIDTH - RIGHT
        drawn.append(
            f'<text class="steps-chart__axis steps-chart__axis--{place}" x="{x}" y="{HEIGHT - 6}">'
            f"{day:%m/%Y}</text>"
        )
    return drawn


def _today(frame: _Frame, x: int, balance_vnd: int) -> str:
    y = frame.y(balance_vnd)
    fits = x + LABEL_ROOM < WIDTH
    place, at = ("start", x + 9) if fits else ("end", x - 9)
    return (
        f'<circle class="steps-chart__dot" cx="{x}" cy="{y}" r="4"/>'
        f'<text class="steps-chart__now steps-chart__axis--{place}" x="{at}"'
        f' y="{max(TOP + 10, y - 8)}">'
        f"{_millions(balance_vnd)} triệu hôm nay</text>"
    )


def _round_up(highest: int) -> int:
    """Return a figure above the highest that parts into the lines without a rest."""
    unit = MILLION * LINES
    for factor in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000):
        if highest <= unit * factor * 10:
            step = unit * factor
            return -(-highest // step) * step
    return -(-highest // (unit * 1000)) * unit * 1000


def _millions(vnd: int) -> str:
    tenths = (vnd * 10 + MILLION // 2) // MILLION
    whole, rest = divmod(tenths, 10)
    written = f"{whole:,}".replace(",", ".")
    return f"{written},{rest}" if rest else written
