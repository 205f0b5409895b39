"""What the page of one import shows, in words. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cooperatives.fields import BY_KEY
from cooperatives.queries import commune_names
from cooperatives.values import show
from imports.models import RegistryImport, RegistryImportRow
from imports.rules import OUTCOMES, RUNNING, STATUSES

VALUES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the report: its number, name, lines of (what, before, after), reasons, warnings."""

    row: RegistryImportRow
    lines: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Tab:
    """An outcome with its count, as a way to its rows."""

    key: str
    label: str
    count: int
    is_chosen: bool


def tabs(counts: dict[str, int], chosen: str) -> list[Tab]:
    """Return the outcomes with their counts."""
    return [Tab(key, label, counts.get(key, 0), key == chosen) for key, label in OUTCOMES.items()]


def chosen_outcome(counts: dict[str, int], asked: str) -> str:
    """Return which outcome to show: the one asked for, else the first that has rows."""
    if asked in OUTCOMES:
        return asked
    return next((key for key in OUTCOMES if counts.get(key)), "new")


def rows_shown(session: Session, rows: Sequence[RegistryImportRow]) -> list[RowShown]:
    """Return rows with their values in words; of a new one the first few."""
    communes = commune_names(session)
    return [RowShown(row, _lines(row, communes)) for row in rows]


def _lines(row: RegistryImportRow, communes: dict[str, str]) -> list[tuple[str, str, str]]:
    lines = [
        (
            BY_KEY[key].label,
            show(BY_KEY[key], both[0], communes),
            show(BY_KEY[key], both[1], communes),
        )
        for key, both in row.what.items()
        if not (row.outcome == "new" and key == "name")
    ]
    return lines[:VALUES_SHOWN] if row.outcome == "new" else lines


def progress(brought: RegistryImport) -> int:
    """Return how far the check is, in percent."""
    if brought.status not in RUNNING:
        return 100
    if brought.status != "checking" or not brought.rows_total:
        return 0
    return 100 * brought.rows_done // brought.rows_total


def status_of(brought: RegistryImport) -> tuple[str, str]:
    """Return tone and words of where an import is."""
    return STATUSES[brought.status]
