"""The units of the Alliance and the bodies of the province that answer beside it.

Names and dates: docs/rules/registry.md. A body that was merged keeps its row, ends, and names its
successor, so that a letter of 2024 goes on printing the name of 2024.
"""

from dataclasses import dataclass
from datetime import date

FOUNDED_ON = date(1994, 12, 10)
MERGED_ON = date(2025, 3, 1)
BEFORE_MERGER = date(2025, 2, 28)
TWO_LEVELS_ON = date(2025, 7, 1)
BEFORE_TWO_LEVELS = date(2025, 6, 30)
LONG_AGO = date(1997, 1, 1)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit or body as the base data has it; `successor` is another row's code."""

    code: str
    kind: str
    name: str
    short_name: str
    symbol: str = ""
    phone: str = ""
    valid_from: date = LONG_AGO
    valid_to: date | None = None
    successor: str | None = None


def _own(code: str, kind: str, name: str, short_name: str, symbol: str, phone: str) -> UnitRow:
    return UnitRow(code, kind, name, short_name, symbol, phone, valid_from=FOUNDED_ON)


def _body(code: str, name: str, short_name: str, valid_from: date = LONG_AGO) -> UnitRow:
    return UnitRow(code, "body", name, short_name, valid_from=valid_from)


def _past(
    code: str,
    name: str,
    short_name: str,
    successor: str,
    valid_to: date = BEFORE_MERGER,
    valid_from: date = LONG_AGO,
) -> UnitRow:
    return UnitRow(
        code,
        "body",
        name,
        short_name,
        valid_from=valid_from,
        valid_to=valid_to,
        successor=successor,
    )


UNITS = (
    _own(
        "LD",
        "leadership",
        "Lãnh đạo Liên minh Hợp tác xã tỉnh",
        "Lãnh đạo Liên minh",
        "",
        "0205 0000 001",
    ),
    _own("VT", "records", "Bộ phận Văn thư", "Văn thư", "VT", "0205 0000 002"),
    _own(
        "CSPT",
        "office",
        "Ban Chính sách – Phát triển",
        "Ban Chính sách – Phát triển",
        "CSPT",
        "0205 0000 010",
    ),
    _own("KTHT", "office", "Ban Kinh tế – Hỗ trợ", "Ban Kinh tế – Hỗ trợ", "KTHT", "0205 0000 020"),
    _own(
        "QHT",
        "office",
        "Quỹ hỗ trợ phát triển hợp tác xã tỉnh",
        "Quỹ hỗ trợ phát triển HTX",
        "QHT",
        "0205 0000 030",
    ),
    _own("VP", "office", "Văn phòng Liên minh Hợp tác xã tỉnh", "Văn phòng", "VP", "0205 0000 040"),
    _own("BKT", "inspection", "Ban Kiểm tra Liên minh", "Ban Kiểm tra", "BKT", "0205 0000 050"),
)
BODIES = (
    _body("UBND", "Ủy ban nhân dân tỉnh Lạng Sơn", "UBND tỉnh"),
    _body("UBNDX", "Ủy ban nhân dân xã, phường", "UBND xã, phường", TWO_LEVELS_ON),
    _body("STC", "Sở Tài chính", "Sở Tài chính"),
    _body("SNNMT", "Sở Nông nghiệp và Môi trường", "Sở NN&MT", MERGED_ON),
    _body("SXD", "Sở Xây dựng", "Sở Xây dựng"),
    _body("SCT", "Sở Công Thương", "Sở Công Thương"),
    _body("SKHCN", "Sở Khoa học và Công nghệ", "Sở KH&CN"),
    _body("SNV", "Sở Nội vụ", "Sở Nội vụ"),
    _body("SDTTG", "Sở Dân tộc và Tôn giáo", "Sở Dân tộc và Tôn giáo", MERGED_ON),
    _body("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "Sở VHTT&DL"),
    _body("STP", "Sở Tư pháp", "Sở Tư pháp"),
    _body("TTR", "Thanh tra tỉnh Lạng Sơn", "Thanh tra tỉnh"),
    _body(
        "BQLKKT",
        "Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn",
        "BQL Khu kinh tế cửa khẩu",
    ),
    _body("THUE", "Thuế tỉnh Lạng Sơn", "Thuế tỉnh", TWO_LEVELS_ON),
    _body("HQ6", "Chi cục Hải quan khu vực VI", "Hải quan khu vực VI", date(2025, 3, 15)),
    _body("NHNN", "Ngân hàng Nhà nước Chi nhánh Khu vực 5", "NHNN Khu vực 5", MERGED_ON),
    _body("NHCSXH", "Ngân hàng Chính sách xã hội Chi nhánh tỉnh Lạng Sơn", "NHCSXH tỉnh"),
    _body("AGRIBANK", "Agribank Chi nhánh tỉnh Lạng Sơn", "Agribank Lạng Sơn"),
    _body("BHXH", "Bảo hiểm xã hội tỉnh Lạng Sơn", "BHXH tỉnh"),
    _body("DIENLUC", "Công ty Điện lực Lạng Sơn", "Điện lực Lạng Sơn"),
    _past(
        "UBNDH",
        "Ủy ban nhân dân huyện, thành phố",
        "UBND huyện, thành phố",
        "UBNDX",
        BEFORE_TWO_LEVELS,
    ),
    _past("SKHDT", "Sở Kế hoạch và Đầu tư", "Sở KH&ĐT", "STC"),
    _past("SNNPTNT", "Sở Nông nghiệp và Phát triển nông thôn", "Sở NN&PTNT", "SNNMT"),
    _past("STNMT", "Sở Tài nguyên và Môi trường", "Sở TN&MT", "SNNMT"),
    _past("SGTVT", "Sở Giao thông vận tải", "Sở GTVT", "SXD"),
    _past("STTTT", "Sở Thông tin và Truyền thông", "Sở TT&TT", "SKHCN"),
    _past("SLDTBXH", "Sở Lao động – Thương binh và Xã hội", "Sở LĐ-TB&XH", "SNV"),
    _past("BDT", "Ban Dân tộc tỉnh Lạng Sơn", "Ban Dân tộc", "SDTTG"),
    _past("QLTT", "Cục Quản lý thị trường tỉnh Lạng Sơn", "Cục QLTT", "SCT"),
    _past("CUCTHUE", "Cục Thuế tỉnh Lạng Sơn", "Cục Thuế tỉnh", "CCT6"),
    _past(
        "CCT6", "Chi cục Thuế khu vực VI", "Thuế khu vực VI", "THUE", BEFORE_TWO_LEVELS, MERGED_ON
    ),
    _past("CUCHQ", "Cục Hải quan tỉnh Lạng Sơn", "Cục Hải quan tỉnh", "HQ6", date(2025, 3, 14)),
    _past("NHNNT", "Ngân hàng Nhà nước Chi nhánh tỉnh Lạng Sơn", "NHNN tỉnh", "NHNN"),
)
