"""What the letters after the contract say: answers to wishes, notes of tranches. Pure."""

from dataclasses import dataclass
from datetime import date

from fund.rules import dong
from letters.content import LetterBody, LetterContent, Letterhead, LetterTable, Point
from letters.rules import letter_symbol
from loans.money_text import number, percent
from servicing.contract_texts import FUND, Parties
from servicing.replay import Part
from workflow.amount_words import amount_words

RECIPIENTS = ("- Bên vay;", "- Kế toán Quỹ;", "- Lưu: VT, QHT.")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a wish was and what it is answered with; amounts in đồng."""

    contract_no: str
    signed_on: date
    kind_name: str
    asked_on: date
    asked_for: str
    finding: str
    answer: str
    principal_vnd: int
    group_words: str


def approval_content(
    head: Letterhead, house: str, parties: Parties, told: Answered, parts: tuple[Part, ...]
) -> LetterContent:
    """Return the decision that gives a loan its new schedule, with the schedule as a table."""
    last = parts[-1].due_on
    points = (
        Point("Khoản vay", f"Hợp đồng tín dụng {told.contract_no} ngày {told.signed_on:%d/%m/%Y}, "
              f"dư nợ gốc {dong(told.principal_vnd)} ({amount_words(told.principal_vnd)})."),
        Point("Nội dung cơ cấu", f"{told.kind_name}: dư nợ gốc được trả trong {len(parts)} kỳ, kỳ "
              f"đầu {parts[0].due_on:%d/%m/%Y}, kỳ cuối {last:%d/%m/%Y}, theo lịch kèm theo. Lãi "
              "trong hạn chưa trả được trả vào kỳ đầu. Lãi suất không thay đổi."),
        Point("Căn cứ", told.finding),
        Point("Nhóm nợ", told.group_words),
        *((Point("Lưu ý", told.answer),) if told.answer else ()),
    )  # fmt: skip
    rows = tuple((str(one.n), f"{one.due_on:%d/%m/%Y}", number(one.principal_vnd))
                 for one in parts)  # fmt: skip
    foot = ("", "Cộng", number(told.principal_vnd))
    table = LetterTable("Lịch trả nợ gốc mới (đồng)", ("Kỳ", "Hạn trả", "Gốc"), "clr", rows, foot)
    opening = _opening(told) + f"\nGiám đốc {FUND} quyết định:"
    closing = "Quyết định có hiệu lực từ ngày ký. Bên vay và Kế toán Quỹ thực hiện quyết định này"
    what = f"cơ cấu lại thời hạn trả nợ đối với {parties.borrower}"
    body = _body(what, parties, opening, points, closing, (table,))
    return LetterContent("decision", head, letter_symbol("decision", house, "QHT"), body)


def refusal_content(
    head: Letterhead, house: str, parties: Parties, told: Answered
) -> LetterContent:
    """Return the notice that a schedule stays as it is, and why."""
    points = (
        Point("Khoản vay", f"Hợp đồng tín dụng {told.contract_no} ngày {told.signed_on:%d/%m/%Y}, "
              f"dư nợ gốc {dong(told.principal_vnd)}."),
        Point("Kết quả thẩm định", told.finding),
        Point("Lý do chưa cơ cấu", told.answer),
    )  # fmt: skip
    opening = _opening(told) + f"\n{FUND} xin thông báo chưa cơ cấu lại thời hạn trả nợ:"
    closing = (
        "Lịch trả nợ của hợp đồng giữ nguyên. Khi hoàn cảnh thay đổi, Bên vay có thể đề nghị lại. "
        "Không đồng ý với thông báo này, Bên vay gửi kiến nghị đến Liên minh"
    )
    what = f"trả lời đề nghị cơ cấu lại thời hạn trả nợ của {parties.borrower}"
    body = _body(what, parties, opening, points, closing, ())
    return LetterContent("notice", head, letter_symbol("notice", house, "QHT"), body)


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """What a loan owed when it was taken off the balance, and why; amounts in đồng."""

    contract_no: str
    signed_on: date
    basis: str
    reason: str
    principal_vnd: int
    interest_vnd: int
    provision_vnd: int
    days_overdue: int


def write_off_content(
    head: Letterhead, house: str, parties: Parties, told: WrittenOff
) -> LetterContent:
    """Return the decision that takes a loan off the balance; it is owed still."""
    principal, rest = told.principal_vnd, told.principal_vnd - told.provision_vnd
    covered = f"Dự phòng cụ thể đã trích {dong(told.provision_vnd)}."
    if rest:
        covered += f" Phần còn lại {dong(rest)} tính vào chi phí dự phòng của Quỹ."
    points = (
        Point("Khoản vay", f"Hợp đồng tín dụng {told.contract_no} ngày {told.signed_on:%d/%m/%Y} "
              f"của {parties.borrower}, nợ nhóm 5, quá hạn {told.days_overdue} ngày."),
        Point("Số nợ được xử lý", f"Gốc {dong(principal)} ({amount_words(principal)}). Lãi chưa "
              f"trả đến ngày quyết định {dong(told.interest_vnd)}, Bên vay vẫn phải trả."),
        Point("Nguồn xử lý", covered),
        Point("Lý do", f"{told.reason.strip().rstrip('.')}."),
        Point("Theo dõi và thu hồi", "Xử lý rủi ro không phải là xóa nợ. Khoản nợ được chuyển ra "
              "theo dõi ngoài bảng; Bên vay vẫn phải trả đủ theo hợp đồng, Kế toán Quỹ tiếp tục "
              "thu hồi và hạch toán số thu được."),
    )  # fmt: skip
    opening = (
        "Căn cứ Nghị định 45/2021/NĐ-CP, Điều 28 về phân loại nợ, trích lập dự phòng và xử lý rủi "
        f"ro;\nCăn cứ {told.basis.strip().rstrip('.;')};\nGiám đốc {FUND} quyết định:"
    )
    closing = "Quyết định có hiệu lực từ ngày ký. Kế toán Quỹ thực hiện quyết định này"
    what = f"xử lý rủi ro khoản vay của {parties.borrower}"
    body = _body(what, parties, opening, points, closing, ())
    return LetterContent("decision", head, letter_symbol("decision", house, "QHT"), body)


def _opening(told: Answered) -> str:
    return f"Xét đề nghị ngày {told.asked_on:%d/%m/%Y} của Bên vay: {told.asked_for}"


def _body(
    subject: str,
    parties: Parties,
    opening: str,
    points: tuple[Point, ...],
    closing: str,
    tables: tuple[LetterTable, ...],
) -> LetterBody:
    return LetterBody(
        subject=subject,
        addressees=(parties.borrower,),
        opening=opening,
        points=points,
        closing=closing,
        recipients=RECIPIENTS,
        authority=(parties.position.upper(),),
        signer_name=parties.director,
        tables=tables,
    )


@dataclass(frozen=True, slots=True)
class Tranche:
    """A tranche as its note tells it."""

    contract_no: str
    n: int
    amount_vnd: int
    paid_on: date
    bank_reference: str
    purpose: str
    rate_ppm: int
    overdue_rate_ppm: int
    drawn_before_vnd: int


def debt_note_content(
    head: Letterhead, house: str, parties: Parties, told: Tranche
) -> LetterContent:
    """Return the note by which the borrower acknowledges a tranche, signed by the director."""
    after = told.drawn_before_vnd + told.amount_vnd
    points = (
        Point("Số tiền nhận nợ",
              f"{dong(told.amount_vnd)} ({amount_words(told.amount_vnd)}), là lần giải ngân thứ "
              f"{told.n}. Cộng với các lần trước, đã nhận {dong(after)}."),
        Point("Ngày và chứng từ", f"Tiền chuyển ngày {told.paid_on:%d/%m/%Y} theo chứng từ ngân "
              f"hàng {told.bank_reference}. Lãi tính từ ngày này."),
        Point("Mục đích", f"{told.purpose.strip().rstrip('.')}."),
        Point("Lãi suất", f"Trong hạn {percent(told.rate_ppm)}/năm; gốc quá hạn "
              f"{percent(told.overdue_rate_ppm)}/năm, theo hợp đồng."),
    )  # fmt: skip
    body = LetterBody(
        subject=f"lần {told.n} theo hợp đồng tín dụng {told.contract_no}",
        addressees=(parties.borrower,),
        opening=f"Bên cho vay: {FUND}, đại diện: {parties.director}, {parties.position}.\n"
        f"Bên vay: {parties.borrower}, địa chỉ: {parties.address}, đại diện: "
        f"{parties.representative}.\nBên vay xác nhận đã nhận và nợ Bên cho vay:",
        points=points,
        closing="Bên vay trả nợ theo lịch của hợp đồng. Giấy này là một phần của hợp đồng",
        recipients=("- Hai bên;", "- Lưu: VT, QHT."),
        authority=(parties.position.upper(),),
        signer_name=parties.director,
        co_signer=("ĐẠI DIỆN BÊN VAY", parties.representative),
    )
    return LetterContent("debt_note", head, letter_symbol("debt_note", house, "QHT"), body)
