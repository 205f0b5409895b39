"""Codes of the second factor: the standard's own vectors, one use each, nothing misread."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyotp import TOTP

from accounts import codes, sealing

# RFC 6238, appendix B: the secret "12345678901234567890", the last six digits of its SHA-1 codes.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
NOON = datetime(2026, 2, 10, 5, tzinfo=UTC)
PRESENT = int(NOON.timestamp()) // 30


def code_at(at: datetime) -> str:
    return TOTP(SECRET).at(at)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_standards_vectors(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert codes.matching_step(SECRET, code, at, 0) == seconds // 30


@given(st.integers(-200, 200))
def test_a_code_is_right_in_its_step_and_beside_it(seconds: int) -> None:
    later = NOON + timedelta(seconds=seconds)
    steps = abs(int(later.timestamp()) // 30 - PRESENT)
    found = codes.matching_step(SECRET, code_at(NOON), later, 0)
    assert found == (PRESENT if steps <= 1 else None)


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_what_was_used_is_used_up(used: int, offered: int) -> None:
    code = code_at(NOON + timedelta(seconds=30 * offered))
    found = codes.matching_step(SECRET, code, NOON, PRESENT + used)
    assert found == (PRESENT + offered if abs(offered) <= 1 and offered > used else None)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_compared_and_wrong(typed: str) -> None:
    plain = codes.plain_code(typed)
    assert plain.isascii()
    assert codes.matching_step(SECRET, plain, NOON, PRESENT + 1) is None
    assert codes.index_of_hash(["0" * 64], codes.recovery_hash(b"k", plain)) is None


def test_ten_codes_that_differ_and_can_be_read_out() -> None:
    drawn = codes.new_recovery_codes()
    assert len(set(drawn)) == 10
    assert all(len(code) == 14 and code[4] == code[9] == "-" for code in drawn)
    assert not set("".join(drawn)) & set("01oil")
    assert codes.plain_code(f" {drawn[0].upper().replace('-', ' ')} ") == drawn[0].replace("-", "")
    assert not any(codes.is_from_app(codes.plain_code(code)) for code in drawn)


def test_the_address_in_the_picture() -> None:
    address = codes.setup_address("ABCD", "hanh@langson.vn", "Liên minh HTX")
    assert address.startswith("otpauth://totp/Li%C3%AAn%20minh%20HTX:hanh%40langson.vn?secret=ABCD")
    assert codes.grouped("ABCDEFGH") == "ABCD EFGH"


def test_a_sealed_secret_opens_for_its_account_and_key_only() -> None:
    key = sealing.derive_key("one", "second factor")
    sealed = sealing.seal(key, 7, SECRET)
    assert sealing.unseal(key, 7, sealed) == SECRET
    assert SECRET not in sealed
    assert sealing.seal(key, 7, SECRET) != sealed
    others = (sealing.derive_key("two", "second factor"), sealing.derive_key("one", "recovery"))
    wrong = [(others[0], 7, sealed), (others[1], 7, sealed), (key, 8, sealed), (key, 7, "ế")]
    wrong += [(key, 7, ""), (key, 7, sealed[:-8]), (key, 7, "AAAA" + sealed[4:])]
    for args in wrong:
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(*args)
