"""The papers of a loan as values: statement, receipt."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fund.rules import dong
from loans.money_text import percent_number as percent
from servicing.drafts import told_in_words
from servicing.pages import LoanPage
from servicing.paper import Paper, PaperTable
from servicing.replay import BUCKET_NAMES
from workflow.amount_words import amount_words

HOUSE = "QUỸ HỖ TRỢ PHÁT TRIỂN HỢP TÁC XÃ"


def statement(loan: Any, page: LoanPage, payments: Sequence[Any], place: str, made: str) -> Paper:
    """Return the statement of a loan on a day: schedule and payments."""
    position = page.position
    principal, interest, total, paid = page.sums
    rows = tuple(
        (
            str(line.n), f"{line.due_on:%d/%m/%Y}", line.opening_vnd, line.principal_vnd,
            line.interest_vnd, line.total_vnd, line.paid_vnd, line.words,
        )
        for line in page.lines
    )  # fmt: skip
    heads = ("Kỳ", "Hạn trả", "Dư nợ đầu kỳ", "Gốc", "Lãi", "Phải trả", "Đã trả", "Tình trạng")
    foot = ("", "Cộng", "", principal, interest, total, paid, "")
    schedule = PaperTable("Lịch trả nợ", heads, "clrrrrrl", rows, foot)
    return Paper(
        HOUSE,
        place,
        "SAO KÊ KHOẢN VAY",
        f"Hợp đồng {loan.contract_no}, tính đến hết ngày {page.on:%d/%m/%Y}",
        made,
        (
            ("Bên vay", loan.cooperative.name),
            ("Mục đích", loan.purpose),
            ("Đã giải ngân", dong(position.drawn_vnd)),
            ("Dư nợ gốc", dong(position.principal_vnd)),
            ("Phải trả đến ngày này", dong(position.due_vnd)),
            ("Để tất toán trong ngày này", dong(position.payoff_vnd)),
            ("Lãi suất", f"{percent(loan.rate_ppm)} %/năm"),
        ),
        (schedule, _payments(payments)),
        foot=f"Hợp đồng {loan.contract_no} · đơn vị: đồng",
        wide=True,
    )


def _payments(payments: Sequence[Any]) -> PaperTable:
    rows = tuple(
        (
            f"{one.paid_on:%d/%m/%Y}", one.bank_reference, one.amount_vnd, told_in_words(one.told),
            "Đã hủy" if one.reversal else "",
        )
        for one in reversed(payments)
    )  # fmt: skip
    heads = ("Ngày", "Chứng từ", "Số tiền", "Trừ vào", "")
    return PaperTable("Các khoản đã thu", heads, "clrll", rows)


def receipt(loan: Any, payment: Any, owed_vnd: int, place: str, made: str) -> Paper:
    """Return the receipt of a payment: how much, in words, and what it paid."""
    rows = tuple((BUCKET_NAMES[name], vnd) for name, vnd in payment.told.items() if vnd)
    table = PaperTable(
        "Số tiền được trừ vào",
        ("Khoản", "Số tiền (đồng)"),
        "lr",
        rows,
        ("Cộng", payment.amount_vnd),
    )
    return Paper(
        HOUSE,
        place,
        "GIẤY XÁC NHẬN THU NỢ",
        f"Số {payment.id} · chứng từ ngân hàng {payment.bank_reference}",
        made,
        (
            ("Bên vay", loan.cooperative.name),
            ("Hợp đồng tín dụng", loan.contract_no),
            ("Ngày tiền về", f"{payment.paid_on:%d/%m/%Y}"),
            ("Số tiền", dong(payment.amount_vnd)),
            ("Bằng chữ", amount_words(payment.amount_vnd)),
            ("Dư nợ gốc còn lại", dong(owed_vnd)),
        ),
        (table,),
        ("Khoản thu này đã bị hủy.",) if payment.reversal else (),
        (("Kế toán Quỹ", payment.by.full_name),),
        foot=f"Hợp đồng {loan.contract_no}",
    )


def debt_note(loan: Any, paid: Any, place: str, made: str) -> Paper:
    """Return the note by which the borrower acknowledges a tranche, to be signed on paper."""
    return Paper(
        HOUSE,
        place,
        "GIẤY NHẬN NỢ",
        f"Lần {paid.n}, kèm hợp đồng tín dụng {loan.contract_no}",
        made,
        (
            ("Bên vay", loan.cooperative.name),
            ("Đại diện", loan.cooperative.representative_name),
            ("Số tiền nhận nợ", dong(paid.amount_vnd)),
            ("Bằng chữ", amount_words(paid.amount_vnd)),
            ("Ngày nhận tiền", f"{paid.paid_on:%d/%m/%Y}"),
            ("Chứng từ ngân hàng", paid.bank_reference),
            ("Mục đích", loan.purpose),
            ("Lãi suất", (f"{percent(loan.rate_ppm)} %/năm, quá hạn "
             f"{percent(loan.overdue_rate_ppm)} %/năm")),
        ),
        (),
        ("Bên vay xác nhận đã nhận đủ số tiền trên và trả nợ theo lịch của hợp đồng.",),
        (("Đại diện Bên vay", loan.cooperative.representative_name),
         ("Kế toán Quỹ", paid.payer.full_name)),
        foot=f"Hợp đồng {loan.contract_no}",
    )  # fmt: skip


def day_words(on: date, place: str) -> str:
    """Lạng Sơn, ngày 05 tháng 02 năm 2026"""
    month = f"{on.month:02d}" if on.month <= 2 else str(on.month)
    return f"{place}, ngày {on.day:02d} tháng {month} năm {on.year}"
