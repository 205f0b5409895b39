"""Who refers to a table: asked of the models, so that a new table is never forgotten."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column

from store.db import Model


def references_to(name: str) -> Iterator[Column[Any]]:
    """Return every column of the database that refers to the id of a table."""
    for table in Model.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == name and key.column.name == "id":
                yield key.parent
