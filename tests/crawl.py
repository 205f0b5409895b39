"""Every address that the application reads at, with the values that the database has for it."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

PER_ARGUMENT_MAX = 12
# What an argument of an address may be, as a query for its values.
VALUES = {
    "account_id": "SELECT id FROM account",
    "code": "SELECT code FROM dossier",
    "document_id": "SELECT id FROM document",
    "draft_id": "SELECT id FROM petition_draft",
    "mail_id": "SELECT id FROM mail_message",
    "number": "SELECT generate_series(1, 2)",
    "publication_id": "SELECT id FROM publication",
    "token": "SELECT check_token FROM letter",
    "unit_id": "SELECT id FROM unit",
}


def reading_rules(app: Flask) -> list[Rule]:
    """Return the routes that answer to GET."""
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]


def addresses(session: Session, rule: Rule) -> Iterator[str]:
    """Yield the addresses of a rule, the latest values first where an argument has many."""
    paths = [rule.rule]
    for name in rule.arguments:
        values = list(session.execute(text(VALUES[name])).scalars())[-PER_ARGUMENT_MAX:]
        part = next(part for part in rule.rule.split("/") if f"{name}>" in part)
        mark = part[part.index("<") : part.index(">") + 1]
        paths = [path.replace(mark, quote(str(value))) for path in paths for value in values]
    yield from paths
