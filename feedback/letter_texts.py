"""What the letters of a petition say: the receipt and the official answer. No commit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from documents.models import Document
from dossiers.chain import short
from dossiers.models import DossierEvent
from feedback.further_queries import last_final
from feedback.limit_queries import limit_note, longer_note
from feedback.models import Answer, Petition
from feedback.process import CHANNELS
from letters.actions import issue
from letters.content import LetterBody, LetterContent, Point, ReceiptBody, letterhead
from letters.models import Letter
from letters.rules import (
    Authority,
    authority_lines,
    letter_symbol,
    recipient_lines,
    usual_authority,
)
from rulebook.queries import working_calendar
from units.models import Unit
from web.derivation import explanation
from workflow.workdays import count_days

CLOSING = "{alliance} trân trọng cảm ơn ý kiến của {asker} và mong tiếp tục nhận được sự đồng hành"
OPENING = (
    "{alliance} nhận được kiến nghị ngày {filed_on:%d/%m/%Y} của {asker} (số {code}) "
    "về việc: {subject}. Sau khi xem xét, {alliance} trả lời như sau:"
)

FURTHER_SUBJECTS = {
    "interim": "trả lời bước đầu kiến nghị của {}",
    "follow_up": "trả lời bổ sung kiến nghị của {}",
    "correction": "đính chính văn bản trả lời kiến nghị của {}",
}
FURTHER_OPENINGS = {
    "interim": "{alliance} nhận được kiến nghị ngày {filed_on:%d/%m/%Y} của {asker} "
    "(số {code}) về việc: {subject}. {alliance} trả lời bước đầu như sau:",
    "follow_up": "Tiếp theo văn bản số {number} ngày {issued_on:%d/%m/%Y} trả lời kiến nghị số "
    "{code} của {asker} về việc: {subject}, {alliance} thông tin thêm như sau:",
    "correction": "{alliance} đính chính văn bản số {number} ngày {issued_on:%d/%m/%Y} về kiến "
    "nghị số {code} của {asker} như sau:",
}
PROMISED = "Cam kết thực hiện:"
STILL_PROMISED = "Các cam kết trong văn bản được đính chính vẫn giữ nguyên hiệu lực."
EXTENSION = (
    "Nội dung kiến nghị cần thêm thời gian xem xét. {alliance} gia hạn thời gian trả lời thêm "
    "{days} ngày làm việc và sẽ trả lời chậm nhất ngày {due_on:%d/%m/%Y}. Lý do: {reason}"
)


def issue_receipt(
    session: Session,
    settings: Settings,
    petition: Petition,
    event: DossierEvent,
    documents: list[Document],
) -> Letter:
    """Issue the receipt of a petition: it prints the short hash of the entry it confirms."""
    dossier = petition.dossier
    calendar = working_calendar(session)
    count = count_days(calendar, dossier.received_on, dossier.limit_days)
    counted = explanation(dossier.received_on, count) + limit_note(session, petition)
    body = ReceiptBody(
        code=dossier.code,
        subject=dossier.subject,
        cooperative=dossier.asker.name,
        filed_by=petition.contact_name,
        received_at=event.at,
        demands=tuple(demand.text for demand in petition.demands),
        papers=tuple(document.name for document in documents),
        due_on=count.due_on,
        derivation=counted + longer_note(session, petition),
        short_hash=short(event.hash),
        recorded=recorded_line(event),
    )
    symbol = letter_symbol("receipt", settings.alliance_symbol)
    content = LetterContent("receipt", letterhead(settings), symbol, body)
    return issue(session, content, event.at)


def recorded_line(event: DossierEvent) -> str:
    """Return how a petition came that staff wrote down, "" for one that its owner filed."""
    if "asker" not in event.data:
        return ""
    channel = CHANNELS[event.data["channel"]]
    received_on = date.fromisoformat(event.data["received_on"])
    way = f"{channel[0].upper()}{channel[1:]}, nhận ngày {received_on:%d/%m/%Y}"
    return f"{way}. Người ghi nhận: {event.actor_name}."


def answer_content(
    settings: Settings, petition: Petition, answer: Answer, signer: Account | None
) -> LetterContent:
    """Return the letter of an answer, as it will be printed. Without a signer: as a preview."""
    dossier, alliance = petition.dossier, settings.alliance_name
    asker = "Quý hợp tác xã" if dossier.cooperative else "quý vị"
    opening = answer.opening.strip() or OPENING.format(
        alliance=alliance, asker=asker, filed_on=dossier.received_on, code=dossier.code,
        subject=lower_first(dossier.subject.rstrip(" .")),
    )  # fmt: skip
    items = sorted(answer.items, key=lambda item: item.demand.position)
    points = tuple(Point(heading(i.demand.text), i.text, i.legal_basis) for i in items)
    points += _promised(answer)
    subject = f"trả lời kiến nghị của {dossier.asker.short_name}"
    closing = answer.closing.strip() or CLOSING.format(alliance=alliance, asker=asker)
    return _official_letter(settings, petition, signer, Words(subject, opening, points, closing))


def _promised(answer: Answer) -> tuple[Point, ...]:
    """Return the last point of an answer that promises something: who, what, by when, the sign."""
    lines = [
        f"{one['unit'] or '…'}: {lower_first(one['what'].rstrip(' .'))}, chậm nhất ngày "
        f"{one['due'] or '…'}. Dấu hiệu nhận biết: {lower_first(one['sign'].rstrip(' .'))}."
        for one in answer.promises
    ]
    return (Point(PROMISED, "\n".join(lines)),) if lines else ()


@dataclass(frozen=True, slots=True)
class Words:
    """What one official letter says, beside who sends and signs it."""

    subject: str
    opening: str
    points: tuple[Point, ...]
    closing: str


def _official_letter(
    settings: Settings, petition: Petition, signer: Account | None, said: Words
) -> LetterContent:
    dossier = petition.dossier
    unit_symbol = dossier.unit.symbol if dossier.unit else ""
    position = signer.position if signer else "Chủ tịch"
    authority = usual_authority(position)
    body = LetterBody(
        subject=said.subject,
        addressees=(dossier.asker.name,),
        opening=said.opening,
        points=said.points,
        closing=said.closing,
        recipients=recipient_lines(_copies(authority, dossier.unit), unit_symbol),
        authority=authority_lines(authority, position),
        signer_name=signer.full_name if signer else "",
    )
    symbol = letter_symbol("official_letter", settings.alliance_symbol, unit_symbol)
    return LetterContent("official_letter", letterhead(settings), symbol, body)


def extension_body(settings: Settings, days: int, due_on: date, reason: str) -> str:
    """Return what the letter of an extension says."""
    return EXTENSION.format(
        alliance=settings.alliance_name, days=days, due_on=due_on, reason=reason.strip()
    )


def further_content(
    settings: Settings, petition: Petition, answer: Answer, signer: Account | None
) -> LetterContent:
    """Return a further letter: as it was issued, or as it will be printed."""
    if answer.letter is not None:
        return LetterContent.from_json(answer.letter.content)
    dossier, alliance = petition.dossier, settings.alliance_name
    before = _referred(petition, answer)
    asker = "Quý hợp tác xã" if dossier.cooperative else "quý vị"
    opening = FURTHER_OPENINGS[answer.kind].format(
        alliance=alliance, asker=asker, filed_on=dossier.received_on, code=dossier.code,
        subject=lower_first(dossier.subject.rstrip(" .")),
        number=before.full_number if before else "",
        issued_on=before.issued_on if before else dossier.received_on,
    )  # fmt: skip
    subject = FURTHER_SUBJECTS[answer.kind].format(dossier.asker.short_name)
    whole = "\n".join([opening, answer.body, *_still_promised(answer)])
    closing, points = CLOSING.format(alliance=alliance, asker=asker), _promised(answer)
    return _official_letter(settings, petition, signer, Words(subject, whole, points, closing))


def _still_promised(answer: Answer) -> tuple[str, ...]:
    """Return what a correction says of the commitments of the letter that it corrects."""
    return (STILL_PROMISED,) if answer.corrects is not None and answer.corrects.promises else ()


def _referred(petition: Petition, answer: Answer) -> Letter | None:
    """Return the letter that a further one refers to: the corrected, else the last final one."""
    if answer.corrects is not None:
        return answer.corrects.letter
    final = last_final(petition)
    return final.letter if final else None


def heading(demand: str) -> str:
    """Name a demand in a letter; most begin with "Đề nghị" themselves."""
    words = lower_first(demand.strip().rstrip(" .;"))
    return f"Về {words}." if words.startswith("đề nghị ") else f"Về đề nghị: {words}."


def lower_first(text: str) -> str:
    """Return `text` with a small first letter, unless the word is an abbreviation or a name."""
    first, _, rest = text.partition(" ")
    if len(first) > 1 and first[1:].islower() and first not in {"Nhà", "Quỹ", "Sở", "Ban"}:
        return f"{first[0].lower()}{first[1:]} {rest}".rstrip()
    return text


def _copies(authority: Authority, unit: Unit | None) -> list[str]:
    copies = [] if authority is Authority.HEAD else ["Chủ tịch (để báo cáo)"]
    return copies + ([unit.name] if unit else [])


def issue_answer(
    session: Session,
    petition: Petition,
    answer: Answer,
    content: LetterContent,
    signer: Account,
    now: datetime,
) -> tuple[Letter, dict[str, Any]]:
    """Give an answer its number, per year, kind and unit, and freeze what its letter says.

    Returns the letter, and what the event of its signature says of it.
    """
    unit_id = petition.dossier.unit_id
    letter = issue(
        session, content, now, unit_id=unit_id, signer_id=signer.id, series_unit_id=unit_id or 0
    )
    answer.signer, answer.issued_at, answer.letter = signer, now, letter
    return letter, {
        "letter_id": letter.id,
        "number": letter.full_number,
        "check_token": letter.check_token,
        "answer_id": answer.id,
    }
