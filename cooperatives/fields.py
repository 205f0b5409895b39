"""The fields of the registry: names, labels, kinds, and the headings that tables use. Pure.

One table serves the form, the history, the import and the export. Source: docs/rules/registry.md.
"""

from dataclasses import dataclass

KINDS = {"cooperative": "Hợp tác xã", "union": "Liên hiệp hợp tác xã", "group": "Tổ hợp tác"}
SECTORS = {
    "agriculture": "Nông, lâm, ngư nghiệp",
    "industry_construction": "Công nghiệp – xây dựng",
    "finance": "Tài chính, ngân hàng, bảo hiểm",
    "trade_service": "Thương mại – dịch vụ và khác",
}
STATUSES = {
    "active": "Đang hoạt động",
    "suspended": "Tạm ngừng",
    "dormant": "Ngừng hoạt động",
    "dissolving": "Đang giải thể",
    "dissolved": "Đã giải thể",
    "converted": "Đã chuyển đổi",
}
GONE = frozenset({"dissolved", "converted"})
STATUS_TONES = {
    "active": "done",
    "suspended": "waiting",
    "dormant": "refused",
    "dissolving": "waiting",
    "dissolved": "refused",
    "converted": "new",
}

STANDINGS = {
    "active": "Thành viên",
    "suspended": "Tạm dừng",
    "withdrawn": "Đã ra khỏi",
    "expelled": "Bị khai trừ",
}
MEMBERS = {"active": "Thành viên", "suspended": "Tạm dừng", "none": "Chưa là thành viên"}
WORDS = {
    "kinds": KINDS,
    "sectors": SECTORS,
    "statuses": STATUSES,
    "status_tones": STATUS_TONES,
    "standings": STANDINGS,
    "members": MEMBERS,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its column, its label, its kind, further headings that mean it, its part.

    kind: "line", "text", "day", "money", "count", "phone", "email", "tax_code", "commune",
    "kind", "sector", "status". `part` groups fields on pages; `is_public`: visitors read it.
    `is_private`: only who keeps the registry reads it.
    """

    key: str
    label: str
    kind: str
    part: str
    headings: tuple[str, ...] = ()
    length_max: int = 200
    is_public: bool = False
    is_private: bool = False
    for_kinds: frozenset[str] = frozenset(KINDS)


LEGAL = frozenset({"cooperative", "union"})
ONLY_GROUP = frozenset({"group"})
PARTS = {
    "name": "Tên và loại hình",
    "registration": "Đăng ký",
    "contact": "Địa chỉ, liên hệ",
    "people": "Người quản lý",
    "size": "Vốn, thành viên, lao động",
    "work": "Ngành nghề",
}

# fmt: off
FIELDS = (
    Field("name", "Tên đầy đủ", "line", "name", ("ten", "ten htx", "ten hop tac xa", "ten don vi", "ten to chuc", "ten tht", "ten to hop tac"), is_public=True),
    Field("kind", "Loại hình", "kind", "name", ("loai", "loai hinh to chuc", "hinh thuc"), is_public=True),
    Field("trade_name", "Tên viết tắt", "line", "name", ("ten rut gon",), is_public=True),
    Field("foreign_name", "Tên tiếng nước ngoài", "line", "name", ("ten nuoc ngoai", "ten tieng anh"), is_public=True),
    Field("status", "Tình trạng", "status", "name", ("trang thai", "tinh trang hoat dong", "tinh hinh hoat dong"), is_public=True),
    Field("dissolved_on", "Ngày giải thể, chuyển đổi", "day", "name", ("ngay giai the", "ngay chuyen doi", "ngay cham dut"), is_public=True),
    Field("tax_code", "Mã số thuế", "tax_code", "registration", ("mst", "ma so", "ma so htx", "ma so thue htx", "ma so doanh nghiep"), is_public=True),
    Field("tax_code_reason", "Lý do giữ mã số thuế khác quy tắc", "line", "registration"),
    Field("founded_on", "Ngày thành lập", "day", "registration", ("ngay dang ky", "ngay tl", "nam thanh lap", "ngay hop dong hop tac", "ngay ky hop dong"), is_public=True),
    Field("registration_no", "Số giấy chứng nhận đăng ký", "line", "registration", ("so gcn", "so giay chung nhan", "so dkkd", "so dang ky"), 60, is_public=True, for_kinds=LEGAL),
    Field("registered_on", "Ngày cấp lần đầu", "day", "registration", ("ngay cap", "ngay cap gcn"), for_kinds=LEGAL),
    Field("change_no", "Đăng ký thay đổi lần thứ", "count", "registration", ("lan thay doi", "thay doi lan thu"), for_kinds=LEGAL),
    Field("changed_on", "Ngày đăng ký thay đổi", "day", "registration", ("ngay thay doi",), for_kinds=LEGAL),
    Field("issuing_office", "Nơi cấp", "line", "registration", ("co quan cap", "noi cap gcn", "co quan dang ky")),
    Field("notified_on", "Ngày báo UBND cấp xã", "day", "registration", ("ngay thong bao ubnd xa", "ngay thong bao"), for_kinds=ONLY_GROUP),
    Field("commune_code", "Xã, phường", "commune", "contact", ("xa", "phuong", "xa phuong", "ten xa", "don vi hanh chinh", "xa/phuong", "ma xa"), is_public=True),
    Field("address", "Số nhà, thôn, khối", "line", "contact", ("dia chi", "dia chi tru so", "tru so", "tru so chinh", "thon"), is_public=True),
    Field("former_address", "Địa chỉ cũ (trước 01/7/2025)", "line", "contact", ("huyen", "huyen cu", "dia chi cu", "quan huyen")),
    Field("phone", "Điện thoại", "phone", "contact", ("so dien thoai", "sdt", "dien thoai lien he", "dt")),
    Field("email", "E-mail", "email", "contact", ("mail", "thu dien tu", "dia chi email")),
    Field("representative_name", "Người đại diện theo pháp luật", "line", "people", ("nguoi dai dien", "dai dien", "dai dien phap luat", "ho ten nguoi dai dien", "to truong"), 120),
    Field("representative_position", "Chức vụ của người đại diện", "line", "people", ("chuc vu", "chuc danh"), 120),
    Field("representative_id_no", "Số định danh của người đại diện", "line", "people", ("cccd", "so cccd", "so dinh danh", "can cuoc"), 20, is_private=True),
    Field("chair_name", "Chủ tịch hội đồng quản trị", "line", "people", ("chu tich hdqt", "chu tich hoi dong"), 120, for_kinds=LEGAL),
    Field("director_name", "Giám đốc", "line", "people", ("giam doc htx", "tong giam doc"), 120, for_kinds=LEGAL),
    Field("accountant_name", "Kế toán trưởng", "line", "people", ("ke toan", "phu trach ke toan"), 120, for_kinds=LEGAL),
    Field("supervisor_name", "Trưởng ban kiểm soát", "line", "people", ("ban kiem soat", "kiem soat vien"), 120, for_kinds=LEGAL),
    Field("charter_capital_vnd", "Vốn điều lệ", "money", "size", ("von dieu le dong", "von", "von dang ky", "von dieu le (dong)"), is_public=True, for_kinds=LEGAL),
    Field("contribution_vnd", "Giá trị đóng góp", "money", "size", ("gia tri phan dong gop", "von gop"), for_kinds=ONLY_GROUP),
    Field("official_members", "Thành viên chính thức", "count", "size", ("so thanh vien", "thanh vien", "so tv", "tong so thanh vien", "so to vien"), is_public=True),
    Field("associate_members", "Thành viên liên kết", "count", "size", ("thanh vien lien ket gop von", "so thanh vien lien ket"), for_kinds=LEGAL),
    Field("employees", "Lao động", "count", "size", ("so lao dong", "lao dong thuong xuyen", "tong so lao dong"), is_public=True),
    Field("sector", "Lĩnh vực", "sector", "work", ("linh vuc hoat dong", "nganh", "nhom nganh"), is_public=True),
    Field("main_line_code", "Mã ngành chính (VSIC)", "line", "work", ("ma nganh", "ma nganh chinh", "vsic"), 10, is_public=True),
    Field("main_line", "Ngành nghề chính", "line", "work", ("nganh nghe", "nganh nghe kinh doanh", "nganh nghe kinh doanh chinh"), is_public=True),
    Field("other_lines", "Ngành nghề khác", "text", "work", ("cac nganh nghe khac",), 1000),
    Field("products", "Sản phẩm OCOP, sản phẩm chính", "text", "work", ("san pham", "san pham ocop", "ocop"), 1000, is_public=True),
)
# fmt: on
BY_KEY = {field.key: field for field in FIELDS}
CHOICES = {"kind": KINDS, "sector": SECTORS, "status": STATUSES}


def fields_for(kind: str) -> tuple[Field, ...]:
    """Return the fields that a cooperative, union or group has."""
    return tuple(field for field in FIELDS if kind in field.for_kinds)
