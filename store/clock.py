"""The clock on the wall. Called by views, commands and tasks only; everything else is told."""

from datetime import UTC, date, datetime

from workflow.localtime import local_day


def utc_now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """Return today in Viet Nam."""
    return local_day(utc_now())
