"""What the credit contract says: terms in words and figures, the schedule as its annex. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from fund.rules import dong
from letters.content import LetterBody, LetterContent, Letterhead, LetterTable, Point
from letters.rules import letter_symbol
from loans.money_text import number, percent
from loans.schedule import Row
from servicing.drafts import ContractDraft
from servicing.replay import BUCKET_NAMES
from workflow.amount_words import amount_words

FUND = "Quỹ hỗ trợ phát triển hợp tác xã"
METHOD_NAMES = {
    "equal_principal": "gốc chia đều, lãi theo dư nợ",
    "annuity": "gốc và lãi đều nhau mỗi kỳ",
    "bullet": "lãi từng kỳ, gốc trả cuối kỳ",
    "custom": "gốc theo từng ngày đã hẹn",
}


@dataclass(frozen=True, slots=True)
class Parties:
    """Who signs: the fund's director and whoever represents the borrower, with their offices."""

    borrower: str
    address: str
    representative: str
    director: str
    position: str


def contract_content(
    head: Letterhead, house: str, draft: ContractDraft, rows: Sequence[Row], parties: Parties
) -> LetterContent:
    """Return the contract with its schedule; it gets its number at issue."""
    points = _points(draft, len(rows))
    body = LetterBody(
        subject=f"cho vay vốn đối với {parties.borrower}",
        addressees=(parties.borrower,),
        opening=f"Bên cho vay: {FUND}, đại diện: {parties.director}, {parties.position}.\n"
        f"Bên vay: {parties.borrower}, địa chỉ: {parties.address}, đại diện: "
        f"{parties.representative}.\nHai bên thỏa thuận:",
        points=points,
        closing="Hợp đồng có hiệu lực từ ngày ký đến khi Bên vay trả hết nợ",
        recipients=("- Hai bên;", "- Lưu: VT, QHT."),
        authority=(parties.position.upper(),),
        signer_name=parties.director,
        tables=(schedule_table(rows),),
        co_signer=("ĐẠI DIỆN BÊN VAY", parties.representative),
    )
    return LetterContent("contract", head, letter_symbol("contract", house, "QHT"), body)


def _points(draft: ContractDraft, instalments: int) -> tuple[Point, ...]:
    terms, method = draft.terms, METHOD_NAMES[draft.terms.method]
    order = "; ".join(BUCKET_NAMES[name].lower() for name in draft.order)
    moved = " Ngày trả trùng ngày nghỉ chuyển sang ngày làm việc kế tiếp." if terms.moves else ""
    rates = (terms.rate_ppm, draft.overdue_rate_ppm, draft.late_rate_ppm)
    in_term, overdue, late = (percent(rate) for rate in rates)
    return (
        _point(
            "Số tiền và mục đích",
            f"Bên cho vay cho Bên vay vay {dong(draft.amount_vnd)}",
            f" ({amount_words(draft.amount_vnd)}) để: {draft.purpose.strip()}.",
        ),
        _point(
            "Thời hạn và cách trả",
            f"Trả trong {instalments} kỳ, {method}.",
            f" Lịch trả nợ ở phụ lục được tính lại theo ngày tiền ra thực tế.{moved}",
        ),
        _point(
            "Lãi suất",
            f"Trong hạn {in_term} một năm, giữ nguyên cho cả khoản vay, tính theo số ngày thực tế.",
            f" Gốc quá hạn chịu {overdue} một năm; lãi chậm trả chịu {late} một năm,",
            " không tính lãi trên lãi chậm trả.",
        ),
        _point(
            "Thứ tự thu nợ",
            f"Tiền trả được trừ lần lượt vào: {order}.",
            " Trả nhiều hơn số đến hạn, Bên vay được chọn rút ngắn thời gian,",
            " giảm số tiền mỗi kỳ hoặc giữ lại cho kỳ sau.",
        ),
        _point(
            "Giải ngân",
            "Bên cho vay chuyển tiền khi vốn đối ứng đã bỏ vào dự án, tài sản bảo đảm đã đăng ký",
            " (nếu có) và Bên vay không có nợ xấu. Mỗi lần giải ngân có giấy nhận nợ.",
        ),
        _point(
            "Cam kết",
            "Bên vay dùng vốn đúng mục đích và để Bên cho vay kiểm tra việc dùng vốn.",
            " Gặp khó khăn khách quan, Bên vay được đề nghị cơ cấu lại thời hạn trả nợ.",
        ),
    )


def _point(heading: str, *parts: str) -> Point:
    return Point(heading, "".join(parts))


def schedule_table(rows: Sequence[Row]) -> LetterTable:
    """Return the schedule as the annex prints it."""
    written = tuple(
        (str(row.n), f"{row.due_on:%d/%m/%Y}", *(number(vnd) for vnd in
         (row.principal_vnd, row.interest_vnd, row.total_vnd, row.balance_vnd)))
        for row in rows
    )  # fmt: skip
    principal = sum(row.principal_vnd for row in rows)
    interest = sum(row.interest_vnd for row in rows)
    foot = ("", "Cộng", number(principal), number(interest), number(principal + interest), "")
    heads = ("Kỳ", "Ngày trả", "Gốc", "Lãi", "Phải trả", "Dư nợ sau kỳ")
    return LetterTable("Phụ lục: Lịch trả nợ (đồng)", heads, "clrrrr", written, foot)
