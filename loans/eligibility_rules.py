"""Who may borrow how much: every rule with what was found, what is needed, and whether it is met.

Pure. Units: whole đồng, months, percent. Source: docs/rules/loan-application.md, section 3.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from loans.money_text import dong
from loans.programme_rules import Terms
from loans.words import BORROWER_KINDS, METHODS, SECTOR_GROUPS

DECREE = "Nghị định 45/2021/NĐ-CP"
NOT_YET = "chưa nhập"
REASON_LENGTH_MIN = 20
STATUS_NAMES = {
    "active": "đang hoạt động",
    "suspended": "tạm ngừng",
    "dormant": "ngừng hoạt động",
    "dissolving": "đang giải thể",
    "dissolved": "đã giải thể",
    "converted": "đã chuyển đổi",
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks. `kind` and `status` as in the registry; `is_member` None where it does not say;
    `owed_vnd` is what is owed and promised already, `related_owed_vnd` by related persons."""

    kind: str
    status: str
    sector_group: str
    is_member: bool | None = None
    owed_vnd: int = 0
    related_owed_vnd: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, as far as it was entered: 0, "" or None where it was not yet."""

    amount_vnd: int = 0
    total_vnd: int = 0
    own_vnd: int = 0
    other_vnd: int = 0
    months: int = 0
    method: str = ""
    every_months: int = 0
    grace_months: int = 0
    is_secured: bool | None = None
    collateral_vnd: int = 0
    unsecured_reason: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the Fund may lend to one customer: its capital by the book (0: the book is not open),
    and dated settings in percent of it."""

    charter_capital_vnd: int
    one_customer_percent: int
    related_percent: int


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its name, the value found, the value needed. `is_met` None: not known yet, or a
    person has to look. `section` is where the applicant changes it, "" where nothing there can."""

    rule: str
    name: str
    found: str
    needed: str
    is_met: bool | None
    section: str = ""
    basis: str = DECREE


@dataclass(frozen=True, slots=True)
class Given:
    """A line of the checklist and what was given for it: "given", "missing", "expired",
    "undated", or "again": what was given will not do."""

    code: str
    name: str
    state: str
    is_required: bool = True
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the rules look at."""

    applicant: Applicant
    terms: Terms
    wish: Wish
    limits: Limits
    papers: tuple[Given, ...] = field(default=())


def checks(case: Case) -> list[Check]:
    """Return every rule in the order in which they are shown."""
    return [
        *_who(case.applicant, case.terms),
        *_how_much(case),
        *_plan(case.wish, case.terms),
        *_repayment(case.wish, case.terms),
        *_security(case.wish, case.terms),
    ]


def unmet(found: Iterable[Check]) -> list[Check]:
    """Return the rules that are not met for certain."""
    return [check for check in found if check.is_met is False]


def _who(applicant: Applicant, terms: Terms) -> Iterator[Check]:
    kind = BORROWER_KINDS.get(applicant.kind, "Tổ hợp tác")
    allowed = [name for key, name in BORROWER_KINDS.items() if any(key == k for k, _ in terms.caps)]
    group = SECTOR_GROUPS[applicant.sector_group]
    yield Check(
        "borrower",
        "Đối tượng vay",
        f"{kind}, {group.lower()}",
        " hoặc ".join(allowed).lower() or "không có",
        (applicant.kind, applicant.sector_group) in terms.caps,
        basis=f"{DECREE}, Điều 20",
    )
    yield Check(
        "status",
        "Tình trạng hoạt động",
        STATUS_NAMES.get(applicant.status, applicant.status),
        "đang hoạt động",
        applicant.status == "active",
        basis=f"{DECREE}, Điều 22",
    )
    if terms.requires_membership:
        words = {True: "là thành viên", False: "chưa là thành viên", None: "xem trên giấy tờ"}
        yield Check(
            "membership",
            "Thành viên Liên minh",
            words[applicant.is_member],
            "là thành viên",
            applicant.is_member,
            basis=terms.legal_basis,
        )


def _how_much(case: Case) -> Iterator[Check]:
    applicant, terms, amount = case.applicant, case.terms, case.wish.amount_vnd
    asked = dong(amount) if amount else NOT_YET
    cap = terms.caps.get((applicant.kind, applicant.sector_group))
    if cap is not None:
        yield Check(
            "cap",
            "Mức vay của chương trình",
            asked,
            f"nhiều nhất {dong(cap)}",
            amount <= cap if amount else None,
            "money",
            terms.legal_basis,
        )
    basis = f"{DECREE}, Điều 23"
    for rule, name, owed, share in (
        ("one_customer", "Tổng nợ của một khách hàng", applicant.owed_vnd,
         case.limits.one_customer_percent),
        ("related", "Tổng nợ cùng người có liên quan",
         applicant.owed_vnd + applicant.related_owed_vnd, case.limits.related_percent),
    ):  # fmt: skip
        capital_vnd = case.limits.charter_capital_vnd
        limit = capital_vnd * share // 100
        found = f"{dong(owed + amount)}" if amount else NOT_YET
        if amount and owed:
            found += f" (đang nợ {dong(owed)})"
        most = dong(limit) if capital_vnd > 0 else "theo sổ Quỹ"
        needed = f"nhiều nhất {most} ({share} % vốn điều lệ)"
        is_met = owed + amount <= limit if amount and capital_vnd > 0 else None
        yield Check(rule, name, found, needed, is_met, "money", basis)


def _plan(wish: Wish, terms: Terms) -> Iterator[Check]:
    share = terms.own_share_percent
    needed = f"ít nhất {share} % tổng vốn"
    if wish.total_vnd:
        needed += f", tức {dong(-(-wish.total_vnd * share // 100))}"
    yield Check(
        "own_share",
        "Vốn tự có",
        f"{dong(wish.own_vnd)}{_share(wish.own_vnd, wish.total_vnd)}"
        if wish.total_vnd
        else NOT_YET,
        needed,
        wish.own_vnd * 100 >= wish.total_vnd * share if wish.total_vnd else None,
        "money",
        f"{DECREE}, Điều 22",
    )
    covered = wish.own_vnd + wish.other_vnd + wish.amount_vnd
    is_known = bool(wish.total_vnd and wish.amount_vnd)
    yield Check(
        "sources",
        "Các nguồn vốn cộng lại",
        dong(covered) if is_known else NOT_YET,
        f"đúng bằng tổng vốn {dong(wish.total_vnd)}" if wish.total_vnd else "đúng bằng tổng vốn",
        covered == wish.total_vnd if is_known else None,
        "money",
        "Phương án phải đủ vốn và không vay thừa",
    )


def _share(part: int, whole: int) -> str:
    tenths = part * 1000 // whole
    return f" ({tenths // 10},{tenths % 10} %)"


def _repayment(wish: Wish, terms: Terms) -> Iterator[Check]:
    months = (
        f"{terms.months_min} đến {terms.months_max} tháng"
        if terms.months_min < terms.months_max
        else f"{terms.months_max} tháng"
    )
    yield Check(
        "months",
        "Thời hạn vay",
        f"{wish.months} tháng" if wish.months else NOT_YET,
        months,
        terms.months_min <= wish.months <= terms.months_max if wish.months else None,
        "repayment",
        f"{DECREE}, Điều 24; {terms.legal_basis}",
    )
    yield Check(
        "method",
        "Cách trả nợ",
        METHODS.get(wish.method, NOT_YET),
        "một trong: " + "; ".join(METHODS[m].lower() for m in terms.methods),
        wish.method in terms.methods if wish.method else None,
        "repayment",
        terms.legal_basis,
    )
    if wish.grace_months or terms.grace_months_max:
        yield Check(
            "grace",
            "Ân hạn gốc",
            f"{wish.grace_months} tháng",
            f"nhiều nhất {terms.grace_months_max} tháng",
            wish.grace_months <= terms.grace_months_max,
            "repayment",
            terms.legal_basis,
        )


def _security(wish: Wish, terms: Terms) -> Iterator[Check]:
    basis = f"{DECREE}, Điều 26 và Điều 31"
    if terms.collateral == "none":
        return
    if wish.is_secured is None:
        needed = "có tài sản" if terms.collateral == "required" else "có tài sản, hoặc nêu lý do"
        yield Check("security", "Bảo đảm tiền vay", NOT_YET, needed, None, "security", basis)
    elif wish.is_secured:
        lent = wish.collateral_vnd * terms.collateral_percent // 100
        needed = f"cho vay nhiều nhất {terms.collateral_percent} % giá trị tài sản"
        is_met = lent >= wish.amount_vnd if wish.collateral_vnd and wish.amount_vnd else None
        found = f"tài sản {dong(wish.collateral_vnd)}, vay được {dong(lent)}"
        shown = found if wish.collateral_vnd else "chưa ghi tài sản"
        yield Check("security", "Bảo đảm tiền vay", shown, needed, is_met, "security", basis)
    elif terms.collateral == "required":
        shown, needed = "không có tài sản bảo đảm", "có tài sản bảo đảm"
        is_met = False
        yield Check("security", "Bảo đảm tiền vay", shown, needed, is_met, "security", basis)
    else:
        is_said = len(wish.unsecured_reason.strip()) >= REASON_LENGTH_MIN
        shown = "không có tài sản, đã nêu lý do" if is_said else "không có tài sản, chưa nêu lý do"
        needed = "nêu rõ lý do; Quỹ xét theo mức độ rủi ro"
        yield Check("security", "Bảo đảm tiền vay", shown, needed, is_said, "security", basis)


def missing_papers(papers: Iterable[Given]) -> list[Given]:
    """Return the required papers that are missing, too old, or without their date."""
    return [paper for paper in papers if paper.is_required and paper.state != "given"]


PAPER_WORDS = {
    "missing": "chưa có",
    "expired": "đã quá hạn",
    "undated": "chưa ghi ngày cấp",
    "again": "cần bản khác",
}


def paper_words(paper: Given) -> str:
    """Return what is wrong with a paper, in words."""
    return PAPER_WORDS[paper.state] + (f", {paper.detail}" if paper.detail else "")


def supplement_note(failed: Iterable[Check], papers: Iterable[Given]) -> str:
    """Return what to ask the cooperative for: each paper and each rule by name, one a line."""
    lines = [f"- Giấy tờ: {paper.name} ({paper_words(paper)})." for paper in papers]
    lines += [f"- {check.name}: đang là {check.found}; cần {check.needed}." for check in failed]
    return "\n".join(lines)
