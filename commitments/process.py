"""The steps that a dossier with commitments takes, whatever it is about.

Source: docs/rules/commitments.md.
"""

from workflow.machine import Step, row
from workflow.roles import Role

HANDLERS = {Role.RECORDS, Role.OFFICER, Role.HEAD, Role.LEADER, Role.EXTERNAL}
TELL = ("notices.tell_owner", "notices.tell_officer", "notices.tell_parties")
VERBS = {
    "commitment_progress": "Ghi tiến độ cam kết",
    "commitment_change": "Đổi hạn cam kết",
    "commitment_keep": "Ghi cam kết đã thực hiện",
    "commitment_break": "Ghi cam kết không thực hiện được",
    "commitment_late": "Cam kết quá hạn",
    "commitment_news": "Tin về cam kết",
}
# What each move needs the commitment to be, and what it is afterwards.
MOVES = {
    "commitment_progress": (("open",), "open"),
    "commitment_change": (("open", "broken"), "open"),
    "commitment_keep": (("open", "broken"), "kept"),
    "commitment_break": (("open",), "broken"),
}
MOVE_NAMES = {
    "commitment_progress": "Có tiến độ",
    "commitment_keep": "Đã thực hiện xong",
    "commitment_change": "Đổi hạn",
    "commitment_break": "Không thực hiện được",
}
SAID = {
    "commitment_progress": "có tiến độ",
    "commitment_keep": "đã thực hiện xong",
    "commitment_change": "đổi hạn",
    "commitment_break": "không thực hiện được",
    "commitment_late": "quá hạn",
}
MOVE_HINTS = {
    "commitment_progress": "Đã làm được gì, còn gì.",
    "commitment_keep": "Ghi kết quả, kèm văn bản hoặc ảnh làm chứng.",
    "commitment_change": "Nêu lý do. Hạn cũ vẫn được giữ và hiện cho mọi người.",
    "commitment_break": "Nêu lý do. Cam kết không bị xóa.",
}


def commitment_rows(states: str) -> tuple[Step, ...]:
    """Return the steps of commitments for a machine, open in `states`. None changes the state."""
    # fmt: off
    return (
        row("commitment_progress", states, "=", HANDLERS,       *TELL, needs="note"),
        row("commitment_change",   states, "=", HANDLERS,       *TELL, needs="note"),
        row("commitment_keep",     states, "=", HANDLERS,       *TELL, needs="note"),
        row("commitment_break",    states, "=", HANDLERS,       *TELL, needs="note"),
        row("commitment_news",     states, "=", HANDLERS | {Role.SYSTEM}, "notices.tell_owner"),
        row("commitment_late",     states, "=", {Role.SYSTEM},  *TELL, "notices.tell_superiors"),
    )
    # fmt: on
