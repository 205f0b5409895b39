"""Parts of addresses: one that no record can have is a page that does not exist."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

from web.bodies import NUL
from workflow.numbers import NUMBER_MAX


class RecordNumber(IntegerConverter):
    """<int:…> in a route, as far as the database counts."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=NUMBER_MAX)


class Word(UnicodeConverter):
    """<…> in a route: what the database can look for."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = f"[^/{NUL}]+"


def init_app(app: Flask) -> None:
    """Let parts of the routes of `app` mean what records have."""
    app.url_map.converters |= {"int": RecordNumber, "default": Word, "string": Word}
