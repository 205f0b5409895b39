"""Words of loans: what people read for the values that the tables keep. Pure."""

BORROWER_KINDS = {
    "cooperative": "Hợp tác xã",
    "union": "Liên hiệp hợp tác xã",
    "member": "Thành viên hợp tác xã, tổ hợp tác",
}
SECTOR_GROUPS = {"agriculture": "Nông, lâm, ngư nghiệp", "other": "Ngành nghề khác"}
METHODS = {
    "equal_principal": "Gốc đều, lãi giảm dần",
    "annuity": "Tổng trả mỗi kỳ bằng nhau",
    "bullet": "Lãi từng kỳ, gốc trả cuối kỳ",
    "custom": "Gốc theo mùa vụ",
}
METHOD_HINTS = {
    "equal_principal": "Kỳ nào cũng trả phần gốc như nhau; lãi ít dần vì nợ ít dần.",
    "annuity": "Kỳ nào cũng trả số tiền như nhau, dễ nhớ.",
    "bullet": "Trong kỳ chỉ trả lãi; đến hạn trả hết gốc.",
    "custom": "Trả gốc vào những tháng có thu, theo số tiền tự chọn.",
}
COLLATERAL_RULES = {
    "required": "Phải có tài sản bảo đảm",
    "or_reasons": "Có tài sản bảo đảm, hoặc nêu lý do xin vay không bảo đảm",
    "none": "Không cần tài sản bảo đảm",
}
COLLATERAL_KINDS = {
    "land": "Quyền sử dụng đất",
    "building": "Nhà xưởng, công trình",
    "vehicle": "Xe, máy",
    "machine": "Máy móc, thiết bị",
    "livestock": "Vật nuôi, cây trồng, hàng hóa",
    "guarantee": "Bảo lãnh của bên thứ ba",
    "other": "Tài sản khác",
}
SOURCES = {
    "own_cash": "Tiền của hợp tác xã",
    "members": "Thành viên góp thêm",
    "own_assets": "Tài sản, vật tư, công lao động đã có",
    "grant": "Ngân sách, chương trình hỗ trợ",
    "other_loan": "Vay nơi khác",
}
OWN_SOURCES = frozenset({"own_cash", "members", "own_assets"})
APPLIES = {
    "always": "mọi hồ sơ",
    "secured": "khi có tài sản bảo đảm",
    "unsecured": "khi vay không có bảo đảm",
}
EVERY_MONTHS = {1: "Hằng tháng", 3: "Mỗi quý", 6: "Nửa năm", 12: "Mỗi năm"}

PROGRAMME_WORDS = {
    "methods": METHODS,
    "kinds": BORROWER_KINDS,
    "groups": SECTOR_GROUPS,
    "rules": COLLATERAL_RULES,
    "applies": APPLIES,
}


def sector_group(sector: str) -> str:
    """Return the group of a sector of the registry that caps are set for."""
    return "agriculture" if sector == "agriculture" else "other"
