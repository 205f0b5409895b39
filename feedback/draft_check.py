"""The automatic check of a draft answer: what stops it, what should be looked at. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commitments.rules import PromiseDraft
from feedback.rules import ItemDraft

FIGURE = re.compile(r"\d[\d.,]*\s*(?:%|phần trăm|triệu|tỷ|tỉ|đồng)")
LEGAL = re.compile(r"(?:điều|khoản|nghị định|thông tư|luật|quyết định)\s", re.IGNORECASE)
TELEPHONE = re.compile(r"(?<!\d)0\d(?:[ .]?\d){8}(?!\d)")
PROMISING = re.compile(
    r"(?<!\w)(?:cam kết|chậm nhất|sẽ (?:hoàn thành|giải ngân|trình|cấp|bố trí|tổ chức))\b[^.\n]*",
    re.IGNORECASE,
)
PROMISING_LENGTH_MAX = 60
IDENTITY = re.compile(r"(?<!\d)\d{12}(?!\d)")


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """kind: "stop", "look" or "ok"; `demand_id` says which field, None for the whole."""

    kind: str
    text: str
    demand_id: int | None = None
    words: tuple[str, ...] = ()


def check_draft(
    items: Sequence[ItemDraft],
    positions: dict[int, int],
    promises: Sequence[PromiseDraft] = (),
) -> list[DraftFinding]:
    """Return the findings on a draft. `positions` gives each demand's number by its id.

    With nothing to mend, one "ok" line says what was looked at.
    """
    by_demand = {item.demand_id: item for item in items}
    found: list[DraftFinding] = []
    for demand_id, position in sorted(positions.items(), key=lambda pair: pair[1]):
        item = by_demand.get(demand_id, ItemDraft(demand_id, "", "", ""))
        if item.missing:
            found.append(DraftFinding("stop", f"Yêu cầu {position}: {item.missing}.", demand_id))
        found += _to_look_at(item, position)
        found += [] if promises else _promising(item, position)
    for number, promise in enumerate(promises, start=1):
        if promise.missing:
            found.append(DraftFinding("stop", f"Cam kết {number}: {promise.missing}."))
    stops = sorted(found, key=lambda one: one.kind != "stop")
    good = "Đủ kết quả, nội dung và căn cứ cho từng yêu cầu."
    return stops or [DraftFinding("ok", good)]


def _to_look_at(item: ItemDraft, position: int) -> list[DraftFinding]:
    found = []
    figure = FIGURE.search(item.text)
    if figure and not item.legal_basis and not LEGAL.search(item.text):
        sentence = f"Yêu cầu {position} nêu “{figure[0]}” nhưng chưa dẫn căn cứ."
        found.append(DraftFinding("look", sentence, item.demand_id, (figure[0],)))
    private = TELEPHONE.search(item.text) or IDENTITY.search(item.text)
    if private:
        sentence = f"Yêu cầu {position} có số “{private[0]}”: che lại nếu công khai."
        found.append(DraftFinding("look", sentence, item.demand_id, (private[0],)))
    return found


def _promising(item: ItemDraft, position: int) -> list[DraftFinding]:
    """Return what reads like a promise that nobody entered as a commitment."""
    said = PROMISING.search(item.text)
    if said is None:
        return []
    words = said[0][:PROMISING_LENGTH_MAX].rstrip(" ,;:")
    sentence = f"Yêu cầu {position} hứa “{words}”: ghi thành cam kết để theo dõi."
    return [DraftFinding("look", sentence, item.demand_id, (words,))]
