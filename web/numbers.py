"""Numbers in addresses: one that no record can have is a page that does not exist."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from workflow.numbers import NUMBER_MAX


class RecordNumber(IntegerConverter):
    """<int:…> in a route, as far as the database counts."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=NUMBER_MAX)


def init_app(app: Flask) -> None:
    """Let <int:…> in the routes of `app` mean a record's number."""
    app.url_map.converters["int"] = RecordNumber
