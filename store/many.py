"""Conditions over many values, as one parameter: an array, however many there are."""

from collections.abc import Iterable
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
