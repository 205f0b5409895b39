"""Invented values with which an edited notice is shown before it is sent. Pure."""

from datetime import date
from types import SimpleNamespace

DAY = "2026-03-13"
LEFT = {"vi": "còn 5 ngày làm việc", "en": "5 working days left"}
DATA = {
    "body": "Sở Tài chính", "what": "chậm trả lời", "unit": "Ban Kinh tế – Hỗ trợ",
    "number": "12/LMHTX-CSPT", "days": 5, "times": 2, "kind": "follow_up", "verdict": "partly",
    "effect": "done", "name": "Nông Thị Bích", "basis": "45/2021/NĐ-CP", "asker": "Tổ hợp tác Na",
    "to": DAY, "from": DAY, "until": DAY, "ends": DAY, "due_on": DAY, "kept_on": DAY,
    "accept_by": DAY, "said": "đã thực hiện xong", "colleague": "Nông Thị Bích", "count": 2,
    "code": "KN-2026-000124-6", "demands": ["Nâng mức vay lên 500 triệu đồng"],
    "lead": "Sở Tài chính", "cooperating": ["Thuế tỉnh"], "matter": "complaint",
}  # fmt: skip


def sample_values(language: str = "vi") -> dict[str, object]:
    """Return what a text may use, about a petition that does not exist."""
    unit = SimpleNamespace(name="Ban Chính sách – Phát triển", short_name="Ban Chính sách")
    dossier = SimpleNamespace(
        code="KN-2026-000123-8", subject="Đề nghị nâng mức vay của Quỹ", unit=unit,
        due_on=date.fromisoformat(DAY), asker=SimpleNamespace(name="HTX Na Chi Lăng"),
        officer=SimpleNamespace(full_name="Lương Thị Hạnh"), paused_on=None,
    )  # fmt: skip
    note = "Bổ sung sổ thành viên năm 2025."
    event = SimpleNamespace(
        note=note, actor_name="Lương Thị Hạnh", is_automatic=False, data=DATA, action="sample"
    )
    return {"dossier": dossier, "event": event, "left": LEFT[language]}
