"""What units were called, by day. Pure: the rows are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Names:
    """The names of units with the days they began on, in the order of those days."""

    rows: Mapping[int, Sequence[tuple[date, str]]]

    def on(self, unit_id: int, day: date) -> str:
        """Return the name on a day, before the unit's first day that of it; "" of no unit."""
        known = self.rows.get(unit_id, ())
        begun = [name for since, name in known if since <= max(day, known[0][0])]
        return begun[-1] if begun else ""

    def all_on(self, day: date) -> dict[int, str]:
        """Return the names of all units on a day, in the order of the rows."""
        return {unit_id: self.on(unit_id, day) for unit_id in self.rows}
