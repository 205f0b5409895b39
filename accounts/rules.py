"""Decisions about signing in, as pure functions. Source: docs/rules/sign-in.md."""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from workflow.roles import Role

ACCOUNT_FREE_FAILURES = 5
ADDRESS_FREE_FAILURES = 20  # an office or a village may share one address
FIRST_WAIT = timedelta(seconds=30)
WAIT_MAX = timedelta(minutes=60)
ONE_MINUTE = timedelta(minutes=1)
FAILURES_KEPT = timedelta(hours=24)
LINK_LIFETIMES = {"activate": timedelta(days=7), "reset": timedelta(hours=1)}
LOGIN_LENGTH_MAX = 254
CODE_WAIT = timedelta(minutes=10)  # between the password and the code
OFFER_LIFETIME = timedelta(hours=1)
DECIDING_ROLES = frozenset(  # they sign, decide or pay
    {Role.LEADER, Role.HEAD, Role.ADMIN, Role.FUND_DIRECTOR, Role.FUND_ACCOUNTANT}
)
PASSWORD_LENGTH_MIN = 8
PASSWORD_LENGTH_MAX = 200
# fmt: off
COMMON_PASSWORDS = frozenset({
    "12345678", "123456789", "1234567890", "0123456789", "987654321", "11111111", "00000000",
    "88888888", "66668888", "12344321", "11223344", "12341234", "password", "password1",
    "passw0rd", "matkhau1", "matkhau123", "matkhau@123", "abcd1234", "abc12345", "abc@1234",
    "abc@12345", "a12345678", "aa123456", "aa@12345", "qwertyui", "qwerty123", "qwer1234",
    "1q2w3e4r", "1qaz2wsx", "iloveyou", "anhyeuem", "vietnam1", "vietnam123", "langson1",
    "langson123", "hoptacxa", "hoptacxa1", "hoptacxa123", "lienminh", "donghanh", "donghanh1",
    "admin123", "admin@123",
})
# fmt: on


def normalise_login(typed: str) -> str:
    """Return an e-mail in lower case, or a telephone number as ten digits, from what was typed.

    What is neither comes back cut to 254 characters, so that failures with it can be counted.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().casefold()[:LOGIN_LENGTH_MAX]
    if "@" in plain:
        return plain
    digits = "".join(c for c in plain if c.isascii() and c.isdigit())
    if digits.startswith("84") and len(digits) == 11:
        return "0" + digits[2:]
    return digits or plain


def wait_after(failures: int, free: int = ACCOUNT_FREE_FAILURES) -> timedelta:
    """Return how long the door stays shut after the last of `failures` failures in a row.

    Nothing for the `free` first ones, then 30 seconds, 1 minute, 2, 4 … at most 60 minutes.
    """
    extra = failures - free
    if extra <= 0:
        return timedelta(0)
    factor: int = 2 ** min(extra - 1, 12)  # the longest wait is reached long before
    return min(FIRST_WAIT * factor, WAIT_MAX)


def password_fault(password: str, logins: Iterable[str | None]) -> str | None:
    """Return what to do about a password that may not be used, None where it may."""
    if len(password) < PASSWORD_LENGTH_MIN:
        return f"Mật khẩu cần ít nhất {PASSWORD_LENGTH_MIN} ký tự. Hãy viết dài hơn."
    if len(password) > PASSWORD_LENGTH_MAX:
        return f"Mật khẩu dài nhất {PASSWORD_LENGTH_MAX} ký tự. Hãy viết ngắn hơn."
    plain = normalise_password(password).casefold()
    if any(login and plain in (login, login.partition("@")[0]) for login in logins):
        return "Mật khẩu không được trùng với tên đăng nhập. Hãy chọn mật khẩu khác."
    if plain in COMMON_PASSWORDS or len(set(plain)) == 1:
        return "Mật khẩu này nhiều người dùng, rất dễ đoán. Hãy ghép vài từ của riêng mình."
    return None


def normalise_password(password: str) -> str:
    """Return the one spelling that is hashed: keyboards compose Vietnamese marks differently."""
    return unicodedata.normalize("NFKC", password)


def is_local_path(target: str) -> bool:
    """Return whether a redirect to `target` stays on this site, whatever a browser makes of it."""
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return False
    return not any(unicodedata.category(c)[0] in "CZ" for c in target)
