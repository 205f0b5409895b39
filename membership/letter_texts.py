"""What the decisions about members say: recognition, suspension, return, withdrawal, expulsion."""

from accounts.models import Account
from config import Settings
from cooperatives.models import Cooperative
from letters.content import LetterBody, LetterContent, Point, letterhead
from letters.rules import Authority, authority_lines, letter_symbol, usual_authority
from membership.rules import CHANGES, MEMBER_KINDS

BOARD = "board"
GROUNDS = (
    "Căn cứ Luật Hợp tác xã ngày 20 tháng 6 năm 2023;\n"
    "Căn cứ Điều lệ của {alliance};\n"
    "Theo đề nghị của bộ phận thẩm định hồ sơ thành viên{opinion}."
)
EFFECT = (
    "Quyết định có hiệu lực từ ngày ký. Văn phòng, các đơn vị liên quan và {name} chịu trách nhiệm "
    "thi hành Quyết định này"
)


def decision_content(
    settings: Settings,
    subject: str,
    points: tuple[str, ...],
    cooperative: Cooperative,
    signer: Account | None,
    signs_for: str,
    opinion: str = "",
) -> LetterContent:
    """Return a decision before its issue. `signs_for`: "board" or "head", by the setting."""
    position = signer.position if signer is not None and signer.position else "Chủ tịch"
    authority = Authority.BOARD if signs_for == BOARD else usual_authority(position)
    numbered = (*points, EFFECT.format(name=cooperative.name))
    *articles, last = (
        Point(f"Điều {number}.", text) for number, text in enumerate(numbered, start=1)
    )
    said = f": {opinion.strip().rstrip('.')}" if opinion.strip() else ""
    body = LetterBody(
        subject=subject,
        addressees=(),
        opening=GROUNDS.format(alliance=settings.alliance_name, opinion=said) + "\nQUYẾT ĐỊNH:",
        points=tuple(articles),
        closing=f"{last.heading} {last.text}",
        recipients=(f"- Như Điều {len(numbered)};", f"- {cooperative.name};", "- Lưu: VT."),
        authority=authority_lines(authority, position),
        signer_name=signer.full_name if signer is not None else "",
    )
    symbol = letter_symbol("decision", settings.alliance_symbol)
    return LetterContent("decision", letterhead(settings), symbol, body)


def recognition_content(
    settings: Settings,
    cooperative: Cooperative,
    member_no: int,
    kind: str,
    signer: Account | None,
    signs_for: str,
    opinion: str,
) -> LetterContent:
    """Return the decision that recognises a member."""
    code = f", mã số thuế {cooperative.tax_code}" if cooperative.tax_code else ""
    recognised = (
        f"Công nhận {cooperative.name}, địa chỉ {cooperative.full_address}{code}, là "
        f"{MEMBER_KINDS[kind].lower()} của {settings.alliance_name}; số thẻ thành viên {member_no}."
    )
    duties = (
        f"{cooperative.name} có quyền và nghĩa vụ của thành viên theo Điều lệ, đóng hội phí hằng "
        "năm theo quy định."
    )
    subject = f"Công nhận {cooperative.name} là thành viên"
    said = (recognised, duties)
    return decision_content(settings, subject, said, cooperative, signer, signs_for, opinion)


def change_content(
    settings: Settings,
    cooperative: Cooperative,
    change: str,
    reason: str,
    member_no: int,
    signer: Account | None,
    signs_for: str,
) -> LetterContent:
    """Return a decision that changes the standing of a member."""
    words = CHANGES[change][0]
    points = (
        f"{words[0].upper()}{words[1:]} đối với {cooperative.name}, số thẻ thành viên {member_no}.",
        f"Lý do: {reason.strip().rstrip('.')}.",
    )
    subject = f"{words[0].upper()}{words[1:]} đối với {cooperative.name}"
    return decision_content(settings, subject, points, cooperative, signer, signs_for)
