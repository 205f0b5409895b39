"""Writes of official answers: draft, review, signature, publication. No commit."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, object_session

from accounts.models import Account
from commitments.actions import make_commitments
from commitments.rules import PromiseDraft
from config import Settings
from documents.models import Document
from documents.vault import Vault
from dossiers.actions import Say, advance, attach
from dossiers.models import DossierEvent
from dossiers.task_queries import count_open_tasks
from feedback.basis_actions import rest_on
from feedback.conflict_queries import may_sign
from feedback.letter_texts import answer_content, issue_answer
from feedback.masking import Span
from feedback.merge_actions import answer_merged
from feedback.models import Answer, AnswerItem, Masking, Petition, Publication
from feedback.process import COMPLAINT, PETITION
from feedback.public_copy import masked, search_words
from feedback.publication_queries import find_publication, kept_spans, written_copy
from feedback.rules import AnswerDraft, ItemDraft, unanswered
from letters.actions import Sign, seal
from letters.models import Letter
from store.outbox import enqueue
from units.models import Unit
from workflow.machine import Actor
from workflow.refusal import Refusal

REVIEWED = ("in_review", "awaiting_signature")  # where open tasks are in the way
LETTER_TITLES = {
    "final": "Văn bản trả lời",
    "interim": "Văn bản trả lời bước đầu",
    "follow_up": "Văn bản trả lời bổ sung",
    "correction": "Văn bản đính chính",
}


def current_answer(petition: Petition) -> Answer | None:
    """Return the final answer under work, or the last issued one; None where nobody drafted yet.

    In a petition that was reopened an issued answer is none to work on.
    """
    finals = [answer for answer in petition.answers if answer.kind == "final"]
    last = finals[-1] if finals else None
    is_done = last is not None and last.issued_at is not None
    return None if is_done and petition.dossier.settled_at is None else last


def draft_version(answer: Answer | None) -> int:
    """Return the version that the next draft is typed over; an issued answer is never changed."""
    return answer.version if answer is not None and answer.letter_id is None else 0


def save_answer(
    session: Session,
    petition: Petition,
    draft: AnswerDraft,
    seen_version: int,
    account: Account,
    now: datetime,
) -> Answer:
    """Keep a draft. `seen_version` is the version it was typed over, 0 for a first draft.

    Raises: Refusal: "stale" where somebody saved since, "state" where it is not drafted now.
    """
    if petition.dossier.state != "accepted":
        raise Refusal("state", "Chỉ soạn trả lời khi hồ sơ đang được xử lý.")
    answer = current_answer(petition)
    if draft_version(answer) != seen_version:
        raise Refusal("stale", "Người khác vừa lưu một bản mới hơn. Nội dung đã gõ ở bên dưới.")
    if answer is None or answer.letter_id is not None:
        answer = Answer(drafter_id=account.id, created_at=now, saved_at=now, items=[])
        petition.answers.append(answer)
        session.flush()
    answer.drafter_id, answer.saved_at = account.id, now
    answer.opening, answer.closing = draft.opening, draft.closing
    keep_promises(session, answer, draft.promises)
    _write_items(session, petition, answer, draft.items)
    session.flush()
    return answer


def keep_promises(session: Session, answer: Answer, promises: Iterable[PromiseDraft]) -> None:
    """Keep the commitments of a draft."""
    answer.promises = [asdict(_with_unit(session, one)) for one in promises]


def bind_promises(
    session: Session, petition: Petition, answer: Answer, letter: Letter, now: datetime
) -> dict[str, int]:
    """Let what a letter promises bind; return what its event says of that."""
    promises = [one.promise() for one in promise_drafts(answer)]
    make_commitments(session, petition.dossier, letter, promises, now)
    return {"commitments": len(promises)} if promises else {}


def _with_unit(session: Session, promise: PromiseDraft) -> PromiseDraft:
    """Return a promise with the name of its unit, as the letter will print it."""
    unit = session.get(Unit, promise.unit_id) if promise.unit_id is not None else None
    due = f"{promise.due_on:%d/%m/%Y}" if promise.due_on else promise.due
    unit_id, name = (unit.id, unit.name) if unit else (None, "")
    return replace(promise, due=due, unit_id=unit_id, unit=name)


def _write_items(
    session: Session, petition: Petition, answer: Answer, items: Sequence[ItemDraft]
) -> None:
    wanted = {demand.id for demand in petition.demands}
    present = {item.demand_id: item for item in answer.items}
    for item in items:
        if item.demand_id not in wanted:
            raise Refusal("demand", "Yêu cầu này không thuộc kiến nghị.")
        row = present.get(item.demand_id)
        if row is None:
            row = AnswerItem(demand_id=item.demand_id)
            answer.items.append(row)
        row.outcome, row.text, row.legal_basis = item.outcome, item.text, item.legal_basis
    answer.items.sort(key=lambda row: row.demand_id)
    session.flush()
    texts = {item.demand_id: item.legal_basis for item in items}
    rest_on(session, answer, texts, is_first=not present)


def item_drafts(answer: Answer | None) -> list[ItemDraft]:
    """Return what an answer says to each demand, as the rules read it."""
    if answer is None:
        return []
    return [
        ItemDraft(item.demand_id, item.outcome, item.text, item.legal_basis)
        for item in answer.items
    ]


def promise_drafts(answer: Answer | None) -> list[PromiseDraft]:
    """Return the commitments that an answer makes, as the rules read them."""
    return [PromiseDraft(**one) for one in answer.promises] if answer is not None else []


def facts_of(petition: Petition, signer_id: int | None = None) -> dict[str, object]:
    """Return what the guards of an answer ask about."""
    answer = current_answer(petition)
    lacking = unanswered(item_drafts(answer), [demand.id for demand in petition.demands])
    return {
        "unanswered": lacking,
        "lacking_promises": [one for one in promise_drafts(answer) if one.missing],
        "drafter_id": answer.drafter_id if answer else None,
        "is_issued": answer is not None and answer.letter_id is not None,
        "signer_id": signer_id,
        "open_tasks": _open_tasks(petition) if petition.dossier.state in REVIEWED else 0,
    }


def _open_tasks(petition: Petition) -> int:
    session = object_session(petition)
    return count_open_tasks(session, petition.dossier_id) if session is not None else 0


def move_answer(
    session: Session, petition: Petition, action: str, note: str, actor: Actor, now: datetime
) -> None:
    """Take one step of the answer's way: submit_draft, return_draft, approve, return_unsigned."""
    answer = current_answer(petition)
    say = Say(
        note=note,
        facts=facts_of(petition),
        data={"answer_version": answer.version if answer else 0},
    )
    advance(session, PETITION, petition.dossier, action, actor, now, say)
    if action == "approve" and answer is not None:
        answer.reviewer_id = actor.id


def sign(
    session: Session, settings: Settings, petition: Petition, signer: Account, now: datetime
) -> Letter:
    """Issue the answer: its number is taken, its letter frozen, the file follows in the worker."""
    answer = current_answer(petition)
    facts = facts_of(petition, signer.id) | {
        "may_sign": may_sign(session, signer, petition.dossier)
    }
    PETITION.check(PETITION.step(petition.dossier.state, "sign", signer.actor.role), facts, "")
    if answer is None:
        raise Refusal("state", "Chưa có dự thảo để ký.")
    content = answer_content(settings, petition, answer, signer)
    letter, data = issue_answer(session, petition, answer, content, signer, now)
    counted = bind_promises(session, petition, answer, letter, now)
    say = Say(data=data | counted, facts=facts)
    advance(session, PETITION, petition.dossier, "sign", signer.actor, now, say)
    answer_merged(session, settings, petition, answer, signer, now)
    return letter


def publish(
    session: Session,
    petition: Petition,
    actor: Actor,
    now: datetime,
    spans: Sequence[Span] | None = None,
    answer: Answer | None = None,
) -> Publication:
    """Put the public copy of an issued answer where everybody reads it, with `spans` hidden.

    Without `spans`: those that somebody chose before, else what is usually hidden. Without
    `answer`: the last one.
    """
    answer = answer or current_answer(petition)
    if answer is None or answer.letter is None:
        raise Refusal("state", "Chưa có văn bản trả lời để công khai.")
    session.refresh(petition.dossier, ["version", "state"], with_for_update=True)
    if find_publication(session, answer.id) is not None:
        raise Refusal("state", "Câu trả lời này đã được công khai.")
    if spans is None:
        spans = kept_spans(session, answer)
    keep_masking(session, answer, spans, actor.id, now)
    publication = _public_row(petition, answer, answer.letter, spans, now)
    session.add(publication)
    session.flush()
    hidden = dict(sorted(Counter(span.kind for span in spans).items()))
    data = {"publication_id": publication.id, "hidden": hidden}
    say = Say(data=data, facts=publishing_facts(petition))
    advance(session, PETITION, petition.dossier, "publish", actor, now, say)
    return publication


def publishing_facts(petition: Petition) -> dict[str, object]:
    """Return what the guards of a publication ask about."""
    held = [
        one
        for one in petition.findings
        if one.kind == "complaint" and one.severity == "stop" and one.overruled_by_id is None
    ]
    is_complaint = petition.decline_code == COMPLAINT or bool(held)
    return {"may_publish": petition.may_publish, "is_complaint": is_complaint}


def keep_masking(
    session: Session, answer: Answer, spans: Sequence[Span], account_id: int | None, now: datetime
) -> None:
    """Keep what is to be hidden of an answer: where it lies, never what it is."""
    row = {
        "spans": [[span.field, span.start, span.end, span.kind] for span in spans],
        "chosen_by_id": account_id,
        "chosen_at": now,
    }
    new = insert(Masking).values(answer_id=answer.id, **row)
    session.execute(new.on_conflict_do_update(index_elements=["answer_id"], set_=row))


def _public_row(
    petition: Petition, answer: Answer, letter: Letter, spans: Sequence[Span], now: datetime
) -> Publication:
    dossier, written = petition.dossier, written_copy(answer)
    copy = masked(written, spans)
    return Publication(
        answer_id=answer.id,
        topic_code=petition.topic_code,
        kind=answer.kind,
        title=copy.title,
        question=copy.question,
        body=copy.body,
        demands=copy.demands,
        promises=copy.promises_kept,
        answered_by=dossier.unit.called(letter.issued_on) if dossier.unit else "",
        letter_number=letter.full_number,
        asked_on=dossier.received_on,
        answered_on=letter.issued_on,
        published_at=now,
        search_fold=search_words(written, spans),
    )


def unpublish(session: Session, petition: Petition, note: str, actor: Actor, now: datetime) -> None:
    """Take all that is public of a petition away, with a reason."""
    found = [find_publication(session, answer.id) for answer in petition.answers]
    published = [one for one in found if one is not None]
    if not published:
        raise Refusal("state", "Câu trả lời này không ở trang công khai.")
    advance(session, PETITION, petition.dossier, "unpublish", actor, now, Say(note=note))
    for publication in published:
        session.delete(publication)
    session.flush()
    enqueue(session, "front.refresh_open_data", now)


def seal_letter(
    session: Session, vault: Vault, sign_file: Sign, event: DossierEvent, now: datetime
) -> tuple[Letter, Document]:
    """Make the signed file of the letter that an event issued."""
    letter = session.get_one(Letter, event.data["letter_id"])
    return letter, seal(session, vault, letter, sign_file, now)


def seal_answer(
    session: Session,
    vault: Vault,
    sign_file: Sign,
    dossier_id: int,
    event_id: int,
    now: datetime,
) -> None:
    """Make the signed file of an issued answer, join it to the dossier, then tell the owner.

    Who promised something in it is told too.
    """
    event = session.get_one(DossierEvent, event_id)
    letter, document = seal_letter(session, vault, sign_file, event, now)
    petition = session.get_one(Petition, dossier_id)
    title = f"{LETTER_TITLES[event.data.get('kind', 'final')]} số {letter.full_number}"
    attach(session, petition.dossier, document, "answer", title=title)
    enqueue(session, "notices.tell_owner", now, dossier_id=dossier_id, event_id=event_id)
    if event.data.get("commitments"):
        enqueue(session, "notices.tell_parties", now, dossier_id=dossier_id, event_id=event_id)


def keep_receipt(session: Session, vault: Vault, dossier_id: int, now: datetime) -> None:
    """Keep the file of a receipt, so that the check page knows its hash."""
    petition = session.get_one(Petition, dossier_id)
    letter = petition.receipt_letter
    if letter is None:
        return
    document = seal(session, vault, letter, None, now)
    attach(session, petition.dossier, document, "receipt", title="Giấy biên nhận")
