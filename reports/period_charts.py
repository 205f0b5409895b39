"""The charts of a report as SVG: drawn once, shown on the page and printed. Pure.

Every text is a number, a month or a fixed word: nothing that a person typed. The same figures stand
in tables, so a chart is one image with a name for who does not see it.
"""

from collections.abc import Iterator, Sequence

JADE, PALE, GOLD, INK, QUIET, LINE = (
    "#0B6B4F", "#A9CFBE", "#B07F22", "#14211C", "#5A6B63", "#E4EAE6",
)  # fmt: skip
AMBER_INK = "#6B4700"
WIDE, NARROW, HIGH = 770, 345, 250
LEFT, TOP, FLOOR = 36, 24, 214
BARS_MAX = 12
STEPS = (1, 2, 5)
GRID_LINES_MAX = 5


def _attributes(values: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in values.items())


def _line(x1: float, y1: float, x2: float, y2: float, **more: object) -> str:
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" fill="none"{_attributes(more)}/>'


def _text(x: float, y: float, said: object, **more: object) -> str:
    values = {"fill": INK, "font_size": 14} | more
    return f'<text x="{x:g}" y="{y:g}"{_attributes(values)}>{said}</text>'


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{max(height, 0.5):g}" '
        f'fill="{colour}"/>'
    )


def grid_step(highest: int) -> int:
    """Return the distance of the grid's lines: 1, 2 or 5 times a power of ten, few lines."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * GRID_LINES_MAX >= highest:
                return step * power
        power *= 10


def columns(
    values: Sequence[int], plan: int | None, title: str, width: int = WIDE, face: str = ""
) -> str:
    """Return the columns of the months, the last one dark, and the plan as a dashed line.

    `face`: the type, where the page that it stands on gives none.
    Raises: ValueError where there is no month, or more than twelve.
    """
    if not 0 < len(values) <= BARS_MAX:
        raise ValueError(f"{len(values)} months")
    highest = max(*values, plan or 0, 1)
    step = grid_step(highest)
    top = -(-highest // step) * step
    scale = (FLOOR - TOP) / top
    parts = [
        *_grid(step, top, scale, width),
        *_months(values, scale, width),
    ]
    if plan:
        y = FLOOR - plan * scale
        parts.append(_line(LEFT, y, width, y, stroke=GOLD, stroke_width=2, stroke_dasharray="6 4"))
        parts.append(
            _text(LEFT + 8, y - 7, f"Kế hoạch năm: {plan}", fill=AMBER_INK, font_weight=700)
        )
    said = ", ".join(f"tháng {month}: {value}" for month, value in enumerate(values, start=1))
    return _svg(width, HIGH, title, said, parts, face)


def _grid(step: int, top: int, scale: float, width: int) -> Iterator[str]:
    for value in range(0, top + 1, step):
        y = FLOOR - value * scale
        yield _line(LEFT, y, width, y, stroke=QUIET if value == 0 else LINE, stroke_width=1)
        yield _text(LEFT - 8, y + 5, value, text_anchor="end", fill=QUIET)


def _months(values: Sequence[int], scale: float, width: int) -> Iterator[str]:
    slot = (width - LEFT) / BARS_MAX
    bar = min(40, slot * 0.72)
    for month, value in enumerate(values, start=1):
        middle, height = LEFT + slot * (month - 0.5), value * scale
        is_last = month == len(values)
        yield _bar(middle - bar / 2, FLOOR - height, bar, height, JADE if is_last else PALE)
        weight = {"font_weight": 700} if is_last else {}
        yield _text(middle, FLOOR - height - 6, value, text_anchor="middle", **weight)
        yield _text(middle, FLOOR + 19, f"T{month}", text_anchor="middle", fill=QUIET)


def two_parts(part: int, rest: int, title: str) -> str:
    """Return one bar in two tones, as long as the two parts are large."""
    width = 375
    first = round((width - 2) * part / (part + rest)) if part + rest else 0
    bars = [_bar(0, 0, first, 34, JADE)] if part else []
    if rest:
        start = first + 2 if part else 0
        bars.append(_bar(start, 0, width - start, 34, PALE))
    return _svg(width, 34, title, f"{part} và {rest}", bars)


def _svg(
    width: int, height: int, title: str, said: str, parts: Sequence[str], face: str = ""
) -> str:
    drawn, type_face = "".join(parts), f' font-family="{face}"' if face else ""
    shown = "narrow" if width == NARROW else "wide"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{title}: {said}" class="report-chart report-chart--{shown}"{type_face}>'
        f"<title>{title}</title>{drawn}</svg>"
    )
