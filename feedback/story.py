"""The story of a petition in sentences, from its events. Pure: values in, values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from commitments.process import MOVES
from feedback.effect_rules import EFFECTS
from feedback.process import (
    ANSWER_KINDS,
    CHANNELS,
    DECLINE_CODES,
    FURTHER_STAGES,
    PETITION,
    RESOLUTIONS,
    VERDICTS,
)
from workflow.localtime import local_day

if TYPE_CHECKING:
    from dossiers.models import DossierEvent
    from units.names import Names

NOTE_FOR_OWNER = frozenset(
    {
        "body_return",
        "extend",
        "hear",
        "rule",
        "request_supplement",
        "supply",
        "add_papers",
        "message",
        "decline",
        "redirect",
        "withdraw",
        "rate",
        "reopen",
        "report_effect",
        "recount",
        *MOVES,
        "commitment_news",
    }
)
HIDDEN_FROM_OWNER = frozenset({"resolve"})
SAID_ALREADY = frozenset({"remind", "escalate"})  # their note repeats the sentence
LIMITS = {
    "acknowledge": "tiếp nhận",
    "classify": "nhận xử lý",
    "first_answer": "trả lời bước đầu",
    "answer": "trả lời",
}
SENTENCES = {
    "file": "Hợp tác xã gửi kiến nghị.",
    "screen": "Kiểm tra tự động xong, chuyển sang phân công.",
    "hold": "Chuyển văn thư xem xét.",
    "claim": "Hợp tác xã nhận về hồ sơ đã được ghi nhận thay.",
    "follow_unit": "{from} nay là {unit}; người giữ hồ sơ và thời hạn giữ nguyên.",
    "amend": "Sửa lời ghi tại hội nghị.",
    "accept": "Nhận xử lý, bắt đầu xem xét.",
    "supply": "Hợp tác xã gửi bổ sung. Thời hạn được tính tiếp.",
    "add_papers": "Hợp tác xã gửi thêm giấy tờ.",
    "message": "Hợp tác xã nhắn cho cán bộ.",
    "withdraw": "Hợp tác xã rút kiến nghị.",
    "submit_draft": "Trình trưởng đơn vị duyệt dự thảo.",
    "return_draft": "Trưởng đơn vị trả lại dự thảo.",
    "approve": "Duyệt dự thảo, trình lãnh đạo ký.",
    "return_unsigned": "Lãnh đạo trả lại văn bản trình ký.",
    "reopen": "Hợp tác xã đề nghị xem xét lại. Thời hạn mới bắt đầu.",
    "publish": "Công khai câu trả lời, không nêu tên hợp tác xã.",
    "unpublish": "Gỡ câu trả lời khỏi trang công khai.",
    "basis_ended": "Căn cứ của câu trả lời đã công khai hết hiệu lực, cần xem lại.",
    "review_basis": "Xem lại câu trả lời đã công khai sau khi căn cứ thay đổi.",
    "close": "Hồ sơ kết thúc.",
    "note": "Ghi chú nội bộ.",
    "propose_forward": "Đề nghị chuyển {body}.",
    "forward": "Chuyển {body} theo phiếu chuyển số {number}.",
    "body_accept": "{body} nhận giải quyết.",
    "body_return": "{body} trả lại. Hồ sơ trở về người giữ.",
    "body_answer": "{body} trả lời Liên minh.",
    "recall": "Rút phiếu chuyển ở {body}.",
    "remind_body": "Nhắc {body}.",
    "escalate_returns": "Bị trả lại {times} lần liền, báo trưởng đơn vị và lãnh đạo.",
    "adopt_answer": "Lãnh đạo chọn dùng câu trả lời của {body}.",
    "remind_supplement": "Nhắc hợp tác xã bổ sung.",
    "lapse": "Hết thời gian bổ sung, hồ sơ kết thúc như đã rút.",
    "bar": "Khai báo xung đột lợi ích: {name} không xem, không xử lý hồ sơ này.",
    "commitment_progress": "Cam kết {number} ({unit}) có tiến độ.",
    "commitment_keep": "Cam kết {number} ({unit}) đã thực hiện xong.",
    "commitment_news": "Cam kết {number} ({unit}) {said}.",
    "commitment_break": "Cam kết {number} ({unit}) không thực hiện được.",
    "retain": "Giữ lại quá thời hạn lưu.",
    "unretain": "Thôi giữ lại quá thời hạn lưu.",
    "anonymise": "Hết thời hạn lưu: đã bỏ tên, liên hệ, nội dung và giấy tờ.",
    "merge": "Xem xét cùng một kiến nghị tương tự. Hợp tác xã vẫn được trả lời riêng.",
    "absorb": "Nhận {code} gộp vào để trả lời chung.",
    "unmerge_new": "Không gộp nữa, trở lại như trước khi gộp.",
    "unmerge_routed": "Không gộp nữa, trở lại như trước khi gộp.",
    "unmerge": "Không gộp nữa, trở lại như trước khi gộp.",
    "release": "{code} không gộp vào đây nữa.",
    "follow_lead": "Theo kiến nghị chính {code}, người giữ mới: {to}.",
    "split": "Tách {count} yêu cầu thành kiến nghị riêng, mã {code}.",
    "ask_colleague": "Nhờ {colleague} làm một việc.",
    "finish_task": "Việc nhờ {colleague} đã xong.",
    "waive_task": "Bỏ việc nhờ {colleague}.",
    "redirect": "Chuyển {body} giải quyết theo luật khiếu nại, tố cáo, văn bản số {number}.",
    "join_cluster": "Cùng hỏi một việc với {code}.",
    "leave_cluster": "Đưa ra khỏi cụm cùng hỏi một việc.",
    "unbar": "Bỏ khai báo xung đột lợi ích của {name}.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the story: when, what, by whom. `is_internal`: for staff only."""

    at: datetime
    text: str
    who: str
    note: str
    is_internal: bool
    is_automatic: bool
    action: str = ""
    link: Mapping[str, str] | None = None


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def _about_dates(action: str, data: Mapping[str, Any]) -> str:
    if action == "recount":
        return f"Tính lại hạn trả lời: từ {_day(data['from'])} sang {_day(data['to'])}."
    due = f"hạn {LIMITS[data['limit']]} {_day(data['due_on'])}"
    return f"Nhắc {due}." if action == "remind" else f"Quá {due}, báo trưởng đơn vị và lãnh đạo."


def _at_conference(action: str, data: Mapping[str, Any]) -> str:
    until = _day(data["until"])
    if action == "rule":
        others = f", {', '.join(data['cooperating'])} phối hợp" if data["cooperating"] else ""
        return (
            f"Thông báo kết luận số {data['number']}: {data['lead']} chủ trì{others}, trả lời "
            f"trước {until}."
        )
    raised = f"Nêu tại hội nghị, ý kiến số {data['number']}."
    if data["outcome"] == "oral":
        return f"{raised} {data['by']} trả lời tại chỗ, xác nhận bằng văn bản trước {until}."
    by = data["by"] or "Liên minh"
    return f"{raised} {by} trả lời bằng văn bản trước {until}."


def sentence(event: "DossierEvent", unit_names: "Names") -> str:
    """Return what an event says. `unit_names`: what units were called on which days."""
    data = event.data
    match event.action:
        case "route" | "reassign" | "entrust" | "take_over":
            unit = unit_names.on(data.get("unit_id", 0), local_day(event.at)) or "một đơn vị"
            verb = "Giao" if event.action == "route" else "Giao lại cho"
            return f"{verb} {unit} ({data.get('to', '')}) trả lời."
        case "request_supplement":
            return f"Đề nghị hợp tác xã bổ sung trước hết {_day(data['until'])}. Thời hạn tạm dừng."
        case "extend":
            return _extended(data)
        case "hear" | "rule":
            return _at_conference(event.action, data)
        case "decline":
            return f"Không thụ lý: {DECLINE_CODES.get(data['code'], '')}."
        case "sign" | "sign_merged":
            return f"Ký và ban hành văn bản trả lời số {data['number']}{_with_commitments(data)}."
        case "rate":
            return f"Hợp tác xã đánh giá: {VERDICTS.get(data['verdict'], '').lower()}."
        case "resolve":
            return f"Kết quả giải quyết: {RESOLUTIONS.get(data['status'], '').lower()}."
        case "remind" | "escalate" | "recount":
            return _about_dates(event.action, data)
    plain = SENTENCES.get(event.action, PETITION.verbs.get(event.action, ""))
    said = _recorded(event) or _of_letter(event.action, data) or _effect(event)
    said = said or _of_commitment(event.action, data)
    return said or plain.format_map(data)


def _of_commitment(action: str, data: Mapping[str, Any]) -> str:
    """Return what is said of a date of a commitment, "" of any other step."""
    if action == "commitment_late":
        return f"Cam kết {data['number']} ({data['unit']}) quá hạn {_day(data['due_on'])}."
    if action == "commitment_change":
        days = f"từ {_day(data['from'])} sang {_day(data['to'])}"
        return f"Cam kết {data['number']} ({data['unit']}) đổi hạn {days}."
    return ""


def _with_commitments(data: Mapping[str, Any]) -> str:
    return f", kèm {data['commitments']} cam kết" if data.get("commitments") else ""


def _effect(event: "DossierEvent") -> str:
    """Return what was said four weeks after the answer, "" for any other event."""
    if event.action != "report_effect":
        return ""
    way = "qua thư" if event.data["way"] == "mail" else "qua điện thoại"
    return f"Sau trả lời, bên gửi cho biết {way}: {EFFECTS[event.data['effect']].lower()}."


def _recorded(event: "DossierEvent") -> str:
    """Return how a petition came that staff wrote down for somebody, "" for any other event."""
    if event.action != "file" or "asker" not in event.data:
        return ""
    if "split_from" in event.data:
        return f"Tách từ {event.data['split_from']}, nhận ngày {_day(event.data['received_on'])}."
    way, on = CHANNELS[event.data["channel"]], _day(event.data["received_on"])
    return f"Ghi nhận kiến nghị của {event.data['asker']} qua {way}, nhận ngày {on}."


def _extended(data: Mapping[str, Any]) -> str:
    told = f"Gia hạn thêm {data['days']} ngày làm việc, đến {_day(data['to'])}"
    return f"{told}, văn bản số {data['number']}." if "number" in data else f"{told}."


def _of_letter(action: str, data: Mapping[str, Any]) -> str:
    """Return what is said of a step of a further letter, "" of any other step."""
    if action == "sign_further":
        letter = f"văn bản số {data['number']}{_with_commitments(data)}"
        return f"{ANSWER_KINDS[data['kind']]} bằng {letter}."
    if action in FURTHER_STAGES:
        return f"{ANSWER_KINDS[data['kind']]}: {PETITION.verbs[action].lower()}."
    return ""


def story(events: Iterable["DossierEvent"], unit_names: "Names", is_for_owner: bool) -> list[Told]:
    """Return the story, newest first. The owner reads only what is addressed to him."""
    told = []
    for event in events:
        if is_for_owner and (event.audience != "owner" or event.action in HIDDEN_FROM_OWNER):
            continue
        is_note_shown = event.action in NOTE_FOR_OWNER if is_for_owner else True
        note = event.note if is_note_shown and event.action not in SAID_ALREADY else ""
        told.append(
            Told(
                at=event.at,
                text=sentence(event, unit_names),
                who="Tự động" if event.is_automatic else event.actor_name,
                note=note,
                is_internal=event.action == "note",
                is_automatic=event.is_automatic,
                action=event.action,
            )
        )
    return told[::-1]
