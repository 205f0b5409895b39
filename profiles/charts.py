"""Small charts as plain geometry: bars over a line, which a template draws as SVG. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 120
TOP, BOTTOM = 18, 20
GAP_PERCENT = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place in the drawing, the words under and over it. No value: no bar."""

    x: int
    y: int
    width: int
    height: int
    label: str
    shown: str
    is_loss: bool = False

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def bars(values: Sequence[tuple[str, int | None, str]]) -> list[Bar]:
    """Return a bar for each (label, value, value in words), the highest as high as the drawing.

    A loss hangs as a bar of its own kind on the same line; what is not known has height 0.
    """
    if not values:
        return []
    highest = max((abs(value) for _, value, _ in values if value is not None), default=0) or 1
    step = WIDTH // len(values)
    width = min(step * 100 // (100 + GAP_PERCENT), 56)
    room = HEIGHT - TOP - BOTTOM
    found = []
    for number, (label, value, shown) in enumerate(values):
        height = abs(value or 0) * room // highest
        height = max(height, 1) if value else 0
        x = number * step + (step - width) // 2
        y = HEIGHT - BOTTOM - height
        found.append(Bar(x, y, width, height, label, shown, (value or 0) < 0))
    return found
