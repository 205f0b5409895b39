"""Decisions about petitions as pure functions. Source: docs/rules/petition-process.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from commitments.rules import PromiseDraft
from feedback.process import FURTHER_STATES
from workflow.text import fingerprint, fold, likeness, marked_words, plain, words

DEMANDS_MAX = 10
EXTENSION_DAYS_MAX = 20
SUBJECT_LENGTH_MAX = 200
SITUATION_LENGTH_MAX = 4000
DEMAND_LENGTH_MAX = 1000
ANSWER_LENGTH_MAX = 8000
NEAR_LIKENESS = 0.6
VIETNAMESE_SHARE = 0.35
VIETNAMESE_WORDS_MIN = 4
COMPLAINT_WORDS = (
    "khiếu nại", "tố cáo", "tham nhũng", "hối lộ", "nhận tiền", "đòi tiền", "vòi tiền",
    "nhũng nhiễu", "sách nhiễu", "ăn chặn", "lừa đảo", "chiếm đoạt", "quyết định hành chính trái",
)  # fmt: skip
CONDUCT_WORDS = (
    "thái độ", "gây khó", "làm khó", "né tránh", "đùn đẩy", "thiếu trách nhiệm", "bao che",
    "tiêu cực", "cửa quyền", "hách dịch", "không khách quan", "thiên vị",
)  # fmt: skip
COMMON_WORDS = frozenset(
    """
    a anh ai ba ban bao bang bi bo buc cac cach cai can cao cap cau cay chi chia cho chu chua
    chung chuyen co con cong cu cua cung da dai dang dat day de den deu di dia dien dieu dinh
    do doi don dong du dua duoc duong em gia giai giam gian giao giay gio giup hai hang hanh
    hay he het hien ho hoa hoac hoc hoi hom hop huong huyen htx ke khac kha khai khan khi kho
    khoan khong khu kien kinh ky la lai lam len lien lo loi lon long luat luc luong mac mat
    may me mien minh moi mon mot muc mua muon nam nang nay nen neu ngay nghi nghiep nghiem
    ngoai nguoi nha nhan nhat nhieu nho nhu nhung no noi nong nuoc o ong phai phan phap phat
    phi pho phong phu qua quan quy quyen quyet ra rat rau ro rung sach san sang sau sinh so su
    sua ta tai tam tao tap tat tay te ten thai tham thanh thao the them theo thi thiet thieu
    tho thoi thon thong thu thua thue thuc thuoc thuy tich tien tiep tieu tim tin tinh to toan
    toi tong tot tra trang tren tri trieu trinh tro trong tru truoc truong tu tuc tung tuy ty
    ung va vao vat vay ve vi viec vien voi von vu vua vung xa xay xe xem xet xin xuat y yeu
    """.split()  # noqa: SIM905  a page of words reads better than a list of quotes
)


def whole_text(subject: str, situation: str, demands: Sequence[str]) -> str:
    """Return all that a petition says, as texts are compared and searched."""
    return "\n".join((subject, situation, *demands))


@dataclass(frozen=True, slots=True)
class PetitionText:
    """What somebody files: checked and clean. `demands` holds 1 to 10 texts."""

    subject: str
    situation: str
    demands: tuple[str, ...]
    topic_code: str
    commune_code: str | None
    contact_name: str
    contact_phone: str
    contact_email: str = ""
    may_publish: bool = True

    @property
    def whole(self) -> str:
        return whole_text(self.subject, self.situation, self.demands)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.subject, self.situation, *self.demands)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier petition that a new one may repeat."""

    code: str
    whole: str
    fingerprint: str
    is_same_cooperative: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A person or unit whose name a petition may hold."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding: severity "stop" (a person decides), "look" or "info", and a sentence."""

    kind: str
    severity: str
    text: str
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """The answer to one demand, as drafted."""

    demand_id: int
    outcome: str
    text: str
    legal_basis: str

    @property
    def missing(self) -> str | None:
        """Return what is still missing, None where the demand is answered."""
        if not self.outcome:
            return "chưa chọn kết quả"
        if not self.text.strip():
            return "chưa có nội dung trả lời"
        if self.outcome == "refused" and not self.legal_basis.strip():
            return "không đồng ý nhưng chưa nêu căn cứ"
        return None


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """An answer as an officer typed it: one item per demand, in their order; what it promises."""

    items: tuple[ItemDraft, ...]
    opening: str = ""
    closing: str = ""
    promises: tuple[PromiseDraft, ...] = ()


def screen(
    text: PetitionText, earlier: Sequence[Candidate], names: Sequence[Named]
) -> list[Noticed]:
    """Return what a petition should be looked at for. No "stop" among it: it may be routed."""
    found = [*_contact(text), *_language(text), *_complaint(text), *_duplicates(text, earlier)]
    return found + _conflicts(text, names)


def _contact(text: PetitionText) -> list[Noticed]:
    if text.contact_phone or text.contact_email:
        return []
    return [Noticed("contact", "stop", "Không có số điện thoại hoặc thư điện tử để hỏi lại.")]


def _language(text: PetitionText) -> list[Noticed]:
    spoken = [word for word in words(text.whole) if not word.isdigit()]
    known = sum(word in COMMON_WORDS for word in spoken)
    if len(spoken) >= VIETNAMESE_WORDS_MIN and known / len(spoken) >= VIETNAMESE_SHARE:
        return []
    return [Noticed("language", "stop", "Nội dung có thể không phải tiếng Việt hoặc quá ngắn.")]


def _holding(text: str, phrases: Sequence[str]) -> list[str]:
    """Return the phrases that a text holds. Marks count where the text has any: "thức ăn chăn
    nuôi" is no "ăn chặn"; a text without marks is compared without them.
    """
    split = words if fold(text) == plain(text) else marked_words
    padded = f" {' '.join(split(text))} "
    return [phrase for phrase in phrases if f" {' '.join(split(phrase))} " in padded]


def _complaint(text: PetitionText) -> list[Noticed]:
    held = _holding(text.whole, COMPLAINT_WORDS)
    if not held:
        return []
    quoted = ", ".join(f"“{phrase}”" for phrase in held)
    sentence = f"Có từ ngữ của khiếu nại hoặc tố cáo: {quoted}. Cần người xem trước khi giao."
    return [Noticed("complaint", "stop", sentence, {"phrases": held})]


def _duplicates(text: PetitionText, earlier: Sequence[Candidate]) -> list[Noticed]:
    for one in earlier:
        if one.fingerprint == text.fingerprint and one.is_same_cooperative:
            sentence = f"Trùng nguyên văn với {one.code} của chính hợp tác xã này."
            return [Noticed("duplicate_exact", "stop", sentence, {"codes": [one.code]})]
    alike = [(likeness(text.whole, one.whole), one) for one in earlier]
    near = sorted((a for a in alike if a[0] >= NEAR_LIKENESS), key=lambda a: (-a[0], a[1].code))
    if not near:
        return []
    named = "; ".join(f"{one.code} ({round(share * 100)} %)" for share, one in near[:3])
    codes = [one.code for _, one in near[:3]]
    return [Noticed("duplicate_near", "look", f"Nội dung gần giống: {named}.", {"codes": codes})]


def _conflicts(text: PetitionText, names: Sequence[Named]) -> list[Noticed]:
    padded = f" {' '.join(words(text.whole))} "
    held = [one for one in names if f" {' '.join(words(one.name))} " in padded]
    people = [one for one in held if one.kind == "account"]
    units = [one for one in held if one.kind == "unit"]
    found = []
    if people:
        named = ", ".join(one.name for one in people)
        sentence = f"Kiến nghị nêu tên {named}: người này không được giao hồ sơ."
        ids = [one.id for one in people]
        found.append(Noticed("conflict_officer", "look", sentence, {"account_ids": ids}))
    if units and _holding(text.whole, CONDUCT_WORDS):
        named = ", ".join(one.name for one in units)
        sentence = f"Kiến nghị nói về cách làm việc của {named}: cần chọn đơn vị khác trả lời."
        unit_ids = [one.id for one in units]
        found.append(Noticed("conflict_unit", "stop", sentence, {"unit_ids": unit_ids}))
    return found


def choose_officer(loads: dict[int, int], barred: frozenset[int]) -> int | None:
    """Return the account with the fewest open dossiers that is not barred; ties by lower id."""
    free = [(load, account_id) for account_id, load in loads.items() if account_id not in barred]
    return min(free)[1] if free else None


def unanswered(items: Sequence[ItemDraft], demand_ids: Sequence[int]) -> dict[int, str]:
    """Return for each demand that lacks an answer what is missing."""
    by_demand = {item.demand_id: item for item in items}
    found: dict[int, str] = {}
    for demand_id in demand_ids:
        item = by_demand.get(demand_id)
        why = item.missing if item else "chưa có nội dung trả lời"
        if why:
            found[demand_id] = why
    return found


def fits_state(kind: str, state: str) -> bool:
    """Return whether a further letter of a kind has its place while the dossier is in a state."""
    return state in FURTHER_STATES.get(kind, "").split()


def answer_key(is_multi_body: bool) -> str:
    """Return which limit an answer has: another one where more than one body takes part."""
    return "petition.answer_multi_body_days" if is_multi_body else "petition.answer_days"


def search_text(*texts: str) -> str:
    """Return what search compares: folded words of all texts."""
    return " ".join(words(fold(" ".join(texts))))


def is_everybody_named(handlers: int, deciding: dict[str, tuple[int, int]]) -> bool:
    """Return whether nobody is left to handle a petition, to decide on it or to sign its answer.

    `handlers`: how many may handle it; `deciding`: by role, how many there are and how many of
    them are free. A role that nobody has counts for nothing.
    """
    used_up = any(there > 0 and free == 0 for there, free in deciding.values())
    return handlers == 0 or used_up


def returns_in_a_row(statuses: Sequence[str]) -> int:
    """Return how many times in a row bodies returned a petition, counted from the last forward."""
    count = 0
    for status in reversed(statuses):
        if status != "returned":
            break
        count += 1
    return count
