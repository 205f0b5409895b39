"""What petitions are about, and which unit handles it with which bodies, from when to when.

Source: docs/rules/registry.md.
"""

from dataclasses import dataclass
from datetime import date

# fmt: off
TOPICS = {
    "credit_fund":      "Vốn vay của Quỹ",
    "credit_bank":      "Vốn vay ngân hàng",
    "land":             "Đất đai, trụ sở",
    "infrastructure":   "Điện, đường, thủy lợi",
    "tax":              "Thuế, hóa đơn",
    "inputs":           "Giống, vật tư",
    "market_access":    "Tiêu thụ sản phẩm",
    "trade_border":     "Cửa khẩu, xuất nhập khẩu",
    "branding_ocop":    "Thương hiệu, OCOP",
    "human_resources":  "Lao động, nhân lực",
    "training":         "Đào tạo, tập huấn",
    "science_tech":     "Khoa học, công nghệ",
    "social_insurance": "Bảo hiểm xã hội",
    "policy_guidance":  "Hướng dẫn chính sách",
    "registration_law": "Đăng ký, giải thể, pháp luật",
    "disaster_relief":  "Thiên tai, dịch bệnh",
    "environment":      "Môi trường",
    "tourism":          "Du lịch cộng đồng",
    "other":            "Nội dung khác",
}
# fmt: on

# Symbol, title, in force from, to the end of (None: still).
BASES = (
    ("45/2021/NĐ-CP", "Nghị định về Quỹ hỗ trợ phát triển hợp tác xã", date(2021, 5, 15), None),
    ("17/2023/QH15", "Luật Hợp tác xã", date(2024, 7, 1), None),
    ("23/2012/QH13", "Luật Hợp tác xã", date(2013, 7, 1), date(2024, 6, 30)),
)
ALWAYS = date(2020, 1, 1)
MERGED_ON = date(2025, 3, 1)
BEFORE_MERGER = date(2025, 2, 28)
TAX_ON = date(2025, 7, 1)
BEFORE_TAX = date(2025, 6, 30)
BASIS = "bảng phân công nhiệm vụ các đơn vị"


@dataclass(frozen=True, slots=True)
class Route:
    """Which unit handles a topic, and the codes of the bodies that take part, on which days."""

    topic: str
    unit: str
    bodies: tuple[str, ...] = ()
    valid_from: date = ALWAYS
    valid_to: date | None = None


def _merged(topic: str, unit: str, before: str, after: str) -> tuple[Route, Route]:
    """Return the rules of a topic whose bodies changed on 1/3/2025."""
    return (
        Route(topic, unit, tuple(before.split()), valid_to=BEFORE_MERGER),
        Route(topic, unit, tuple(after.split()), valid_from=MERGED_ON),
    )


ROUTES = (
    Route("credit_fund", "QHT"),
    *_merged("credit_bank", "KTHT", "NHNNT NHCSXH", "NHNN NHCSXH"),
    *_merged("land", "CSPT", "STNMT", "SNNMT"),
    *_merged("infrastructure", "KTHT", "SGTVT DIENLUC", "SXD DIENLUC"),
    Route("tax", "CSPT", ("CUCTHUE",), valid_to=BEFORE_MERGER),
    Route("tax", "CSPT", ("CCT6",), valid_from=MERGED_ON, valid_to=BEFORE_TAX),
    Route("tax", "CSPT", ("THUE",), valid_from=TAX_ON),
    *_merged("inputs", "KTHT", "QLTT SNNPTNT", "SCT SNNMT"),
    Route("market_access", "KTHT", ("SCT",)),
    Route("trade_border", "KTHT", ("BQLKKT", "SCT")),
    *_merged("branding_ocop", "KTHT", "SNNPTNT", "SNNMT"),
    Route("human_resources", "CSPT"),
    Route("training", "CSPT"),
    Route("science_tech", "KTHT", ("SKHCN",)),
    Route("social_insurance", "CSPT", ("BHXH",)),
    Route("policy_guidance", "CSPT"),
    *_merged("registration_law", "CSPT", "SKHDT", "STC"),
    *_merged("disaster_relief", "KTHT", "SNNPTNT", "SNNMT"),
    *_merged("environment", "KTHT", "STNMT", "SNNMT"),
    Route("tourism", "KTHT", ("SVHTTDL",)),
    Route("other", "VP"),
)
