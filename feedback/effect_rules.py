"""What a cooperative may say four weeks later. Pure. Source: docs/rules/effect.md."""

from datetime import datetime, timedelta

EFFECTS = {
    "done": "Việc đã xong",
    "partly": "Xong một phần",
    "not_yet": "Chưa xong",
}
WORDS_LENGTH_MAX = 1000
LOOK_BACK = timedelta(weeks=13)
SILENT = timedelta(days=14)


def answered_between(now: datetime, weeks: int) -> tuple[datetime, datetime]:
    """Return between which moments an answer was given that is asked about now.

    A run that comes late asks late; what lies more than a quarter further back is let be.
    """
    until = now - timedelta(weeks=weeks)
    return until - LOOK_BACK, until
