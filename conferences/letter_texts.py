"""What the letters of a conference say: the invitation, the minutes, the conclusion notice."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Account
from conferences.models import Conference, ConferenceGuest
from config import Settings
from letters.content import LetterContent, Point
from letters.drafts import named_in, usual_letter
from web.filters import weekday_day
from workflow.localtime import to_local

TOGETHER = "Các cơ quan, hợp tác xã"
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


def invitation_content(
    settings: Settings,
    conference: Conference,
    guests: Sequence[ConferenceGuest],
    signer: Account | None,
) -> LetterContent:
    """Return the letter that invites `guests`; more than a few are invited by a list."""
    names = [(guest.whole_name, guest.address) for guest in guests]
    to = named_in(names, TOGETHER, f"Danh sách mời dự {named(conference)}")
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
    return usual_letter(
        settings,
        "invitation",
        f"Dự {named(conference)}",
        opening + ("\nChương trình:" if agenda else ""),
        agenda,
        ASKING.format(until=conference.questions_until_on),
        signer,
        to,
    )
