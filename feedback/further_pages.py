"""What the pages of letters beside the final answer show. Reads only."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.queries import may_handle
from feedback.further_queries import IssuedLetter, list_drafts_of, list_letters
from feedback.models import Answer, Petition
from feedback.process import FURTHER_KINDS, FURTHER_STAGES, PETITION
from feedback.rules import fits_state
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class SentLetters:
    """The letters of a petition: issued, under work, and the kinds that may be drafted now."""

    letters: list[IssuedLetter]
    drafts: list[Answer]
    kinds: list[str]


def sent_letters(session: Session, account: Account, petition: Petition) -> SentLetters:
    """Gather the letters of a petition as staff see them."""
    kinds = further_kinds(account, petition)
    return SentLetters(list_letters(session, petition), list_drafts_of(petition), kinds)


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
