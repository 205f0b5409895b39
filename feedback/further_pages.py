"""What the pages of letters beside the final answer show. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.models import Commitment
from commitments.queries import list_of_letters
from commitments.rules import PROMISES_MAX, PromiseDraft
from dossiers.queries import may_handle
from feedback.answer_actions import promise_drafts
from feedback.further_queries import IssuedLetter, list_drafts_of, list_letters
from feedback.merge_queries import list_along, seen_among
from feedback.models import Answer, Petition
from feedback.process import FURTHER_KINDS, FURTHER_STAGES, PETITION
from feedback.publication_queries import public_ids
from feedback.rules import fits_state
from units.models import Unit
from units.queries import list_valid
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class SentLetters:
    """The letters of a petition: issued, under work, and the kinds that may be drafted now.

    `publishable`: the issued ones that the reader may make public and that are not.
    """

    letters: list[IssuedLetter]
    drafts: list[Answer]
    kinds: list[str]
    publishable: set[int]


def sent_letters(session: Session, account: Account, petition: Petition) -> SentLetters:
    """Gather the letters of a petition as staff see them."""
    kinds = further_kinds(account, petition)
    letters = list_letters(session, petition)
    publishable = _publishable(session, account, petition)
    return SentLetters(letters, list_drafts_of(petition), kinds, publishable)


def _publishable(session: Session, account: Account, petition: Petition) -> set[int]:
    issued = {one.id for one in petition.answers if one.letter_id is not None}
    is_open = "publish" in PETITION.open_to(petition.dossier.state, Role(account.role))
    may = is_open and petition.may_publish and may_handle(account, petition.dossier)
    return issued - public_ids(session, issued) if may and issued else set()


def further_acts(account: Account, petition: Petition, answer: Answer | None) -> list[str]:
    """Return the acts on a further letter that its stage, the process and the place allow now."""
    role, state = Role(account.role), petition.dossier.state
    open_to = PETITION.open_to(state, role) if may_handle(account, petition.dossier) else []
    acts = [
        action
        for action, (needed, _) in FURTHER_STAGES.items()
        if action in open_to
        and answer is not None
        and answer.stage == needed.get(str(role), needed.get("", ""))
    ]
    if "submit_further" in open_to and (answer is None or answer.stage == "draft"):
        acts.append("save_further")
    if answer is not None and answer.drafter_id == account.id and "sign_further" in acts:
        acts.remove("sign_further")
    return acts


def further_kinds(account: Account, petition: Petition) -> list[str]:
    """Return the kinds of further letters that somebody may draft now."""
    state = petition.dossier.state
    is_open = "submit_further" in PETITION.open_to(state, Role(account.role))
    if not is_open or not may_handle(account, petition.dossier):
        return []
    issued = any(one.letter_id is not None for one in petition.answers)
    return [
        kind
        for kind in FURTHER_KINDS
        if fits_state(kind, state) and (kind != "correction" or issued)
    ]


@dataclass(frozen=True, slots=True)
class Promised:
    """What a letter promises: in the draft, by which units it may, and what binds already;
    `corrected`: what the letter promised that it corrects.
    """

    drafts: list[PromiseDraft]
    units: list[Unit]
    made: list[Commitment]
    corrected: list[Commitment] = field(default_factory=list)

    @property
    def rows(self) -> list[PromiseDraft]:
        """Return the promises of the draft, and one empty row to write the next one in."""
        is_full = len(self.drafts) >= PROMISES_MAX
        return self.drafts if is_full else [*self.drafts, PromiseDraft()]


def further_promises(
    session: Session, answer: Answer | None, typed: Sequence[PromiseDraft] | None, today: date
) -> Promised:
    """Gather the commitments of a further letter: as typed, else as saved."""
    corrected = answer.corrects if answer is not None else None
    return Promised(
        drafts=list(typed) if typed is not None else promise_drafts(answer),
        units=list_valid(session, today),
        made=_made_by(session, answer),
        corrected=_made_by(session, corrected),
    )


def _made_by(session: Session, answer: Answer | None) -> list[Commitment]:
    letter_id = answer.letter_id if answer is not None else None
    return list_of_letters(session, [letter_id]) if letter_id is not None else []


def sent_along(
    session: Session, account: Account, petition: Petition, answer: Answer | None, on: date
) -> list[str]:
    """Return the numbers of the petitions that will get this letter too, of those one may see."""
    if answer is None or answer.letter_id is not None:
        return []
    found = list_along(session, petition, answer.kind, answer.corrects)
    return [one.code for one in seen_among(session, account, {p.dossier_id for p, _ in found}, on)]
