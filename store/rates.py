"""Rate limits, counted in the database, so that they hold over all processes and need no broker."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.models import RateWindow

KEEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count_max` times in `seconds`, counted in windows that start at whole multiples."""

    count_max: int
    seconds: int


def hit(session: Session, bucket: str, limit: Limit, now: datetime) -> bool:
    """Count one visit to `bucket`; return whether it is still within the limit."""
    start = datetime.fromtimestamp(int(now.timestamp()) // limit.seconds * limit.seconds, UTC)
    row = insert(RateWindow).values(bucket=bucket, window_start=start, count=1)
    counted = session.execute(
        row.on_conflict_do_update(
            index_elements=["bucket", "window_start"], set_={"count": RateWindow.count + 1}
        ).returning(RateWindow.count)
    )
    return counted.scalar_one() <= limit.count_max


def seconds_left(limit: Limit, now: datetime) -> int:
    """Return how long the present window still lasts."""
    return limit.seconds - int(now.timestamp()) % limit.seconds


def purge(session: Session, now: datetime) -> None:
    """Forget windows older than a day."""
    session.execute(delete(RateWindow).where(RateWindow.window_start < now - KEEP))
