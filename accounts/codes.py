"""Codes of the second factor over plain values. Pure. Source: docs/rules/second-factor.md."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from pyotp import TOTP, random_base32

from accounts.tokens import ALPHABET

STEP_SECONDS = 30
STEPS_AROUND = 1  # a clock that is off by half a minute is still right
CODE_LENGTH = 6
RECOVERY_COUNT = 10
RECOVERY_GROUPS, GROUP_LENGTH = 3, 4


def new_secret() -> str:
    """Return a secret of 160 bits, written in base32."""
    return random_base32()


def matching_step(secret: str, typed: str, at: datetime, after_step: int) -> int | None:
    """Return the 30-second step (since 1970) whose code was typed, None where it is none.

    Only the present step and its neighbours count, and only those after `after_step`: a code is
    good for one use. Raises ValueError where `secret` is no base32.
    """
    present = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        code = TOTP(secret).generate_otp(step)
        if hmac.compare_digest(code, typed) and step > after_step and found is None:
            found = step
    return found


def plain_code(typed: str) -> str:
    """Return a code as it is compared: without spaces and hyphens, in lower case, ASCII only."""
    kept = "".join(c for c in typed.casefold() if c.isascii() and c.isalnum())
    return kept[: 4 * RECOVERY_GROUPS * GROUP_LENGTH]


def is_from_app(plain: str) -> bool:
    """Return whether a plain code looks like one of the app, not a recovery code."""
    return len(plain) == CODE_LENGTH and plain.isdecimal()


def new_recovery_codes() -> list[str]:
    """Return ten different codes such as k7qm-2xwp-9d4t, 59 bits of chance each."""
    codes: set[str] = set()
    while len(codes) < RECOVERY_COUNT:
        letters = [secrets.choice(ALPHABET) for _ in range(RECOVERY_GROUPS * GROUP_LENGTH)]
        codes.add(grouped("".join(letters), "-"))
    return sorted(codes)


def recovery_hash(key: bytes, plain: str) -> str:
    """Return what is kept of a recovery code: useless to who has the table without the key."""
    return hmac.new(key, plain.encode(), sha256).hexdigest()


def index_of_hash(hashes: Iterable[str], wanted: str) -> int | None:
    """Return where `wanted` stands; every hash is compared, so time tells nothing."""
    found = None
    for number, held in enumerate(hashes):
        if hmac.compare_digest(held, wanted):
            found = number
    return found


def grouped(text: str, between: str = " ") -> str:
    """Return a secret in groups of four, to be read and typed."""
    groups = range(0, len(text), GROUP_LENGTH)
    return between.join(text[i : i + GROUP_LENGTH] for i in groups)


def setup_address(secret: str, login: str, issuer: str) -> str:
    """Return the otpauth address that a QR code holds."""
    label = f"{quote(issuer)}:{quote(login)}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}"
