"""What the letters say by which complaints and denunciations go their lawful way.

Source: docs/rules/complaints.md.
"""

from accounts.models import Account
from config import Settings
from feedback.letter_texts import lower_first
from feedback.models import Petition
from letters.content import LetterBody, LetterContent, letterhead
from letters.rules import authority_lines, letter_symbol, recipient_lines, usual_authority
from units.models import Unit

MATTERS = {
    "complaint": "Khiếu nại: hướng dẫn người gửi đến cơ quan giải quyết",
    "denunciation": "Tố cáo: chuyển cơ quan có thẩm quyền",
}
SUBJECTS = {
    "complaint": "hướng dẫn gửi đơn khiếu nại",
    "denunciation": "chuyển đơn tố cáo",
}
OPENINGS = {
    "complaint": "{alliance} nhận được đơn ngày {filed_on:%d/%m/%Y} của {asker} (số {code}). Nội "
    "dung đơn thuộc phạm vi điều chỉnh của Luật Khiếu nại, không phải kiến nghị mà Liên minh trả "
    "lời.\nĐề nghị {asker} gửi đơn đến {body} để được giải quyết theo thẩm quyền, kèm các tài "
    "liệu đã gửi Liên minh.\n{note}",
    "denunciation": "{alliance} nhận được đơn ngày {filed_on:%d/%m/%Y} (số {code}). Nội dung đơn "
    "thuộc phạm vi điều chỉnh của Luật Tố cáo.\n{alliance} chuyển đơn này đến {body} để xem xét, "
    "giải quyết theo thẩm quyền và giữ bí mật thông tin của người tố cáo theo quy định.\n{note}",
}
CLOSINGS = {
    "complaint": "{alliance} trân trọng thông báo để {asker} biết",
    "denunciation": "{alliance} đề nghị {body} thông báo việc tiếp nhận cho người gửi đơn",
}


def redirect_content(
    settings: Settings, petition: Petition, matter: str, body: Unit, note: str, signer: Account
) -> LetterContent:
    """Return the letter: guidance to who complains, a slip to the body for a denunciation."""
    dossier, position = petition.dossier, signer.position or "Chủ tịch"
    words = {
        "alliance": settings.alliance_name, "asker": dossier.asker.name, "body": body.name,
        "filed_on": dossier.received_on, "code": dossier.code, "note": note.strip(),
    }  # fmt: skip
    to_asker = matter == "complaint"
    letter = LetterBody(
        subject=lower_first(SUBJECTS[matter]),
        addressees=(dossier.asker.name if to_asker else body.name,),
        opening=OPENINGS[matter].format(**words),
        points=(),
        closing=CLOSINGS[matter].format(**words),
        recipients=recipient_lines([], ""),
        authority=authority_lines(usual_authority(position), position),
        signer_name=signer.full_name,
    )
    kind = "official_letter" if to_asker else "transfer_slip"
    symbol = letter_symbol(kind, settings.alliance_symbol)
    return LetterContent(kind, letterhead(settings), symbol, letter)
