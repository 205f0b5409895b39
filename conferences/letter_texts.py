"""What the letters of a conference say: the invitation, the minutes, the conclusion notice."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Account
from conferences.models import Conference, ConferenceGuest
from config import Settings
from letters.content import LetterBody, LetterContent, Point, letterhead
from letters.rules import authority_lines, letter_symbol, usual_authority
from web.filters import weekday_day
from workflow.localtime import to_local

LISTED_MAX = 6
BY_LIST = "Các cơ quan, hợp tác xã theo danh sách gửi kèm"
INVITING = (
    "{alliance} tổ chức {name}.{theme}\n"
    "Thời gian: {when}.\n"
    "Địa điểm: {place}.\n"
    "{alliance} trân trọng kính mời Quý cơ quan, Quý hợp tác xã cử đại diện đến dự."
)
ASKING = (
    "Đề nghị Quý đại biểu trả lời tham dự theo liên kết hoặc mã QR trên thẻ mời, và gửi câu hỏi, "
    "kiến nghị trước ngày {until:%d/%m/%Y} để cơ quan có thẩm quyền chuẩn bị trả lời"
)


def when_words(conference: Conference) -> str:
    """Return when a conference is, in words: "8 giờ 00, Thứ Hai, 02/12/2024"."""
    at = to_local(conference.begins_at)
    return f"{hour_words(conference.begins_at)}, {weekday_day(at.date())}"


def hour_words(at: datetime) -> str:
    """Return "8 giờ 00"."""
    local = to_local(at)
    return f"{local.hour} giờ {local.minute:02d}"


def named(conference: Conference) -> str:
    """Return the conference's name as it stands inside a sentence."""
    name = conference.dossier.subject
    return name[:1].lower() + name[1:]


def letter_of(
    settings: Settings,
    kind: str,
    subject: str,
    addressees: tuple[str, ...],
    opening: str,
    points: tuple[Point, ...],
    closing: str,
    signer: Account | None,
    copies: tuple[str, ...],
    co_signer: tuple[str, ...] = (),
    enclosures: tuple[str, ...] = (),
) -> LetterContent:
    """Return a letter of a conference before its issue."""
    position = signer.position if signer else "Chủ tịch"
    body = LetterBody(
        subject=subject,
        addressees=addressees,
        opening=opening,
        points=points,
        closing=closing,
        recipients=(*(f"- {copy};" for copy in copies), "- Lưu: VT."),
        authority=authority_lines(usual_authority(position), position),
        signer_name=signer.full_name if signer else "",
        enclosures=enclosures,
        co_signer=co_signer,
    )
    symbol = letter_symbol(kind, settings.alliance_symbol)
    return LetterContent(kind, letterhead(settings), symbol, body)


def invitation_content(
    settings: Settings,
    conference: Conference,
    guests: Sequence[ConferenceGuest],
    signer: Account | None,
) -> LetterContent:
    """Return the letter that invites `guests`; more than a few are invited by a list."""
    names = tuple(guest.whole_name for guest in guests)
    is_few = len(names) <= LISTED_MAX
    agenda = tuple(
        Point(f"{hour_words(part.begins_at)}: {part.title}", part.speakers)
        for part in conference.parts
    )
    opening = INVITING.format(
        alliance=settings.alliance_name,
        name=named(conference),
        theme=f" Chủ đề: {conference.theme.rstrip('.')}." if conference.theme else "",
        when=when_words(conference),
        place=conference.place,
    )
    return letter_of(
        settings,
        "invitation",
        f"Dự {named(conference)}",
        names if is_few else (BY_LIST,),
        opening + ("\nChương trình:" if agenda else ""),
        agenda,
        ASKING.format(until=conference.questions_until_on),
        signer,
        ("Như trên",),
        enclosures=() if is_few else (f"Danh sách mời ({len(names)} cơ quan, hợp tác xã)",),
    )
