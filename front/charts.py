"""The year's curve of the front door as SVG. Pure: numbers in, markup out."""

from dataclasses import dataclass

JADE, PALE, INK, QUIET, LINE = "#0B6B4F", "#A9CFBE", "#14211C", "#5A6B63", "#C9D3CD"
MONTHS = 12
HIGH, TOP, FLOOR = 200, 22, 172


@dataclass(frozen=True, slots=True)
class Year:
    """What was received and answered since new year, at the end of each month up to now."""

    year: int
    received: tuple[int, ...]
    answered: tuple[int, ...]

    @property
    def title(self) -> str:
        return f"Kiến nghị từ đầu năm {self.year}, cộng dồn theo tháng"


def curve(year: Year, width: int) -> str:
    """Return the months as columns: received pale, answered dark inside.

    Raises: ValueError where there is no month, or more than twelve.
    """
    if not 0 < len(year.received) <= MONTHS or len(year.received) != len(year.answered):
        raise ValueError("one to twelve months of both")
    highest = max(*year.received, *year.answered, 1)
    slot, scale = width / MONTHS, (FLOOR - TOP) / highest
    bar = slot * 0.66
    parts = [f'<path d="M0 {FLOOR}H{width}" stroke="{LINE}"/>']
    for month, (received, answered) in enumerate(
        zip(year.received, year.answered, strict=True), start=1
    ):
        middle = slot * (month - 0.5)
        for count, colour in ((received, PALE), (answered, JADE)):
            height = count * scale
            parts.append(
                f'<rect x="{middle - bar / 2:.1f}" y="{FLOOR - height:.1f}" width="{bar:.1f}" '
                f'height="{height:.1f}" fill="{colour}"/>'
            )
        top = FLOOR - max(received, answered) * scale - 6
        parts.append(_text(middle, top, str(received), INK))
        parts.append(_text(middle, FLOOR + 20, f"T{month}", QUIET))
    said = (
        f"{year.title}: nhận {year.received[-1]}, đã trả lời {year.answered[-1]} tính đến tháng "
        f"{len(year.received)}"
    )
    return (
        f'<svg viewBox="0 0 {width} {HIGH}" role="img" aria-label="{said}" class="curve">'
        f"<title>{said}</title>{''.join(parts)}</svg>"
    )


def _text(middle: float, foot: float, said: str, colour: str) -> str:
    return (
        f'<text x="{middle:.1f}" y="{foot:.1f}" text-anchor="middle" font-size="14" '
        f'fill="{colour}">{said}</text>'
    )
