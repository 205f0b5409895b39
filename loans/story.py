"""The story of an application in sentences, from its events. Pure: values in, values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from loans.money_text import dong
from loans.process import LOAN_APPLICATION

if TYPE_CHECKING:
    from dossiers.models import DossierEvent

NOTE_FOR_OWNER = frozenset(
    {"request_supplement", "supply", "message", "reject", "second_look", "withdraw", "visit"}
)
SENTENCES = {
    "hold": "Chưa có thẩm định viên, chuyển Giám đốc Quỹ phân công.",
    "remind_supplement": "Nhắc hợp tác xã bổ sung.",
    "lapse": "Hết thời gian bổ sung, hồ sơ tự đóng.",
    "message": "Hợp tác xã nhắn cho cán bộ.",
    "note": "Ghi chú nội bộ.",
    "visit": "Cán bộ Quỹ kiểm tra thực tế.",
    "appraise": "Ghi kết quả thẩm định.",
    "propose": "Thẩm định xong, trình quyết định.",
    "return_proposal": "Tờ trình được trả lại.",
    "put_on_agenda": "Đưa vào phiên họp Hội đồng.",
    "approve": "Duyệt cho vay.",
    "reject": "Chưa cho vay.",
    "second_look": "Hợp tác xã đề nghị xem xét lại. Thời hạn mới bắt đầu.",
    "accept_offer": "Hợp tác xã nhận lời vay.",
    "decline_offer": "Hợp tác xã không nhận khoản vay.",
    "lapse_offer": "Quá hạn nhận lời hoặc ký hợp đồng, hồ sơ tự đóng.",
    "sign_contract": "Ký hợp đồng vay.",
    "withdraw": "Hợp tác xã rút hồ sơ.",
    "supply": "Hợp tác xã gửi bổ sung. Thời hạn được tính tiếp.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the story: when, what, by whom. `is_internal`: for staff only."""

    at: datetime
    text: str
    who: str
    note: str
    is_internal: bool
    link: Mapping[str, str] | None = None


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def sentence(event: "DossierEvent") -> str:
    """Return what an event says."""
    data = event.data
    match event.action:
        case "file":
            return f"Hợp tác xã nộp hồ sơ vay {dong(data['amount_vnd'])}."
        case "take_in":
            return f"Hồ sơ đủ giấy tờ, {data['to']} thẩm định."
        case "reassign":
            return f"Giao {data['to']} thẩm định."
        case "request_supplement":
            return f"Đề nghị hợp tác xã bổ sung trước hết {_day(data['until'])}. Thời hạn tạm dừng."
        case "remind":
            return f"Nhắc hạn quyết định {_day(data['due_on'])}."
        case "escalate":
            return f"Quá hạn quyết định {_day(data['due_on'])}, báo Giám đốc Quỹ."
    return SENTENCES.get(event.action, LOAN_APPLICATION.verbs.get(event.action, ""))


def story(events: Iterable["DossierEvent"], is_for_owner: bool) -> list[Told]:
    """Return the story, newest first. The owner reads only what is addressed to him."""
    told = []
    for event in events:
        if is_for_owner and event.audience != "owner":
            continue
        is_note_shown = not is_for_owner or event.action in NOTE_FOR_OWNER
        told.append(
            Told(
                at=event.at,
                text=sentence(event),
                who="Tự động" if event.is_automatic else event.actor_name,
                note=event.note if is_note_shown else "",
                is_internal=event.action == "note",
            )
        )
    return told[::-1]
