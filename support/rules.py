"""What support activities are called, and what is counted of them. Pure. Source:
docs/rules/support.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.refusal import Refusal

KINDS = {
    "training": "Lớp tập huấn, đào tạo",
    "advice": "Buổi tư vấn",
    "propaganda": "Tuyên truyền",
    "programme": "Hỗ trợ theo chương trình",
}
KINDS_IN_SENTENCE = {
    "training": "lớp tập huấn",
    "advice": "buổi tư vấn",
    "propaganda": "buổi tuyên truyền",
    "programme": "hoạt động hỗ trợ",
}
LETTER_KINDS = {
    "invitation": ("Giấy mời", "Dự {kind} “{topic}”"),
    "official_letter": ("Công văn", "mời dự {kind} “{topic}”"),
}
STATUSES = {"planned": "Đã lên kế hoạch", "held": "Đã tổ chức", "cancelled": "Đã hủy"}
TONES = {"planned": "normal", "held": "done", "cancelled": "ended"}
REPLIES = {"": "Chưa trả lời", "yes": "Sẽ dự", "no": "Không dự"}
RATINGS = {
    "very_useful": "Rất có ích, đã áp dụng được",
    "useful": "Có ích",
    "little": "Ít có ích",
    "useless": "Không có ích",
}
USEFUL = ("very_useful", "useful")
PEOPLE_MAX = 500
SHARE_COUNT_MIN = 10  # of fewer, a percentage says nothing


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody plans. Money is whole đồng; `budget_id` is the line that pays, if any."""

    kind: str
    topic: str
    content: str
    begins_on: date
    ends_on: date
    hours: str
    place: str
    teacher: str
    source: str
    planned_vnd: int
    budget_id: int | None


@dataclass(frozen=True, slots=True)
class Came:
    """Of one cooperative: how many people came, and who. 0: nobody came."""

    people: int
    names: str


@dataclass(frozen=True, slots=True)
class Rated:
    """What those who came said of it: how many by rating, and how many were asked."""

    counts: Mapping[str, int]
    asked: int

    @property
    def answered(self) -> int:
        return sum(self.counts.values())

    @property
    def useful(self) -> int:
        return sum(self.counts.get(one, 0) for one in USEFUL)

    @property
    def said(self) -> str:
        """Return "9 trên 12 thấy có ích", and the share from ten answers on."""
        if not self.answered:
            return "chưa có đánh giá"
        text = f"{self.useful} trên {self.answered} thấy có ích"
        if self.answered < SHARE_COUNT_MIN:
            return text
        return f"{text} ({(200 * self.useful + self.answered) // (2 * self.answered)} %)"


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line: what it may cost, what is planned on it and what it has paid."""

    amount_vnd: int
    planned_vnd: int
    spent_vnd: int

    @property
    def left_vnd(self) -> int:
        """What is left after what was paid and what open plans will cost; below 0: too much."""
        return self.amount_vnd - self.spent_vnd - self.planned_vnd


def mark_of(guest_ids: Iterable[int]) -> str:
    """Return a short mark of a list, so that nobody signs for one he did not see."""
    listed = sorted(guest_ids)
    return f"{len(listed)}-{listed[-1]}" if listed else "0"


def rated(ratings: Iterable[str], asked: int) -> Rated:
    """Return how many said what; an empty rating was not given."""
    given = [one for one in ratings if one]
    return Rated({one: given.count(one) for one in RATINGS if one in given}, asked)


def check_plan(plan: Plan) -> None:
    """Raises: Refusal, at its field, where a plan cannot be."""
    if plan.ends_on < plan.begins_on:
        raise Refusal("days", "Ngày cuối phải từ ngày đầu trở đi.", "ends_on")
    if (plan.ends_on - plan.begins_on).days > 366:
        raise Refusal("days", "Một hoạt động kéo dài nhiều nhất một năm.", "ends_on")


def check_finish(begins_on: date, today: date, came: Iterable[int | None], spent_vnd: int) -> None:
    """Raises: Refusal where an activity cannot be closed: not begun, attendance not recorded, cost.

    `came`: the people of each cooperative on the list, None where nothing was recorded.
    """
    listed = list(came)
    if begins_on > today:
        raise Refusal("early", "Hoạt động chưa diễn ra nên chưa chốt được.")
    if not any(listed):
        raise Refusal("nobody", "Chưa ghi ai tham dự. Hãy điểm danh trước khi chốt.")
    if any(one is None for one in listed):
        missing = sum(one is None for one in listed)
        raise Refusal("open", f"Còn {missing} hợp tác xã chưa điểm danh. Ghi 0 nếu không ai đến.")
    if spent_vnd < 0:
        raise Refusal("spent", "Số tiền không được âm.", "spent")
