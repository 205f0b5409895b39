"""Charts as SVG, drawn by the server. Pure: numbers and words in, markup out.

Each chart has a title and a description for readers who do not see it, and the page has the same
numbers in a table beside it. Colours come from classes (assets/scss/dense/_chart.scss), and no
meaning hangs on a colour alone: numbers stand at the bars where they fit, and in each bar's title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 460
ROW_HEIGHT, LABEL_HEIGHT, BAR_HEIGHT = 46, 18, 16
LEGEND_HEIGHT = 26
COLUMNS_HEIGHT, FOOT_HEIGHT, HEAD_HEIGHT = 150, 24, 20
LETTER_WIDTH = 7.2  # of the text in a legend, about
DIGIT_WIDTH = 7.8
NUMBER_ROOM = 64
TONES = ("dark", "pale", "late", "quiet")


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of value: what it is called, and the tone that it is drawn in."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled row (or column) of values, one for each series; none is below zero."""

    label: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. `key` makes the ids on a page unique; it is a word of letters."""

    key: str
    title: str
    description: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.values) != len(self.series) or min(row.values, default=0) < 0:
                raise ValueError(f"a row that does not fit: {row}")
        if unknown := {one.tone for one in self.series} - set(TONES):
            raise ValueError(f"no such tone: {unknown}")


def bars(chart: Chart) -> str:
    """Return lying bars, their parts one after the other: for names, which need room."""
    widest = max((sum(row.values) for row in chart.rows), default=0) or 1
    per_one = (WIDTH - NUMBER_ROOM) / widest
    drawn = [_legend(chart.series)]
    for number, row in enumerate(chart.rows):
        top = LEGEND_HEIGHT + number * ROW_HEIGHT
        drawn.append(_text("chart__label", 0, top + LABEL_HEIGHT - 5, row.label))
        left = 0.0
        for one, value in zip(chart.series, row.values, strict=True):
            if value:
                width = value * per_one
                drawn.append(_rect(one, left, top + LABEL_HEIGHT, width, BAR_HEIGHT, value))
                left += width
        said = " + ".join(_number(value) for value in row.values if value) or "0"
        drawn.append(_text("chart__number", left + 6, top + LABEL_HEIGHT + 13, said))
    return _svg(chart, LEGEND_HEIGHT + len(chart.rows) * ROW_HEIGHT, drawn)


def columns(chart: Chart) -> str:
    """Return standing columns, those of one row beside each other: for months."""
    highest = max((value for row in chart.rows for value in row.values), default=0) or 1
    top, foot = LEGEND_HEIGHT + HEAD_HEIGHT, LEGEND_HEIGHT + HEAD_HEIGHT + COLUMNS_HEIGHT
    room = WIDTH / max(len(chart.rows), 1)
    width = min(room * 0.8 / max(len(chart.series), 1), 34)
    drawn = [_legend(chart.series), _line(0, foot, WIDTH, foot)]
    for number, row in enumerate(chart.rows):
        middle = (number + 0.5) * room
        left = middle - width * len(row.values) / 2
        for one, value in zip(chart.series, row.values, strict=True):
            height = value * COLUMNS_HEIGHT / highest
            if value:
                drawn.append(_rect(one, left, foot - height, width - 1, height, value))
                if len(_number(value)) * DIGIT_WIDTH <= width + 2:
                    drawn.append(
                        _middle("chart__number", left + width / 2, foot - height - 4, value)
                    )
            left += width
        drawn.append(_middle("chart__label", middle, foot + 16, row.label))
    return _svg(chart, top + COLUMNS_HEIGHT + FOOT_HEIGHT, drawn)


def _svg(chart: Chart, height: int, drawn: Sequence[str]) -> str:
    said = f"{chart.key}-ten", f"{chart.key}-mo-ta"
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-labelledby="{" ".join(said)}"><title id="{said[0]}">{escape(chart.title)}</title>'
        f'<desc id="{said[1]}">{escape(chart.description)}</desc>{"".join(drawn)}</svg>'
    )


def _legend(series: Sequence[Series]) -> str:
    drawn, left = [], 0.0
    for one in series:
        drawn.append(
            f'<rect class="chart__{one.tone}" x="{left:.1f}" y="2" width="12" height="12"/>'
        )
        drawn.append(_text("chart__legend", left + 18, 13, one.name))
        left += 18 + len(one.name) * LETTER_WIDTH + 16
    return "".join(drawn)


def _rect(one: Series, left: float, top: float, width: float, height: float, value: int) -> str:
    return (
        f'<rect class="chart__{one.tone}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}"'
        f' height="{height:.1f}"><title>{escape(one.name)}: {_number(value)}</title></rect>'
    )


def _line(left: float, top: float, right: float, bottom: float) -> str:
    return f'<line class="chart__line" x1="{left}" y1="{top}" x2="{right}" y2="{bottom}"/>'


def _text(name: str, left: float, foot: float, said: str) -> str:
    return f'<text class="{name}" x="{left:.1f}" y="{foot:.1f}">{escape(said)}</text>'


def _middle(name: str, middle: float, foot: float, said: str | int) -> str:
    text = _number(said) if isinstance(said, int) else said
    place = f'x="{middle:.1f}" y="{foot:.1f}" text-anchor="middle"'
    return f'<text class="{name}" {place}>{escape(text)}</text>'


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
