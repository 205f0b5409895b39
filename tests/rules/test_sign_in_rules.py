"""Who has to wait at the door and how long, which passwords may be used, where one is led."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules import (
    WAIT_MAX,
    is_local_path,
    normalise_login,
    password_fault,
    wait_after,
)

NOTHING = timedelta(0)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (5, 0), (6, 30), (7, 60), (8, 120), (12, 1920), (13, 3600), (99, 3600)],
)
def test_wait_grows_after_five_failures(failures: int, seconds: int) -> None:
    assert wait_after(failures) == timedelta(seconds=seconds)


@given(st.integers(0, 10_000), st.integers(0, 100))
def test_wait_never_shrinks_and_never_passes_an_hour(failures: int, free: int) -> None:
    assert NOTHING <= wait_after(failures, free) <= wait_after(failures + 1, free) <= WAIT_MAX
    assert (wait_after(failures, free) == NOTHING) == (failures <= free)


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        ("  Hanh@HopTacXa.VN ", "hanh@hoptacxa.vn"),
        ("ｈanh@hoptacxa.vn", "hanh@hoptacxa.vn"),
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("chẳng phải gì", "chẳng phải gì"),
        ("", ""),
    ],
)
def test_login_is_read_as_people_type_it(typed: str, login: str) -> None:
    assert normalise_login(typed) == login


@given(st.text(max_size=400))
def test_reading_a_login_twice_changes_nothing(typed: str) -> None:
    once = normalise_login(typed)
    assert normalise_login(once) == once
    assert len(once) <= 254


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "ít nhất 8"),
        ("na ngon", "ít nhất 8"),
        ("x" * 201, "ngắn hơn"),
        ("Hanh@HopTacXa.vn", "tên đăng nhập"),
        ("hanhlang", "tên đăng nhập"),
        ("0912345678", "tên đăng nhập"),
        ("12345678", "dễ đoán"),
        ("MatKhau123", "dễ đoán"),
        ("donghanh", "dễ đoán"),
        ("kkkkkkkkkk", "dễ đoán"),
    ],
)
def test_password_that_may_not_be_used(password: str, said: str) -> None:
    logins = ["hanh@hoptacxa.vn", "hanhlang@langson.vn", "0912345678", None]
    fault = password_fault(password, logins)
    assert fault is not None
    assert said in fault


@pytest.mark.parametrize(
    "password", ["vườn na sau nhà", "Quýt vàng Bắc Sơn", "k7!mPz2w", "x" * 199 + "y"]
)
def test_password_that_may_be_used(password: str) -> None:
    assert password_fault(password, ["hanh@hoptacxa.vn", None]) is None


@pytest.mark.parametrize("target", ["/", "/ho-so", "/kien-nghi/KN-2026-000123-7?x=1#y", "/ký/số"])
def test_way_on_inside(target: str) -> None:
    assert is_local_path(target)


@pytest.mark.parametrize(
    "target",
    [
        "", "ho-so", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example",
        "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example",
        "/\u2028/x", "/\x00", "http:/evil.example", " /ho-so", "/a b",
    ],
)  # fmt: skip
def test_way_on_outside_is_not_taken(target: str) -> None:
    assert not is_local_path(target)
