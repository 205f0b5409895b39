"""The communes of Lạng Sơn since 1/7/2025, and the size thresholds that are known.

Source: docs/rules/registry.md.
"""

from dataclasses import dataclass
from datetime import date

WARD_CODES = frozenset({"05977", "05983", "05986", "06187"})

# fmt: off
COMMUNES_BY_FORMER_DISTRICT = {
    "Thành phố Lạng Sơn": {
        "05977": "Đông Kinh", "05983": "Lương Văn Tri", "05986": "Tam Thanh", "06187": "Kỳ Lừa",
    },
    "Tràng Định": {
        "06001": "Đoàn Kết", "06004": "Quốc Khánh", "06019": "Tân Tiến", "06037": "Kháng Chiến",
        "06040": "Thất Khê", "06046": "Tràng Định", "06058": "Quốc Việt",
    },
    "Bình Gia": {
        "06073": "Hoa Thám", "06076": "Quý Hòa", "06079": "Hồng Phong", "06085": "Thiện Hòa",
        "06091": "Thiện Thuật", "06103": "Thiện Long", "06112": "Bình Gia", "06115": "Tân Văn",
    },
    "Văn Lãng": {
        "06124": "Na Sầm", "06148": "Thụy Hùng", "06151": "Hội Hoan", "06154": "Văn Lãng",
        "06172": "Hoàng Văn Thụ",
    },
    "Cao Lộc": {
        "06184": "Đồng Đăng", "06196": "Ba Sơn", "06211": "Cao Lộc", "06220": "Công Sơn",
    },
    "Văn Quan": {
        "06253": "Văn Quan", "06280": "Điềm He", "06286": "Khánh Khê", "06298": "Yên Phúc",
        "06313": "Tri Lễ", "06316": "Tân Đoàn",
    },
    "Bắc Sơn": {
        "06325": "Bắc Sơn", "06337": "Tân Tri", "06349": "Hưng Vũ", "06364": "Vũ Lễ",
        "06367": "Vũ Lăng", "06376": "Nhất Hòa",
    },
    "Hữu Lũng": {
        "06385": "Hữu Lũng", "06391": "Yên Bình", "06400": "Hữu Liên", "06415": "Vân Nham",
        "06427": "Cai Kinh", "06436": "Thiện Tân", "06445": "Tân Thành", "06457": "Tuấn Sơn",
    },
    "Chi Lăng": {
        "06463": "Chi Lăng", "06475": "Bằng Mạc", "06481": "Chiến Thắng", "06496": "Nhân Lý",
        "06505": "Vạn Linh", "06517": "Quan Sơn",
    },
    "Lộc Bình": {
        "06526": "Na Dương", "06529": "Lộc Bình", "06541": "Mẫu Sơn", "06565": "Khuất Xá",
        "06577": "Thống Nhất", "06601": "Lợi Bác", "06607": "Xuân Dương",
    },
    "Đình Lập": {
        "06613": "Đình Lập", "06616": "Thái Bình", "06625": "Kiên Mộc", "06637": "Châu Sơn",
    },
}
# fmt: on


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune as the base data has it."""

    code: str
    name: str
    kind: str
    former_district: str


COMMUNES = tuple(
    CommuneRow(code, name, "ward" if code in WARD_CODES else "commune", district)
    for district, communes in COMMUNES_BY_FORMER_DISTRICT.items()
    for code, name in communes.items()
)


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """A size threshold as the base data has it; see `cooperatives.models.SizeThreshold`."""

    sector: str
    size: str
    valid_from: date
    members: int
    revenue_vnd: int
    capital_vnd: int
    legal_basis: str


SIZES_FROM = date(2024, 11, 1)
BILLION = 10**9
DECREE_113 = "Nghị định 113/2024/NĐ-CP, Điều 5 (hiệu lực 01/11/2024)."
THRESHOLDS = (
    ThresholdRow("agriculture", "large", SIZES_FROM, 300, 50 * BILLION, 10 * BILLION, DECREE_113),
    ThresholdRow("agriculture", "medium", SIZES_FROM, 200, 10 * BILLION, 5 * BILLION, DECREE_113),
    ThresholdRow("agriculture", "small", SIZES_FROM, 50, 2 * BILLION, BILLION, DECREE_113),
    ThresholdRow(
        "industry_construction", "large", SIZES_FROM, 100, 80 * BILLION, 20 * BILLION, DECREE_113
    ),
)
