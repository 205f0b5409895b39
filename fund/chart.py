"""The accounts of the fund's book, as a table. Source: docs/rules/fund-book.md."""

from dataclasses import dataclass

ASSET, LIABILITY, EQUITY, INCOME, EXPENSE = "asset", "liability", "equity", "income", "expense"
OFF_BALANCE = "off_balance"
KIND_NAMES = {
    ASSET: "Tài sản",
    LIABILITY: "Nợ phải trả",
    EQUITY: "Nguồn vốn",
    INCOME: "Thu nhập",
    EXPENSE: "Chi phí",
    OFF_BALANCE: "Ngoài bảng",
}


@dataclass(frozen=True, slots=True)
class Account:
    """One account. Amounts are kept debit positive, credit negative; `kind` says which is usual."""

    code: str
    name: str
    kind: str


CASH, INTEREST_DUE = "112", "131"
PRINCIPAL = ("211", "212", "213", "214", "215")  # by debt group 1 to 5
GENERAL_PROVISION, PROVISION, PREPAID = "218", "219", "338"
CAPITAL, SURPLUS = "411", "421"
INTEREST, OVERDUE_INTEREST, LATE_INTEREST = "511", "512", "513"
BANK_INTEREST, RECOVERED = "515", "711"
PROVISION_COST, RUNNING_COST = "631", "642"
RESERVED, RESERVED_AGAINST = "901", "902"
WRITTEN_OFF, WRITTEN_OFF_AGAINST = "911", "912"
SUSPENDED, SUSPENDED_AGAINST = "921", "922"

CHART = (
    Account(CASH, "Tiền gửi ngân hàng", ASSET),
    Account(INTEREST_DUE, "Lãi cho vay phải thu", ASSET),
    *(
        Account(code, f"Cho vay, nợ nhóm {group}", ASSET)
        for group, code in enumerate(PRINCIPAL, start=1)
    ),
    Account(GENERAL_PROVISION, "Dự phòng chung", ASSET),
    Account(PROVISION, "Dự phòng rủi ro cho vay", ASSET),
    Account(PREPAID, "Tiền khách hàng trả trước", LIABILITY),
    Account(CAPITAL, "Vốn điều lệ", EQUITY),
    Account(SURPLUS, "Chênh lệch thu chi lũy kế", EQUITY),
    Account(INTEREST, "Thu lãi cho vay trong hạn", INCOME),
    Account(OVERDUE_INTEREST, "Thu lãi của gốc quá hạn", INCOME),
    Account(LATE_INTEREST, "Thu lãi chậm trả", INCOME),
    Account(BANK_INTEREST, "Thu lãi tiền gửi", INCOME),
    Account(PROVISION_COST, "Chi phí dự phòng rủi ro", EXPENSE),
    Account(RUNNING_COST, "Chi phí hoạt động", EXPENSE),
    Account(RECOVERED, "Thu nợ đã xử lý rủi ro", INCOME),
    Account(RESERVED, "Cam kết cho vay đã giữ chỗ", OFF_BALANCE),
    Account(RESERVED_AGAINST, "Đối ứng cam kết cho vay", OFF_BALANCE),
    Account(WRITTEN_OFF, "Nợ đã xử lý đang theo dõi", OFF_BALANCE),
    Account(WRITTEN_OFF_AGAINST, "Đối ứng nợ đã xử lý", OFF_BALANCE),
    Account(SUSPENDED, "Lãi phải thu theo dõi ngoài bảng", OFF_BALANCE),
    Account(SUSPENDED_AGAINST, "Đối ứng lãi ngoài bảng", OFF_BALANCE),
)
BY_CODE = {account.code: account for account in CHART}
CODES = tuple(BY_CODE)

ENTRY_KINDS = {
    "capital": "Nhận vốn điều lệ",
    "reserve": "Giữ chỗ khi duyệt vay",
    "release": "Thôi giữ chỗ",
    "disburse": "Giải ngân",
    "pay": "Thu nợ",
    "accrue": "Lãi đến hạn",
    "classify": "Chuyển nhóm nợ",
    "recompute": "Tính lại khoản vay",
    "provision": "Trích lập dự phòng",
    "write_off": "Xử lý rủi ro",
    "bank_interest": "Lãi tiền gửi",
    "running_cost": "Chi phí hoạt động",
    "close_year": "Kết chuyển cuối năm",
    "reverse": "Bút toán đảo",
}
