"""Logs: one line of JSON an event, with ids, never contents, codes of links, or tokens."""

import json
import logging
import sys
import time
from collections.abc import Iterator
from traceback import format_exception_only, format_tb
from uuid import uuid4

import psycopg
from flask import Flask, Response, g, request
from sqlalchemy.exc import PendingRollbackError, StatementError

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
QUIET = ("/healthz", "/static/")
# Their words repeat what was sent, or the row that it would have made.
TELLS_VALUES = (psycopg.Error, StatementError, PendingRollbackError)


class JsonLine(logging.Formatter):
    """Formats a record as one line of JSON: time, level, event, and the fields given as extra."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= {k: v for k, v in vars(record).items() if k not in STANDARD}
        if record.exc_info and record.exc_info[1]:
            line["trace"] = trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def trace(error: BaseException) -> str:
    """Return an error and what led to it, first causes first, with where each happened."""
    told = ["".join(format_tb(one.__traceback__)) + _named(one) for one in _chain(error)]
    return "\n".join(reversed(told))


def tell_fault(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """Say on standard error what ended a command, in the place of Python's own way."""
    sys.stderr.write(trace(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _named(error: BaseException) -> str:
    """Return what went wrong; of the database's errors the kind and PostgreSQL's code only."""
    if not isinstance(error, TELLS_VALUES):
        return "".join(format_exception_only(error))
    inner = getattr(error, "orig", error)
    told = getattr(inner, "sqlstate", None) or ""
    if not told and isinstance(inner, psycopg.OperationalError):  # of a connection, not of values
        told = str(inner)
    return f"{type(error).__module__}.{type(error).__name__} {told}\n"


def set_up(level: int = logging.INFO) -> None:
    """Send all logs of this process to standard error, one JSON line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for loud in ("alembic", "celery", "kombu", "werkzeug", "fontTools", "pyhanko"):
        logging.getLogger(loud).setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    """Log one line a request: method, route (never the address itself), status, time, account."""
    log = logging.getLogger("donghanh.web")

    @app.before_request
    def start() -> None:
        g.started, g.request_id = time.perf_counter(), uuid4().hex[:12]

    @app.after_request
    def finish(response: Response) -> Response:
        if not request.path.startswith(QUIET) and "started" in g:
            fields = {
                "method": request.method,
                "route": str(request.url_rule or "-"),
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.started) * 1000, 1),
                "request_id": g.request_id,
                "account_id": g.get("account_id"),
            }
            log.info("request", extra=fields)
        return response
