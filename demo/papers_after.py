"""What follows the conference of 2/12/2024: minutes, notice, promises kept, the end of it."""

from collections.abc import Callable
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from commitments.actions import report
from commitments.rules import Move
from conferences import actions, paper_actions
from conferences.floor_queries import list_issues
from conferences.models import Conference
from conferences.paper_actions import RulingDraft
from conferences.paper_queries import lines_of, list_promises
from conferences.rules import at_local
from config import Settings
from demo.cast import Cast
from feedback.process import PETITION

Later = tuple[datetime, Callable[[datetime], None]]


class After:
    """The days after the conference, each act at its moment, between those of the petitions."""

    def __init__(
        self, session: Session, settings: Settings, cast: Cast, conference: Conference
    ) -> None:
        self.session, self.settings = session, settings
        self.cast, self.conference, self.notice_id = cast, conference, 0

    def acts(self, join: Callable[[], None]) -> list[Later]:
        """Return what happens when; `join` joins what was raised with its petitions."""

        def entered(_at: datetime) -> None:
            join()

        return [
            (at_local(date(2024, 12, 3), time(16, 40)), entered),
            (at_local(date(2024, 12, 3), time(16, 45)), self.draft),
            (at_local(date(2024, 12, 4), time(9, 5)), self.sign),
            (at_local(date(2024, 12, 5), time(10, 0)), self.conclude),
            (at_local(date(2024, 12, 20), time(15, 0)), self.keep),
            (at_local(date(2025, 1, 15), time(15, 0)), self.finish),
        ]

    def draft(self, at: datetime) -> None:
        """The secretary writes and signs the minutes."""
        clerk = self.cast.accounts["vanthu"]
        where = (self.session, self.settings, self.conference)
        paper = paper_actions.draft_paper(*where, "minutes", clerk, at)
        paper_actions.sign_record(self.session, self.conference, paper, clerk, at)

    def sign(self, at: datetime) -> None:
        """The chair signs them."""
        chair = self.cast.accounts["chutich"]
        where = (self.session, self.settings, self.conference)
        paper = paper_actions.draft_paper(*where, "minutes", chair, at)
        paper_actions.sign_minutes(*where, paper, chair, at)

    def conclude(self, at: datetime) -> None:
        """The notice gives each issue to whom owes the answer, by the date owed."""
        chair, clerk = self.cast.accounts["chutich"], self.cast.accounts["vanthu"]
        drafts = {}
        for issue in list_issues(self.session, self.conference.dossier_id):
            if issue.petition is None:
                raise LookupError(f"issue {issue.number} has no petition")
            dossier = issue.petition.dossier
            is_outside = issue.owed_by is not None and issue.owed_by.kind == "body"
            lead_id = issue.owed_by_id if is_outside else dossier.unit_id
            beside = (dossier.unit_id,) if is_outside and dossier.unit_id else ()
            drafts[issue.id] = RulingDraft(lead_id, beside, dossier.due_on, "")
        paper_actions.save_rulings(self.session, self.conference, drafts, at)
        where = (self.session, self.settings, self.conference)
        paper = paper_actions.draft_paper(*where, "conclusion", clerk, at)
        self.notice_id = paper_actions.conclude(*where, paper, chair, at).id

    def keep(self, at: datetime) -> None:
        """What was answered in writing by now is kept."""
        lines = lines_of(self.session, self.conference)
        answered = {line.issue.petition_id: line for line in lines if line.answered_on}
        for promise in list_promises(self.session, lines):
            line = answered.get(promise.dossier_id)
            is_ours = promise.letter_id == self.notice_id
            if line is None or not is_ours or promise.status != "open":
                continue
            note = f"Đã trả lời bằng văn bản số {line.letter}."
            move = Move("commitment_keep", note, line.answered_on)
            actor = self.cast.accounts["vanthu"].actor
            report(self.session, PETITION, promise, move, None, actor, at)

    def finish(self, at: datetime) -> None:
        """The last answer came; the conference is closed."""
        self.keep(at)
        clerk = self.cast.accounts["vanthu"]
        actions.move(self.session, self.conference, "finish", "", clerk, at)


def due(acts: list[Later], before: datetime) -> list[Later]:
    """Take the acts that come before a moment off the list, and return them."""
    taken = [act for act in acts if act[0] <= before]
    del acts[: len(taken)]
    return taken
