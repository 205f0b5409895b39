"""When a supplement to a petition does not come: it ends as withdrawn. No commit.

Source: docs/rules/supplement.md.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from dossiers import supplement_actions
from feedback.actions import reset_clock
from feedback.process import PETITION

MORE_DAYS = "petition.supplement_more_days"


def watch_supplements(session: Session, now: datetime) -> None:
    """Remind of what was asked for; what ends without it is owed no answer."""
    for dossier in supplement_actions.watch_supplements(session, PETITION, MORE_DAYS, now):
        reset_clock(session, dossier)
