"""The sets of open data: what each is, and what every column means. Pure.

Source: docs/rules/open-data.md.
"""

from dataclasses import dataclass

from cooperatives.fields import FIELDS

ENDINGS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
LICENCE = "Được dùng lại tự do, xin ghi nguồn."


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the files, and what it means."""

    key: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set of rows that everybody may have."""

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]


REGISTRY_FIELDS = tuple(one for one in FIELDS if one.is_public)
REGISTRY = Dataset(
    "hop-tac-xa",
    "Sổ hợp tác xã, liên hiệp, tổ hợp tác",
    "Các mục công khai của sổ: không có điện thoại, người đại diện và số định danh.",
    (
        Column("id", "Số của dòng trong sổ, không đổi"),
        *(Column(one.key, one.label) for one in REGISTRY_FIELDS),
        Column("commune", "Tên xã, phường"),
        Column("former_district", "Huyện, thành phố trước ngày 01/07/2025"),
    ),
)
ANSWERS = Dataset(
    "cau-tra-loi",
    "Câu trả lời đã công khai",
    "Mỗi dòng một yêu cầu và phần trả lời, như mọi người đọc trên trang; không nêu tên người hỏi.",
    (
        Column("publication_id", "Số của câu trả lời"),
        Column("title", "Việc được hỏi"),
        Column("topic", "Lĩnh vực"),
        Column("kind", "Loại trả lời"),
        Column("answered_on", "Ngày trả lời"),
        Column("answered_by", "Nơi trả lời"),
        Column("question", "Tình hình được nêu"),
        Column("position", "Yêu cầu thứ"),
        Column("demand", "Yêu cầu"),
        Column("outcome", "Kết quả"),
        Column("text", "Nội dung trả lời"),
        Column("legal_basis", "Căn cứ"),
        Column("url", "Địa chỉ trang"),
    ),
)
COMMITMENTS = Dataset(
    "cam-ket",
    "Cam kết trong các câu trả lời đã công khai",
    "Ai hứa làm gì, đến ngày nào, đã đổi hạn hay xong chưa.",
    (
        Column("id", "Số của cam kết"),
        Column("unit", "Đơn vị, cơ quan"),
        Column("what", "Việc hứa làm"),
        Column("sign", "Biết khi nào là xong"),
        Column("made_on", "Ngày hứa"),
        Column("first_due_on", "Hạn hứa lần đầu"),
        Column("due_on", "Hạn hiện nay"),
        Column("status", "open: đang làm, kept: đã xong, broken: không làm được"),
        Column("ended_on", "Ngày xong hoặc thôi"),
        Column("url", "Địa chỉ câu trả lời"),
    ),
)
FUND = Dataset(
    "quy",
    "Số liệu Quỹ hỗ trợ phát triển hợp tác xã",
    "Số dư cuối mỗi tháng theo sổ kép của Quỹ, đồng.",
    (
        Column("month_end", "Ngày cuối tháng"),
        Column("account", "Số hiệu tài khoản"),
        Column("name", "Tên tài khoản"),
        Column("balance_vnd", "Số dư (đ), dương là bên Nợ"),
    ),
)
LENDING = Dataset(
    "cho-vay",
    "Quỹ cho vay và thu về từng tháng",
    "24 tháng đã qua theo sổ kép của Quỹ, đồng. Không có tên khách hàng.",
    (
        Column("month_end", "Ngày cuối tháng"),
        Column("lent_vnd", "Giải ngân trong tháng (đ)"),
        Column("back_vnd", "Gốc thu về trong tháng (đ)"),
        Column("balance_vnd", "Dư nợ gốc cuối tháng (đ)"),
        Column("late_vnd", "trong đó nợ nhóm 2 đến 5 (đ)"),
    ),
)
COMING = Dataset(
    "den-han",
    "Tiền vay sẽ về trong 12 tháng tới",
    "Theo lịch trả nợ, nếu mọi kỳ được trả đúng hạn, đồng. Tháng có ít hơn 3 hợp tác xã phải trả "
    "được gộp với tháng bên cạnh.",
    (
        Column("first_month", "Từ tháng (ngày đầu)"),
        Column("last_month", "Đến tháng (ngày đầu)"),
        Column("borrowers", "Số hợp tác xã có kỳ trả"),
        Column("principal_vnd", "Gốc đến hạn (đ)"),
        Column("interest_vnd", "Lãi đến hạn (đ)"),
    ),
)
DATASETS = {one.key: one for one in (REGISTRY, ANSWERS, COMMITMENTS, FUND, LENDING, COMING)}
