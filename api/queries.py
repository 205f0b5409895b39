"""Reads for programs: what one may see, in pages that go on where the last one ended."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.models import Account, ApiToken
from api.rules import Cursor, Fault, Invalid, Wish
from cooperatives.models import Cooperative
from cooperatives.queries import cooperatives_of, list_communes
from dossiers.models import Dossier
from dossiers.queries import select_visible
from feedback.actions import Filing
from feedback.models import Answer, Petition, Publication
from feedback.process import PETITION
from feedback.queries import WORDS_MAX, list_topics
from feedback.rules import PetitionText
from rulebook.queries import setting_on, working_calendar
from workflow.localtime import local_day, receipt_day
from workflow.refusal import Missing, Refusal
from workflow.text import fold, words
from workflow.workdays import Count, count_days


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which petitions a list holds."""

    state: str | None
    updated_since: datetime | None


def count_deadline(session: Session, received: date | datetime, working_days: int) -> Count:
    """Return the count from a day, or from the day that a moment of receipt counts on."""
    received_on = received
    if isinstance(received, datetime):
        received_on = receipt_day(received, _is_late_next_day(session, local_day(received)))
    return count_days(working_calendar(session), received_on, working_days)


def _is_late_next_day(session: Session, on: date) -> bool:
    """Return the setting of a day; before the first row of the rule book it is off."""
    try:
        return setting_on(session, "clock.late_receipt_next_day", on) == "1"
    except Missing:
        return False


def petition_text(session: Session, wish: Wish, account: Account) -> PetitionText:
    """Return what is filed, with its codes looked up. Raises Invalid."""
    topics = [topic.code for topic in list_topics(session)]
    if wish.topic not in topics:
        raise Invalid(Fault("topic", f"Không có lĩnh vực này. Chọn một mã: {', '.join(topics)}."))
    return PetitionText(
        subject=wish.subject,
        situation=wish.situation,
        demands=wish.demands,
        topic_code=wish.topic,
        commune_code=_commune_code(session, wish.place) if wish.place else None,
        contact_name=account.full_name,
        contact_phone=wish.contact_phone or account.phone or "",
        contact_email=account.email or "",
        may_publish=wish.may_publish,
    )


def _commune_code(session: Session, place: str) -> str:
    communes = list_communes(session)
    named = fold(place)
    codes = {
        commune.code
        for commune in communes
        if place == commune.code or named in (fold(commune.name), fold(commune.full_name))
    }
    if len(codes) != 1:
        raise Invalid(
            Fault("place", "Không có xã, phường này. Ghi tên (Chi Lăng) hoặc mã (06463).")
        )
    return codes.pop()


def filing_for(session: Session, wish: Wish, account: Account, on: date) -> Filing:
    """Return for which cooperative is filed. Raises Invalid, Refusal where there is none."""
    spoken_for = cooperatives_of(session, account.id, on)
    if not spoken_for:
        raise Refusal("forbidden", "Tài khoản này hiện không đại diện cho hợp tác xã nào.")
    named = [one for one in spoken_for if wish.cooperative in ("", str(one.id), one.tax_code)]
    if len(named) != 1:
        offered = "; ".join(f"{one.id} ({_named(one)})" for one in spoken_for)
        raise Invalid(Fault("cooperative", f"Ghi rõ gửi cho hợp tác xã nào: {offered}."))
    return Filing(account, named[0], channel="api")


def _named(cooperative: Cooperative) -> str:
    tax_code = f", mã số thuế {cooperative.tax_code}" if cooperative.tax_code else ""
    return f"{cooperative.name}{tax_code}"


def list_tokens(session: Session, account: Account) -> list[ApiToken]:
    """Return the tokens that an account has or had, oldest first."""
    found = select(ApiToken).where(ApiToken.account_id == account.id)
    return list(session.scalars(found.order_by(ApiToken.id)))


def list_issued(session: Session, petition: Petition) -> list[Answer]:
    """Return the issued answers of a petition, oldest first; drafts are nobody's business."""
    issued = select(Answer).where(
        Answer.petition_id == petition.dossier_id, Answer.letter_id.is_not(None)
    )
    whole = issued.options(joinedload(Answer.letter), selectinload(Answer.items))
    return list(session.scalars(whole.order_by(Answer.id)))


def list_petitions(
    session: Session, account: Account, on: date, wanted: Wanted, after: Cursor | None, limit: int
) -> tuple[list[Dossier], Cursor | None]:
    """Return a page of the petitions that `account` may see, oldest change first, and its end."""
    found = select_visible(account, on).where(Dossier.kind == PETITION.kind)
    if wanted.state:
        found = found.where(Dossier.state == wanted.state)
    if wanted.updated_since:
        found = found.where(Dossier.updated_at >= wanted.updated_since)
    if after:
        found = found.where(tuple_(Dossier.updated_at, Dossier.id) > (after.place, after.id))
    rows = session.scalars(
        found.order_by(Dossier.updated_at, Dossier.id)
        .limit(limit + 1)
        .options(
            joinedload(Dossier.cooperative), joinedload(Dossier.unit), joinedload(Dossier.officer)
        )
    ).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return list(rows[:limit]), Cursor(last.updated_at, last.id) if last else None


def list_answers(
    session: Session, text: str, topic: str | None, after: Cursor | None, limit: int
) -> tuple[list[Publication], Cursor | None]:
    """Return a page of published answers that hold all words of `text`, latest first, and its end.

    Raises: Invalid: no such topic.
    """
    found = select(Publication).options(joinedload(Publication.topic))
    if wanted := words(text)[:WORDS_MAX]:
        query = func.to_tsquery("simple", " & ".join(wanted))
        found = found.where(Publication.search_tsv.op("@@")(query))
    if topic:
        if topic not in {one.code for one in list_topics(session)}:
            raise Invalid(Fault("topic", "Không có lĩnh vực này."))
        found = found.where(Publication.topic_code == topic)
    if after:
        end = (after.place, after.id)
        found = found.where(tuple_(Publication.answered_on, Publication.id) < end)
    order = (Publication.answered_on.desc(), Publication.id.desc())
    rows = session.scalars(found.order_by(*order).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return list(rows[:limit]), Cursor(last.answered_on, last.id) if last else None
