"""What the letter says that invites to a support activity: a giấy mời, or a công văn."""

from collections.abc import Sequence

from accounts.models import Account
from config import Settings
from letters.content import LetterContent
from letters.drafts import named_in, usual_letter
from support.models import SupportActivity, SupportGuest
from support.rules import KINDS_IN_SENTENCE, LETTER_KINDS
from web.filters import day, weekday_day

TOGETHER = "Các hợp tác xã"
INVITING = (
    "{alliance} tổ chức {kind} “{topic}”.\n"
    "Thời gian: {when}.\n"
    "Địa điểm: {place}.{teacher}{content}\n"
    "{alliance} trân trọng kính mời Quý hợp tác xã cử người đến dự."
)
ASKING = (
    "Đề nghị Quý hợp tác xã trả lời có dự hay không trên trang của hợp tác xã, theo liên kết trong "
    "thư điện tử gửi kèm, hoặc gọi số {phone}, trước ngày {until}"
)


def when_words(activity: SupportActivity) -> str:
    """Return when an activity is, in words: "Thứ Hai, 02/12/2024, 8:00 đến 11:30"."""
    last = f" đến hết ngày {day(activity.ends_on)}" if activity.ends_on > activity.begins_on else ""
    hours = f", {activity.hours}" if activity.hours else ""
    return f"{weekday_day(activity.begins_on)}{last}{hours}"


def invitation_content(
    settings: Settings,
    activity: SupportActivity,
    guests: Sequence[SupportGuest],
    kind: str,
    signer: Account | None,
) -> LetterContent:
    """Return the letter that invites `guests`. Raises: KeyError where `kind` invites nobody."""
    kind_words = KINDS_IN_SENTENCE[activity.kind]
    names = [(guest.cooperative.name, guest.cooperative.full_address) for guest in guests]
    opening = INVITING.format(
        alliance=settings.alliance_name,
        kind=kind_words,
        topic=activity.topic,
        when=when_words(activity),
        place=activity.place.rstrip("."),
        teacher=f"\nNgười trình bày: {activity.teacher.rstrip('.')}." if activity.teacher else "",
        content=f"\nNội dung: {activity.content.strip().rstrip('.')}." if activity.content else "",
    )
    title = f"Danh sách mời dự {kind_words}"
    return usual_letter(
        settings,
        kind,
        LETTER_KINDS[kind][1].format(kind=kind_words, topic=activity.topic),
        opening,
        (),
        ASKING.format(phone=settings.alliance_phone, until=day(activity.begins_on)),
        signer,
        named_in(names, TOGETHER, title),
    )
