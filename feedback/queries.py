"""Reads of petitions, drafts, answers and publications."""

from dataclasses import dataclass
from datetime import date
from hmac import compare_digest

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.models import Account
from cooperatives.models import Cooperative
from cooperatives.queries import cooperatives_of
from documents.models import Document
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import access_dossier, may_handle, visible_to
from feedback.models import Answer, Petition, PetitionDraft, Publication, Topic
from workflow.refusal import Missing, Refusal
from workflow.text import words

PAGE_SIZE = 20
WORDS_MAX = 12


def count_awaiting_signature(session: Session, account: Account, on: date) -> int:
    """Return how many letters wait for a leader, as far as `account` may see them."""
    waiting = select(func.count()).where(
        visible_to(account, on),
        Dossier.kind == "petition",
        Dossier.state == "awaiting_signature",
        Dossier.settled_at.is_(None),
    )
    return session.scalar(waiting) or 0


def access_petition(session: Session, account: Account, code: str, on: date) -> Petition:
    """Return a petition that `account` may see. Raises Missing."""
    dossier = access_dossier(session, account, code, on)
    petition = session.get(
        Petition,
        dossier.id,
        options=[
            selectinload(Petition.demands),
            selectinload(Petition.findings),
            joinedload(Petition.topic),
            joinedload(Petition.commune),
        ],
    )
    if petition is None:
        raise Missing("petition")
    return petition


def access_handled(session: Session, account: Account, code: str, on: date) -> Petition:
    """Return a petition that is this account's business to act on. Raises Missing, Refusal."""
    petition = access_petition(session, account, code, on)
    if not may_handle(account, petition.dossier):
        raise Refusal("role", "Hồ sơ này do đơn vị khác giữ, đồng chí chỉ được xem.")
    return petition


def access_draft(session: Session, account: Account, draft_id: int) -> PetitionDraft:
    """Return a draft of one's own, filed since or not. Raises Missing."""
    draft = session.get(PetitionDraft, draft_id)
    if draft is None or draft.account_id != account.id:
        raise Missing("draft")
    return draft


def list_drafts(session: Session, account: Account) -> list[PetitionDraft]:
    """Return one's own drafts that are not filed yet, the latest first."""
    mine = select(PetitionDraft).where(
        PetitionDraft.account_id == account.id, PetitionDraft.filed_dossier_id.is_(None)
    )
    order = PetitionDraft.updated_at.desc()
    return list(
        session.scalars(mine.options(joinedload(PetitionDraft.cooperative)).order_by(order))
    )


def draft_documents(session: Session, draft: PetitionDraft) -> list[Document]:
    """Return the files of a draft in the order they were sent."""
    if not draft.document_ids:
        return []
    found = session.scalars(select(Document).where(Document.id.in_(draft.document_ids)))
    by_id = {document.id: document for document in found}
    return [by_id[one] for one in draft.document_ids if one in by_id]


def list_topics(session: Session) -> list[Topic]:
    return list(session.scalars(select(Topic).order_by(Topic.sort)))


def list_own(session: Session, account: Account, on: date) -> list[Petition]:
    """Return the petitions of the cooperatives that `account` speaks for, latest first."""
    found = (
        select(Petition)
        .join(Dossier, Dossier.id == Petition.dossier_id)
        .where(visible_to(account, on))
        .order_by(Dossier.updated_at.desc(), Dossier.id.desc())
        .options(joinedload(Petition.dossier).joinedload(Dossier.unit))
        .limit(200)
    )
    return list(session.scalars(found))


def list_to_sign(session: Session, account: Account, on: date) -> list[Petition]:
    """Return the petitions whose answer waits for a leader, by date owed."""
    found = (
        select(Petition)
        .join(Dossier, Dossier.id == Petition.dossier_id)
        .where(visible_to(account, on), Dossier.state == "awaiting_signature")
        .where(Dossier.settled_at.is_(None))
        .order_by(Dossier.due_on, Dossier.id)
        .options(
            joinedload(Petition.dossier).joinedload(Dossier.cooperative),
            selectinload(Petition.demands),
            selectinload(Petition.answers).joinedload(Answer.drafter),
            selectinload(Petition.answers).selectinload(Answer.items),
        )
        .limit(100)
    )
    return list(session.scalars(found))


@dataclass(frozen=True, slots=True)
class Found:
    """One page of published answers, how many there are in all, and counts for the filters."""

    rows: list[Publication]
    total: int
    by_topic: list[tuple[Topic, int]]
    by_year: list[tuple[int, int]]


def search_publications(
    session: Session, text: str, topic: str | None, year: int | None, page: int
) -> Found:
    """Return published answers that hold all words of `text` (no tone marks needed), best first."""
    matched = select(Publication.id, Publication.topic_code, Publication.answered_on)
    wanted = words(text)[:WORDS_MAX]
    query = func.to_tsquery("simple", " & ".join(wanted)) if wanted else None
    if query is not None:
        matched = matched.where(Publication.search_tsv.op("@@")(query))
    hits = matched.subquery()
    in_year = func.extract("year", hits.c.answered_on)
    topics = session.execute(
        select(Topic, func.count())
        .join(hits, hits.c.topic_code == Topic.code)
        .group_by(Topic.code)
        .order_by(func.count().desc(), Topic.sort)
    ).all()
    of_topic = select(in_year.label("year"), func.count()).group_by("year").order_by(in_year.desc())
    wanted_rows = select(Publication).join(hits, hits.c.id == Publication.id)
    if topic:
        of_topic = of_topic.where(hits.c.topic_code == topic)
        wanted_rows = wanted_rows.where(hits.c.topic_code == topic)
    years = session.execute(of_topic).all()
    if year:
        wanted_rows = wanted_rows.where(in_year == year)
    total = session.scalar(select(func.count()).select_from(wanted_rows.subquery())) or 0
    if query is not None:
        rank = func.ts_rank(Publication.search_tsv, query)
        wanted_rows = wanted_rows.order_by(rank.desc())
    order = (Publication.answered_on.desc(), Publication.id.desc())
    rows = wanted_rows.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return Found(
        list(session.scalars(rows.options(joinedload(Publication.topic)))),
        total,
        [(row[0], row[1]) for row in topics],
        [(int(row[0]), row[1]) for row in years],
    )


def list_latest_publications(session: Session, limit: int) -> list[Publication]:
    """Return the latest published answers."""
    order = (Publication.answered_on.desc(), Publication.id.desc())
    return list(session.scalars(select(Publication).order_by(*order).limit(limit)))


def count_publications(session: Session) -> int:
    return int(session.scalar(select(func.sum(Topic.published_count))) or 0)


def access_publication(session: Session, publication_id: int) -> Publication:
    """Return a published answer. Raises Missing."""
    found = session.get(Publication, publication_id, options=[joinedload(Publication.topic)])
    if found is None:
        raise Missing("publication")
    return found


def list_top_topics(session: Session, limit: int) -> list[Topic]:
    """Return the topics with most published answers."""
    found = select(Topic).where(Topic.published_count > 0)
    most_first = found.order_by(Topic.published_count.desc(), Topic.sort)
    return list(session.scalars(most_first.limit(limit)))


def find_tracked(session: Session, code: str, last_four: str) -> Dossier | None:
    """Return the petition's dossier with this code, if its contact telephone ends in these digits.

    An unknown code takes the same time as digits that do not match.
    """
    found = session.scalars(
        select(Petition)
        .join(Dossier, Dossier.id == Petition.dossier_id)
        .where(Dossier.code == code)
    ).one_or_none()
    digits = "".join(c for c in found.contact_phone if c.isdigit()) if found else ""
    is_same = compare_digest(digits[-4:].rjust(4, "-").encode(), last_four.encode())
    return found.dossier if found is not None and is_same else None


def list_supplement_requests(session: Session, account: Account, on: date) -> list[DossierEvent]:
    """Return the last request of each own dossier that now waits for a supplement, oldest first."""
    asked = (
        select(func.max(DossierEvent.id))
        .join(Dossier, Dossier.id == DossierEvent.dossier_id)
        .where(visible_to(account, on), Dossier.state == "supplement_requested")
        .where(DossierEvent.action == "request_supplement")
        .group_by(DossierEvent.dossier_id)
    )
    found = select(DossierEvent).where(DossierEvent.id.in_(asked)).order_by(DossierEvent.at)
    return list(session.scalars(found))


def find_issued_answer(session: Session, petition: Petition) -> Answer | None:
    """Return the last issued final answer with its letter."""
    issued = (
        select(Answer)
        .where(Answer.petition_id == petition.dossier_id, Answer.kind == "final")
        .where(Answer.issued_at.is_not(None))
        .order_by(Answer.id.desc())
        .limit(1)
        .options(joinedload(Answer.letter), selectinload(Answer.items))
    )
    return session.scalars(issued).one_or_none()


def list_own_documents(session: Session, account: Account, ids: list[int]) -> list[Document]:
    """Return those of the documents that this account sent, in their order."""
    own = select(Document).where(Document.id.in_(ids), Document.created_by_id == account.id)
    return list(session.scalars(own.order_by(Document.id)))


def own_cooperative(session: Session, account: Account, wanted_id: int, on: date) -> Cooperative:
    """Return a cooperative that `account` speaks for on a day.

    Raises: Refusal where the mandate ended or never was.
    """
    for cooperative in cooperatives_of(session, account.id, on):
        if cooperative.id == wanted_id:
            return cooperative
    raise Refusal(
        "mandate",
        "Tài khoản này hiện không đại diện cho hợp tác xã đã chọn. Bản nháp vẫn được giữ. "
        "Xin gọi Văn phòng Liên minh để cập nhật người đại diện.",
    )


def filed_code(session: Session, draft: PetitionDraft) -> str | None:
    """Return the code of the dossier that a draft became, None while it is a draft."""
    if draft.filed_dossier_id is None:
        return None
    return session.get_one(Dossier, draft.filed_dossier_id).code
