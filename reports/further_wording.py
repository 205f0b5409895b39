"""Commitments, loans and support in words, in the manner of the account of the conference. Pure.

Nothing is said where there is nothing. Source: docs/rules/report.md.
"""

from collections.abc import Mapping

from reports.further_rules import FIGURES
from reports.rules import percent
from reports.wording import (
    Said,
    count_text,
    dong_text,
    grouped,
    money,
    percent_text,
    share_text,
)

TRAINED = "trained"
UNIT_OF = {
    "promised": "cam kết", "kept": "cam kết", "broken": "cam kết", "promises_open": "cam kết",
    "promises_late": "cam kết", "lent": "khoản vay", "owing": "khoản vay", "held": "hoạt động",
    "courses": "lớp", "people": "lượt người", TRAINED: "lượt người", "served": "HTX",
}  # fmt: skip


def further_sayings(found: Mapping[str, int], plans: Mapping[str, int]) -> list[Said]:
    """Return what the words may say of commitments, loans and support."""
    said = []
    for key, value in found.items():
        if FIGURES[key].is_money:
            said.append(Said(f"them:{key}", *money(value)))
        else:
            said.append(Said(f"them:{key}", grouped(value), UNIT_OF[key]))
    share = _trained_share(found, plans)
    return said if share is None else [*said, Said(f"them:{TRAINED}", share_text(share), "%")]


def further_draft(
    found: Mapping[str, int], plans: Mapping[str, int], *, is_from_new_year: bool
) -> str:
    """Return a paragraph each of commitments, loans and support, one a line.

    `plans` by the target's key; a part of the year that begins later is not measured by them.
    """
    measured_by = plans if is_from_new_year else {}
    parts = (_commitments(found), _loans(found), _support(found, measured_by))
    return "\n".join(part for part in parts if part)


def _commitments(found: Mapping[str, int]) -> str:
    made, kept, broken, running, late = (
        found.get(key, 0)
        for key in ("promised", "kept", "broken", "promises_open", "promises_late")
    )
    lines = []
    if made or kept or broken:
        ends = [count_text(kept, "cam kết") + " được thực hiện"] if kept else []
        ends += [count_text(broken, "cam kết") + " không thực hiện được"] if broken else []
        start = [f"các cơ quan, đơn vị đưa ra {count_text(made, 'cam kết')}"] if made else []
        lines.append(f"Trong kỳ, {'; '.join(start + ends)}.")
    if running:
        overdue = f", trong đó {count_text(late, 'cam kết')} quá hạn" if late else ""
        lines.append(
            f"Đến ngày chốt, {count_text(running, 'cam kết')} đang được thực hiện{overdue}."
        )
    return " ".join(lines)


def _loans(found: Mapping[str, int]) -> str:
    lent, back, owed = (found.get(key, 0) for key in ("lent_vnd", "paid_back_vnd", "owed_vnd"))
    lines, moved = [], []
    if lent:
        moved.append(
            f"giải ngân {count_text(found.get('lent', 0), 'khoản vay')}, {dong_text(lent)}"
        )
    if back:
        moved.append(f"thu hồi nợ gốc {dong_text(back)}")
    if moved:
        lines.append(f"Quỹ hỗ trợ {'; '.join(moved)}.")
    if owed:
        loans = count_text(found.get("owing", 0), "khoản vay")
        lines.append(f"Dư nợ gốc đến ngày chốt là {dong_text(owed)} của {loans}.")
    return " ".join(lines)


def _support(found: Mapping[str, int], plans: Mapping[str, int]) -> str:
    held, courses, trained = (found.get(key, 0) for key in ("held", "courses", TRAINED))
    if not held:
        return ""
    came = f", với {count_text(found.get('people', 0), 'lượt người')} của "
    came += f"{count_text(found.get('served', 0), 'HTX')} tham dự"
    lines = [f"Liên minh tổ chức {count_text(held, 'hoạt động')} hỗ trợ{came}."]
    if courses:
        share = _trained_share(found, plans)
        plan = f", đạt {percent_text(share)} kế hoạch" if share is not None else ""
        people = f" cho {count_text(trained, 'lượt người')}" if TRAINED in found else ""
        lines.append(f"Trong đó có {count_text(courses, 'lớp')} tập huấn, đào tạo{people}{plan}.")
    if found.get("spent_vnd"):
        lines.append(f"Kinh phí hỗ trợ đã chi {dong_text(found['spent_vnd'])}.")
    return " ".join(lines)


def _trained_share(found: Mapping[str, int], plans: Mapping[str, int]) -> str | None:
    return percent(found[TRAINED], plans.get(TRAINED)) if TRAINED in found else None
