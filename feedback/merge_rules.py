"""Decisions about merging and splitting as pure functions. Source: docs/rules/merging.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.process import LEADS_IN, MERGED_FROM
from workflow.refusal import Refusal
from workflow.text import likeness

UNMERGE = {"submitted": "unmerge_new", "routed": "unmerge_routed", "accepted": "unmerge"}
SAME_MIN = 0.3


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two petitions: its dossier, state, how many are merged into it, whom it bars."""

    dossier_id: int
    state: str
    merged_count: int = 0
    has_bars: bool = False


def check_merge(one: Side, lead: Side) -> None:
    """Raise Refusal where `one` cannot be merged into `lead`: never itself, never in a circle."""
    if one.dossier_id == lead.dossier_id:
        raise Refusal("itself", "Không gộp một kiến nghị vào chính nó.", "lead")
    if lead.state == "merged":
        text = "Kiến nghị này đã gộp vào kiến nghị khác. Hãy gộp thẳng vào kiến nghị chính đó."
        raise Refusal("circle", text, "lead")
    if one.merged_count:
        text = "Kiến nghị này đang là kiến nghị chính. Gộp theo chiều ngược lại, hoặc bỏ gộp trước."
        raise Refusal("circle", text, "lead")
    if one.has_bars or lead.has_bars:
        text = "Hồ sơ có khai báo xung đột lợi ích thì xử lý riêng, không gộp."
        raise Refusal("conflict", text, "lead")
    if one.state not in MERGED_FROM.split():
        raise Refusal("state", "Chỉ gộp kiến nghị chưa trình duyệt văn bản trả lời.", "lead")
    if lead.state not in LEADS_IN.split():
        text = "Kiến nghị chính phải đã có người giữ và chưa có trả lời."
        raise Refusal("state", text, "lead")


def check_same(wanted: Sequence[int], lead: Sequence[int], same: Mapping[int, int]) -> None:
    """Raise Refusal where a demand has no counterpart in the lead: it would stay unanswered."""
    if set(same) != set(wanted) or not set(same.values()) <= set(lead):
        text = (
            "Mỗi yêu cầu phải ứng với một yêu cầu của kiến nghị chính. "
            "Yêu cầu khác hẳn thì tách thành kiến nghị riêng trước."
        )
        raise Refusal("demands", text, "demands")


def suggest_same(mine: Mapping[int, str], lead: Mapping[int, str]) -> dict[int, int]:
    """Return for each demand that of the lead that resembles it most, where any resembles it."""
    found = {}
    for demand_id, text in mine.items():
        ranked = sorted((-likeness(text, other), other_id) for other_id, other in lead.items())
        if ranked and -ranked[0][0] >= SAME_MIN:
            found[demand_id] = ranked[0][1]
    return found


def check_split(demand_ids: Sequence[int], wanted: Sequence[int], merged_count: int) -> None:
    """Raise Refusal where `wanted` cannot leave: none, all, strange ones, or part of a merge."""
    if merged_count:
        raise Refusal("merged", "Bỏ gộp các kiến nghị khác trước khi tách.", "demands")
    if not wanted or not set(wanted) <= set(demand_ids):
        raise Refusal("demands", "Chọn ít nhất một yêu cầu để tách.", "demands")
    if set(wanted) == set(demand_ids):
        raise Refusal("demands", "Để lại ít nhất một yêu cầu ở kiến nghị này.", "demands")
