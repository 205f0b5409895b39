"""The bars of a schedule as SVG: principal and interest of each year, or of each instalment. Pure.

The page has the same numbers in a table; colours come from classes, and each bar says its numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from loans.money_text import dong, short_money

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 26, 26
BAR_WIDTH_MAX, GAP_SHARE = 72, 4
LABEL_WIDTH = 46  # of a year under its bar
NUMBER_WIDTH = 58  # of an amount above its bar
TIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and its two parts, in đồng."""

    label: str
    principal_vnd: int
    interest_vnd: int

    @property
    def total_vnd(self) -> int:
        return self.principal_vnd + self.interest_vnd


def schedule_chart(bars: Sequence[Bar]) -> str:
    """Return the bars, one on the other: principal below, interest above."""
    highest = max((bar.total_vnd for bar in bars), default=0) or 1
    slot = (WIDTH - LEFT - RIGHT) / max(len(bars), 1)
    width = min(BAR_WIDTH_MAX, slot * (GAP_SHARE - 1) / GAP_SHARE)
    per_one = (HEIGHT - TOP - BOTTOM) / highest
    every = max(1, -(-LABEL_WIDTH // int(max(slot, 1))))
    drawn = [
        _bar(bar, LEFT + slot * n + (slot - width) / 2, width, per_one, is_labelled=n % every == 0)
        for n, bar in enumerate(bars)
    ]
    floor = HEIGHT - BOTTOM
    line = f'<path class="chart__line" d="M{LEFT} {floor + TIGHT}H{WIDTH - RIGHT}"/>'
    words = "; ".join(f"{bar.label}: {dong(bar.total_vnd)}" for bar in bars[:12])
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(f"Gốc và lãi phải trả. {words}")}">{line}{"".join(drawn)}</svg>'
    )


def _bar(bar: Bar, x: float, width: float, per_one: float, *, is_labelled: bool) -> str:
    principal, interest = bar.principal_vnd * per_one, bar.interest_vnd * per_one
    floor, middle = HEIGHT - BOTTOM, x + width / 2
    top = floor - principal - interest
    title = f"{bar.label}: gốc {dong(bar.principal_vnd)}, lãi {dong(bar.interest_vnd)}"
    parts = [f"<g><title>{escape(title)}</title>"]
    for name, y, height in (
        ("principal", floor - principal, principal),
        ("interest", top, interest),
    ):
        parts.append(
            f'<rect class="chart__{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{max(height, 0):.1f}"/>'
        )
    if is_labelled:
        parts.append(_text(middle, HEIGHT - 8, bar.label))
    if width >= NUMBER_WIDTH:
        amount = short_money(round(bar.total_vnd, -6)).replace(" đồng", "")
        parts.append(_text(middle, top - 6, amount))
    return "".join([*parts, "</g>"])


def _text(x: float, y: float, text: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}"'
    return f'<text class="chart__text" text-anchor="middle" {place}>{escape(text)}</text>'
