"""What a transfer slip says (phiếu chuyển)."""

from accounts.models import Account
from config import Settings
from feedback.letter_texts import lower_first
from feedback.models import Petition
from letters.content import LetterBody, LetterContent, Point, letterhead
from letters.rules import authority_lines, letter_symbol, recipient_lines, usual_authority
from units.models import Unit

OPENING = (
    "{alliance} nhận được kiến nghị ngày {filed_on:%d/%m/%Y} của {cooperative} (số {code}) về "
    "việc: {subject}.\n{note}\nCác đề nghị cụ thể như sau:"
)
CLOSING = (
    "{alliance} đề nghị {body} tiếp nhận, giải quyết theo thẩm quyền, trả lời {cooperative} và "
    "thông báo kết quả cho {alliance}"
)


def transfer_content(
    settings: Settings, petition: Petition, body: Unit, note: str, signer: Account | None
) -> LetterContent:
    """Return the slip that passes a petition on to a body. Without a signer: as a preview."""
    dossier, alliance = petition.dossier, settings.alliance_name
    position = signer.position if signer else "Chủ tịch"
    words = {
        "alliance": alliance, "body": body.name, "cooperative": dossier.asker.name,
        "filed_on": dossier.received_on, "code": dossier.code, "note": note.strip(),
        "subject": lower_first(dossier.subject.rstrip(" .")),
    }  # fmt: skip
    letter = LetterBody(
        subject=f"chuyển kiến nghị của {dossier.asker.short_name}",
        addressees=(body.name,),
        opening=OPENING.format(**words),
        points=tuple(
            Point(f"Đề nghị {demand.position}:", demand.text) for demand in petition.demands
        ),
        closing=CLOSING.format(**words),
        recipients=recipient_lines(
            [dossier.asker.name], dossier.unit.symbol if dossier.unit else ""
        ),
        authority=authority_lines(usual_authority(position), position),
        signer_name=signer.full_name if signer else "",
    )
    symbol = letter_symbol("transfer_slip", settings.alliance_symbol)
    return LetterContent("transfer_slip", letterhead(settings), symbol, letter)
