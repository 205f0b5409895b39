"""Roles: what an account may be. One account has one role."""

from enum import StrEnum


class Role(StrEnum):
    """Who acts. The value is stored and signed into the history, so it never changes."""

    REPRESENTATIVE = "representative"
    RECORDS = "records"
    OFFICER = "officer"
    HEAD = "head"
    LEADER = "leader"
    EXTERNAL = "external"
    ADMIN = "admin"
    AUDITOR = "auditor"
    APPRAISER = "appraiser"
    FUND_DIRECTOR = "fund_director"
    FUND_ACCOUNTANT = "fund_accountant"
    SYSTEM = "system"


ROLE_NAMES = {
    Role.REPRESENTATIVE: "Đại diện hợp tác xã",
    Role.RECORDS: "Văn thư",
    Role.OFFICER: "Cán bộ",
    Role.HEAD: "Trưởng đơn vị",
    Role.LEADER: "Lãnh đạo Liên minh",
    Role.EXTERNAL: "Cán bộ cơ quan khác",
    Role.ADMIN: "Quản trị",
    Role.AUDITOR: "Kiểm tra, giám sát",
    Role.APPRAISER: "Thẩm định viên Quỹ",
    Role.FUND_DIRECTOR: "Giám đốc Quỹ",
    Role.FUND_ACCOUNTANT: "Kế toán Quỹ",
    Role.SYSTEM: "Hệ thống",
}

HANDLING_ROLES = frozenset({Role.RECORDS, Role.OFFICER, Role.HEAD, Role.LEADER})
RECORDERS = frozenset({Role.RECORDS, Role.OFFICER})
REGISTRARS = frozenset({Role.RECORDS, Role.ADMIN})
ORGANISERS = frozenset({Role.RECORDS, Role.OFFICER, Role.HEAD})
FUND_ROLES = frozenset({Role.APPRAISER, Role.FUND_DIRECTOR, Role.FUND_ACCOUNTANT})
STAFF_ROLES = HANDLING_ROLES | FUND_ROLES | {Role.EXTERNAL, Role.AUDITOR}
FUND_READERS = FUND_ROLES | {Role.LEADER, Role.AUDITOR}
