"""Many values in one statement, each column an array: the same statement however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Return whether the column is one of the values.

    IN would send each as a parameter of its own: the statement grows with them, and the protocol
    ends at 65,535.
    """
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))


def unnested(columns: Mapping[str, str]) -> str:
    """Return the source of a statement over many rows; `columns`: names with their SQL types.

    Its parameters are one array a column, as `columns_of` gives them.
    """
    arrays = (f"CAST(:{name} AS {kind}[])" for name, kind in columns.items())
    return f"unnest({', '.join(arrays)})"


def insert_many(table: str, columns: Mapping[str, str]) -> str:
    """Return the statement that adds many rows to a table, numbered in their order."""
    names = ", ".join(columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {unnested(columns)}"  # noqa: S608 - ours
        f" WITH ORDINALITY AS one({names}, place) ORDER BY place"
    )


def columns_of(
    columns: Iterable[str], rows: Sequence[Mapping[str, object]]
) -> dict[str, list[object]]:
    """Return rows as one list a column."""
    return {name: [row[name] for row in rows] for name in columns}
