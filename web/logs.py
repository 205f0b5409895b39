"""Logs: one line of JSON an event, with ids, never contents, codes of links, or tokens."""

import json
import logging
import sys
import time
from uuid import uuid4

from flask import Flask, Response, g, request

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
QUIET = ("/healthz", "/static/")


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
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


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
