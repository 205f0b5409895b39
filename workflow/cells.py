"""Cells of tables that leave the house. Pure."""

from typing import TypeVar

Cell = TypeVar("Cell")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: Cell) -> Cell | str:
    """Return a cell that no program takes for a formula: a text gets a ' before its sign."""
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
