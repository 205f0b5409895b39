"""The relay's process: python -m worker.

It knows the outbox, the broker and the times of scheduled work, and loads nothing else.
"""

import signal
import sys
from types import FrameType

import psycopg
from sqlalchemy import create_engine, event

from config import settings
from store.outbox import Parcel
from store.reach import engine_options
from web import logs
from worker.broker import TASK_ID, make_celery
from worker.relay import CONNECT_SECONDS_MAX, Relay

told = settings()
celery = make_celery(told)


def send(parcel: Parcel) -> None:
    """Hand a message to the broker: its task's name and the number of its row."""
    celery.send_task(parcel.task, task_id=f"{TASK_ID}{parcel.id}")


def ping() -> None:
    """Ask the broker whether it is there. Raises one of `worker.relay.BROKER_AWAY`."""
    with celery.connection_for_write() as connection:
        connection.ensure_connection(max_retries=0)


def commit_lightly(connection: psycopg.Connection, _record: object) -> None:
    """Let commits return before they are on disk: what a crash undoes is sent or asked for again.

    A worker's later commit brings all before it to the disk, so no effect is ever without its row.
    """
    connection.execute("SET synchronous_commit = off")
    connection.commit()


def main() -> int:
    """Relay until SIGTERM or Ctrl-C."""
    logs.set_up()
    options = engine_options(CONNECT_SECONDS_MAX)
    engine = create_engine(told.database_url, pool_pre_ping=True, **options)
    event.listen(engine, "connect", commit_lightly)
    relay = Relay(engine, send, ping)

    def stop(_number: int, _frame: FrameType | None) -> None:
        relay.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    relay.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
