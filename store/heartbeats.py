"""Signs of life, kept in the database: whoever reads them needs no broker."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.models import Heartbeat

BEAT_SECONDS = 5
ALIVE_FOR = timedelta(seconds=30)
NAMES = ("broker", "worker", "relay")


def beat(session: Session, name: str, now: datetime, detail: str = "") -> None:
    """Note that `name` is alive now."""
    row = insert(Heartbeat).values(name=name, at=now, detail=detail)
    session.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"at": now, "detail": detail})
    )


def list_alive(session: Session, now: datetime) -> dict[str, bool]:
    """Return for each known name whether it gave a sign of life in the last 30 seconds."""
    seen = {row.name: row.at for row in session.scalars(select(Heartbeat))}
    return {name: name in seen and now - seen[name] <= ALIVE_FOR for name in NAMES}
