"""The people of the demo: invented names as they sound in the province. All share one password."""

from dataclasses import dataclass
from datetime import date

from demo.roster import ROSTER, Member
from workflow.roles import Role

PASSWORD = "donghanh"  # noqa: S105 - the demo's, printed when it starts
TOKEN = "demo-cooperative-token"  # noqa: S105 - exists in the demo only
TOKEN_OWNER = "quyet"  # noqa: S105 - a login
DOMAIN = "donghanh.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. `login` stands before the @; `unit` is a unit's code.

    `tries` is what a visitor could do in this role, for those whom the table of accounts shows.
    """

    login: str
    full_name: str
    role: Role
    position: str
    unit: str | None = None
    tries: str = ""

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Voice:
    """A mandate: who speaks for which cooperative of the roster, from when to when."""

    login: str
    member: str
    position: str
    starts_on: date
    ends_on: date | None = None


STAFF = (
    Person(
        "vanthu", "Vi Văn Toàn", Role.RECORDS, "Văn thư", "VT", "xem hồ sơ được giữ lại, phân công"
    ),
    Person("vanthu2", "Chu Thị Lan", Role.RECORDS, "Văn thư", "VT"),
    Person(
        "hanh", "Lương Thị Hạnh", Role.OFFICER, "Chuyên viên", "CSPT", "bàn làm việc, soạn trả lời"
    ),
    Person("dung", "Nông Văn Dũng", Role.OFFICER, "Chuyên viên", "CSPT"),
    Person("huy", "Đàm Quang Huy", Role.OFFICER, "Chuyên viên", "KTHT"),
    Person("ngoc", "Triệu Bích Ngọc", Role.OFFICER, "Chuyên viên", "KTHT"),
    Person(
        "bich", "Nông Thị Bích", Role.OFFICER, "Cán bộ tín dụng", "QHT", "soạn trả lời về vốn vay"
    ),
    Person("son", "Lý Thanh Sơn", Role.OFFICER, "Cán bộ tín dụng", "QHT"),
    Person("luyen", "Dương Văn Luyện", Role.OFFICER, "Chuyên viên", "VP"),
    Person(
        "khai", "Lương Đình Khải", Role.HEAD, "Trưởng ban", "CSPT", "duyệt hoặc trả lại dự thảo"
    ),
    Person("mai", "Hứa Thị Mai", Role.HEAD, "Trưởng ban", "KTHT"),
    Person("luc", "Bế Văn Lực", Role.HEAD, "Phó Giám đốc Quỹ", "QHT"),
    Person("hang", "Nguyễn Thu Hằng", Role.HEAD, "Chánh Văn phòng", "VP"),
    Person("kien", "Phùng Trung Kiên", Role.OFFICER, "Kiểm tra viên", "BKT"),
    Person("lien", "Ngô Kim Liên", Role.HEAD, "Trưởng Ban Kiểm tra", "BKT"),
    Person("thai", "Hoàng Văn Thái", Role.LEADER, "Phó Chủ tịch", "LD", "ký văn bản chờ ký"),
    Person("chutich", "Lộc Văn Hiền", Role.LEADER, "Chủ tịch", "LD"),
    Person("nhung", "Vi Thị Nhung", Role.LEADER, "Phó Chủ tịch", "LD"),
    Person("viet", "Trần Quốc Việt", Role.EXTERNAL, "Chuyên viên", "SNNMT", "góp ý hồ sơ đất đai"),
    Person("tam", "Lành Thị Tâm", Role.EXTERNAL, "Chuyên viên", "STC"),
    Person("huyen", "Phạm Thanh Huyền", Role.EXTERNAL, "Chuyên viên", "SCT"),
    Person(
        "kiemtra",
        "Mã Thị Vân",
        Role.AUDITOR,
        "Ủy viên Ủy ban Kiểm tra",
        None,
        "đọc mọi hồ sơ, kiểm chứng lịch sử",
    ),
    Person(
        "quantri",
        "Hà Công Minh",
        Role.ADMIN,
        "Quản trị hệ thống",
        None,
        "tài khoản, đơn vị, việc bị kẹt",
    ),
    Person(
        "ketoan",
        "Hoàng Thị Thủy",
        Role.FUND_ACCOUNTANT,
        "Kế toán Quỹ",
        "QHT",
        "giải ngân, thu nợ, sổ quỹ",
    ),
    Person("ketoan2", "Lý Thị Mến", Role.FUND_ACCOUNTANT, "Kế toán Quỹ", "QHT"),
    Person(
        "thamdinh",
        "Chu Văn Thịnh",
        Role.APPRAISER,
        "Thẩm định viên",
        "QHT",
        "thẩm định hồ sơ vay",
    ),
    Person("thamdinh2", "Nông Thị Diệp", Role.APPRAISER, "Thẩm định viên", "QHT"),
    Person("thamdinh3", "Lý Văn Bình", Role.APPRAISER, "Thẩm định viên", "QHT"),
    Person(
        "giamdocquy",
        "Đinh Quang Vinh",
        Role.FUND_DIRECTOR,
        "Giám đốc Quỹ",
        "QHT",
        "quyết định cho vay, cơ cấu nợ",
    ),
)
TRIES = {
    "quyet": "gửi kiến nghị, nộp hồ sơ vay vốn",
    "thang": "đại diện hai hợp tác xã, bổ sung hồ sơ vay",
    "bang": "đã thôi đại diện, không còn thấy hồ sơ",
}
FORMER = Person("bang", "Vi Văn Bằng", Role.REPRESENTATIVE, "Nguyên Giám đốc", tries=TRIES["bang"])
OLD_MANDATE_ENDS_ON = date(2025, 12, 31)
NEW_MANDATE_STARTS_ON = date(2025, 1, 2)


def representatives() -> list[Person]:
    """Return who speaks for the roster: one account a person, however many cooperatives."""
    people = {member.login: _representative(member) for member in reversed(ROSTER)}
    return [people[login] for login in dict.fromkeys(m.login for m in ROSTER)] + [FORMER]


def _representative(member: Member) -> Person:
    tries = TRIES.get(member.login, "")
    return Person(
        member.login, member.representative, Role.REPRESENTATIVE, member.position, tries=tries
    )


def everybody() -> list[Person]:
    """Return all accounts of the demo, staff first; their order gives them their telephone."""
    return [*STAFF, *representatives()]


def in_order_of_a_petition() -> list[Person]:
    """Return all accounts as a petition meets them: the cooperatives, then staff."""
    return [*representatives(), *STAFF]


def phone_of(number: int) -> str:
    """Return the invented telephone of the `number`-th account."""
    return f"0900000{101 + number}"


def voices() -> list[Voice]:
    """Return all mandates. Đồng Đăng has a former director, and a new one beside and after him."""
    first_day = date(2020, 1, 2)
    found = [
        Voice(
            m.login,
            m.key,
            m.position,
            NEW_MANDATE_STARTS_ON if m.key == "dong_dang" else max(m.founded_on, first_day),
        )
        for m in ROSTER
    ]
    started = next(m.founded_on for m in ROSTER if m.key == "dong_dang")
    return [*found, Voice("bang", "dong_dang", "Giám đốc", started, OLD_MANDATE_ENDS_ON)]
