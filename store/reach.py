"""How every process reaches the database, and how soon it notices that nobody is there.

A host that vanished says nothing, not even that it is gone. What was sent and is not acknowledged,
or a question that waits for its answer, then ends within SILENCE_SECONDS_MAX; a slow query does
not, for the host's kernel answers for it. Between processes of one machine there is no such loss.
"""

from typing import Any

SILENCE_SECONDS_MAX = 10
ASKED_AFTER_SECONDS, ASKED_EVERY_SECONDS = 4, 2


def reach(connect_seconds_max: int) -> dict[str, Any]:
    """Return libpq's settings of a connection."""
    return {
        "connect_timeout": connect_seconds_max,
        "keepalives_idle": ASKED_AFTER_SECONDS,
        "keepalives_interval": ASKED_EVERY_SECONDS,
        "keepalives_count": (SILENCE_SECONDS_MAX - ASKED_AFTER_SECONDS) // ASKED_EVERY_SECONDS,
        "tcp_user_timeout": SILENCE_SECONDS_MAX * 1000,
    }


def engine_options(connect_seconds_max: int) -> dict[str, Any]:
    """Return what every engine is made with: its errors never repeat what was sent."""
    return {"connect_args": reach(connect_seconds_max), "hide_parameters": True}
