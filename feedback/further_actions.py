"""Writes of letters beside the final answer: interim, follow-up, correction. No commit.

Each may make commitments, which bind with its signature. What a corrected letter promised stays.

Each has a draft, a review, a signature by another person, a number, a date and a file of its own.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.rules import PromiseDraft
from config import Settings
from dossiers.actions import Say, advance
from feedback.actions import reset_clock
from feedback.answer_actions import bind_promises, keep_promises, promise_drafts
from feedback.further_queries import may_correct
from feedback.letter_texts import further_content, issue_answer
from feedback.merge_actions import follow_together, send_along
from feedback.models import Answer, Petition
from feedback.process import FURTHER_STAGES, PETITION
from feedback.rules import fits_state
from letters.models import Letter
from workflow.machine import Actor
from workflow.refusal import Refusal

STALE = "Người khác vừa lưu một bản mới hơn. Nội dung đã gõ ở bên dưới."


@dataclass(frozen=True, slots=True)
class FurtherDraft:
    """A further letter as it was typed. `corrects_id`: the answer that a correction refers to."""

    kind: str
    body: str
    corrects_id: int | None = None
    promises: tuple[PromiseDraft, ...] = ()


def save_further(
    session: Session,
    petition: Petition,
    answer: Answer | None,
    draft: FurtherDraft,
    seen_version: int,
    account: Account,
    now: datetime,
) -> Answer:
    """Keep the draft of a further letter; a new one where `answer` is None.

    Raises: Refusal: "kind" where the dossier has no place for it now, "corrects" where it corrects
    nothing that was issued, "stale" where somebody saved since, "state" where it is under review.
    """
    PETITION.step(petition.dossier.state, "submit_further", account.actor.role)
    _check_kind(session, petition, draft)
    if answer is None:
        answer = Answer(
            petition_id=petition.dossier_id, kind=draft.kind, stage="draft",
            drafter_id=account.id, created_at=now, saved_at=now,
        )  # fmt: skip
        session.add(answer)
    elif answer.stage != "draft":
        raise Refusal("state", "Văn bản đang trình hoặc đã ký, không sửa được.")
    elif answer.version != seen_version:
        raise Refusal("stale", STALE)
    answer.drafter_id, answer.saved_at = account.id, now
    answer.body, answer.corrects_id = draft.body, draft.corrects_id
    keep_promises(session, answer, draft.promises)
    session.flush()
    session.expire(petition, ["answers"])
    return answer


def _check_kind(session: Session, petition: Petition, draft: FurtherDraft) -> None:
    if not fits_state(draft.kind, petition.dossier.state):
        raise Refusal("kind", "Hồ sơ chưa đến hoặc đã qua lúc gửi loại văn bản này.", "kind")
    if draft.kind == "correction" and not may_correct(session, petition, draft.corrects_id):
        raise Refusal("corrects", "Chọn văn bản đã ban hành cần đính chính.", "corrects_id")


def move_further(
    session: Session,
    petition: Petition,
    answer: Answer,
    action: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Take one step of a further letter's way: submit_further, return_further, approve_further."""
    _check_stage(answer, action, actor)
    data = {"answer_id": answer.id, "kind": answer.kind, "answer_version": answer.version}
    say = Say(note=note, data=data, facts=_facts(petition, answer, actor.id))
    advance(session, PETITION, petition.dossier, action, actor, now, say)
    answer.stage = FURTHER_STAGES[action][1]
    if action == "approve_further":
        answer.reviewer_id = actor.id
    session.flush()


def _check_stage(answer: Answer, action: str, actor: Actor) -> None:
    """Refuse what the letter's own stage does not allow. Who reviews returns; so does who signs."""
    needed = FURTHER_STAGES[action][0].get(str(actor.role), FURTHER_STAGES[action][0].get("", ""))
    if answer.kind == "final" or answer.stage != needed:
        raise Refusal("state", "Văn bản này đang ở bước khác. Mở lại trang để xem.")


def _facts(petition: Petition, answer: Answer, actor_id: int | None) -> dict[str, object]:
    return {
        "body": answer.body.strip(),
        "fits": fits_state(answer.kind, petition.dossier.state),
        "lacking_promises": [one for one in promise_drafts(answer) if one.missing],
        "drafter_id": answer.drafter_id,
        "signer_id": actor_id,
    }


def sign_further(
    session: Session,
    settings: Settings,
    petition: Petition,
    answer: Answer,
    signer: Account,
    now: datetime,
) -> Letter:
    """Issue a further letter: its number is taken and its content frozen; the file follows.

    An interim answer meets the limit of the first answer; the final clock goes on.
    """
    _check_stage(answer, "sign_further", signer.actor)
    facts = _facts(petition, answer, signer.id)
    step = PETITION.step(petition.dossier.state, "sign_further", signer.actor.role)
    PETITION.check(step, facts, "")
    content = further_content(settings, petition, answer, signer)
    letter, data = issue_answer(session, petition, answer, content, signer, now)
    answer.stage = "issued"
    counted = bind_promises(session, petition, answer, letter, now)
    if counted:
        follow_together(session, petition.dossier_id)
    say = Say(data=data | {"kind": answer.kind} | counted, facts=facts)
    advance(session, PETITION, petition.dossier, "sign_further", signer.actor, now, say)
    reset_clock(session, petition.dossier)
    send_along(session, settings, petition, answer, signer, now)
    return letter
