"""Contents of letters for tests: those of docs/rules/letters.md."""

from dataclasses import replace
from datetime import UTC, date, datetime

from letters.content import (
    LetterBody,
    LetterContent,
    Letterhead,
    LetterTable,
    Point,
    ReceiptBody,
    Stamp,
)
from letters.rules import Authority, authority_lines, recipient_lines

SIGNED_AT = datetime(2024, 12, 5, 2, 14, tzinfo=UTC)  # 09:14 on 05/12/2024 in Viet Nam
HEAD = Letterhead(
    parent="Liên minh Hợp tác xã Việt Nam",
    name="Liên minh Hợp tác xã tỉnh Lạng Sơn",
    place="Lạng Sơn",
    phone="0205 0000 000",
    base_url="https://donghanh.langson.example",
)
STAMP = Stamp(number=5, issued_at=SIGNED_AT, check_token="7K3MQ2RT9XAB04WE")
BODY = LetterBody(
    subject="trả lời kiến nghị của HTX Nông sản Vân Nham",
    addressees=("Hợp tác xã Nông sản Vân Nham",),
    opening="Liên minh Hợp tác xã tỉnh Lạng Sơn nhận được kiến nghị của Quý hợp tác xã.",
    points=(
        Point("Về mức vay tối đa", "Mức vay được nâng lên 500 triệu đồng.", "Điều 23 Nghị định 45"),
        Point("Về hồ sơ đã nộp", "Hồ sơ tiếp tục được xét theo mức cũ."),
    ),
    closing="Liên minh trân trọng cảm ơn ý kiến của Quý hợp tác xã.",
    recipients=recipient_lines(("Chủ tịch (để báo cáo)",), "CSPT"),
    authority=authority_lines(Authority.DEPUTY, "Phó Chủ tịch"),
    signer_name="Hoàng Văn Thái",
)
RECEIPT = ReceiptBody(
    code="KN-2026-000123-7",
    subject="Đề nghị nâng mức vay của Quỹ lên 500 triệu đồng",
    cooperative="Hợp tác xã Nông nghiệp Na Đồng Bành",
    filed_by="Hoàng Văn Thắng",
    received_at=SIGNED_AT,
    demands=("Nâng mức vay tối đa lên 500 triệu đồng", "Cho vay tín chấp theo phương án"),
    papers=("Phương án kho lạnh.pdf",),
    due_on=date(2024, 12, 26),
    derivation="15 ngày làm việc kể từ ngày nhận.",
    short_hash="3FA2 91C0 77DE",
)


def official_letter(body: LetterBody = BODY) -> LetterContent:
    """A công văn before issue."""
    return LetterContent("official_letter", HEAD, "LMHTX-CSPT", body)


def transfer_slip(body: LetterBody = BODY) -> LetterContent:
    """A phiếu chuyển before issue."""
    return LetterContent("transfer_slip", HEAD, "PC-LMHTX", body)


def minutes(rows: int = 3) -> LetterContent:
    """A biên bản before issue, with a table and a second signer."""
    table = LetterTable(
        title="Kết quả biểu quyết",
        heads=("Thành viên", "Ý kiến", "Số tiền (đ)"),
        aligns="lcr",
        rows=tuple((f"Thành viên thứ {n}", "Tán thành", "500.000.000") for n in range(1, rows + 1)),
        foot=("Cộng", "", "1.500.000.000"),
    )
    body = replace(BODY, addressees=(), tables=(table,), co_signer=("THƯ KÝ", "Lương Thị Mai"))
    return LetterContent("minutes", HEAD, "BB-LMHTX", body)


def receipt(body: ReceiptBody = RECEIPT) -> LetterContent:
    """A giấy biên nhận before issue."""
    return LetterContent("receipt", HEAD, "GBN-LMHTX", body)
