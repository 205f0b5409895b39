"""Letters that an organiser sends to many: the usual draft, and how more than a few are named.

A few stand after "Kính gửi", more come by a list that is printed behind the letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Account
from config import Settings
from letters.content import LetterBody, LetterContent, LetterTable, Point, letterhead
from letters.rules import authority_lines, letter_symbol, usual_authority

LISTED_MAX = 6
LIST_HEADS = ("STT", "Tên", "Địa chỉ")


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a letter names: on its first page, under "Nơi nhận", by a list behind it."""

    addressees: tuple[str, ...]
    copies: tuple[str, ...]
    annexes: tuple[LetterTable, ...] = ()


def named_in(names: Sequence[tuple[str, str]], together: str, title: str) -> Named:
    """Return how a letter names those with (name, address).

    `together`: what more than a few are called, "Các hợp tác xã"; `title`: that of the list.
    """
    if len(names) <= LISTED_MAX:
        return Named(tuple(name for name, _ in names), ("Như trên",))
    rows = tuple((str(place), *name) for place, name in enumerate(names, start=1))
    listed = LetterTable(title, LIST_HEADS, "cll", rows)
    return Named((f"{together} theo danh sách gửi kèm",), ("Như trên (theo danh sách)",), (listed,))


def usual_letter(
    settings: Settings,
    kind: str,
    subject: str,
    opening: str,
    points: tuple[Point, ...],
    closing: str,
    signer: Account | None,
    to: Named,
    co_signer: tuple[str, ...] = (),
) -> LetterContent:
    """Return a letter before its issue."""
    position = signer.position if signer else "Chủ tịch"
    body = LetterBody(
        subject=subject,
        addressees=to.addressees,
        opening=opening,
        points=points,
        closing=closing,
        recipients=(*(f"- {copy};" for copy in to.copies), "- Lưu: VT."),
        authority=authority_lines(usual_authority(position), position),
        signer_name=signer.full_name if signer else "",
        co_signer=co_signer,
        annexes=to.annexes,
    )
    symbol = letter_symbol(kind, settings.alliance_symbol)
    return LetterContent(kind, letterhead(settings), symbol, body)
