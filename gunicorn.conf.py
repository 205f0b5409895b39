"""How `gunicorn wsgi:app` serves, here and in production; each line gives way to an option.

Measured on two cores: threads beyond 4 make a process slower, processes beyond the cores as well.
"""

import gc
import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True  # loaded once, then forked; nothing is opened before the fork
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1,::1"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"level": "INFO", "handlers": ["lines"]},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["lines"], "propagate": False}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "formatters": {"json": {"()": "web.logs.JsonLine"}},
}


def when_ready(_server: object) -> None:
    """Before the fork: what was loaded is never looked through again, not even at the exit."""
    gc.freeze()
