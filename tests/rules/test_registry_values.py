"""What people and spreadsheets write is read as they meant it, or refused with a reason."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.fields import BY_KEY, FIELDS, Field
from cooperatives.rules import Threshold, fault_of, size_class, tax_code_warning
from cooperatives.values import (
    MONEY_MAX,
    Unreadable,
    commune_codes,
    read,
    show,
)
from workflow.text import fold

COMMUNES = {"06463": "Chi Lăng", "05977": "Đông Kinh"}
CODES = commune_codes(COMMUNES)


def taken(key: str, typed: object) -> object:
    return read(BY_KEY[key], typed, CODES)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.250.000.000", 1_250_000_000), ("1,250,000,000", 1_250_000_000),
        ("1 250 000 000 đồng", 1_250_000_000), ("1,25 tỷ", 1_250_000_000),
        ("1.25 tỷ đồng", 1_250_000_000),
        ("650 triệu", 650_000_000), ("12,0", 12), (12.0, 12), (7, 7),
        ("1.250.000,00", 1_250_000), ("1\u00a0000", 1000), ("1.250", 1250),
        ("1,5", None), ("mười", None), ("-5", None), (True, None), ("1.25.0", None), (1.5, None),
        ("9" * 20, None),
    ],
)  # fmt: skip
def test_money(typed: object, value: int | None) -> None:
    if value is None:
        with pytest.raises(Unreadable):
            taken("charter_capital_vnd", typed)
    else:
        assert taken("charter_capital_vnd", typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("31/12/2024", date(2024, 12, 31)), ("1-2-2024", date(2024, 2, 1)),
        ("2024-12-31", date(2024, 12, 31)), ("31.12.2024", date(2024, 12, 31)),
        (datetime(2024, 5, 6, 7, 8), date(2024, 5, 6)),  # noqa: DTZ001
        ("2024-05-06 00:00:00", date(2024, 5, 6)),
        ("2019", date(2019, 1, 1)), ("31/02/2024", None), ("12/31/2024", None), ("45000", None),
        ("0000", None), ("3/2024", None), ("01/01/1024", None),
    ],
)  # fmt: skip
def test_days(typed: object, value: date | None) -> None:
    if value is None:
        with pytest.raises(Unreadable):
            taken("founded_on", typed)
    else:
        assert taken("founded_on", typed) == value


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("commune_code", "xã Chi Lăng", "06463"), ("commune_code", "P. Đông Kinh", "05977"),
        ("commune_code", "dong kinh", "05977"), ("commune_code", 6463, "06463"),
        ("kind", "HTX", "cooperative"), ("kind", "tổ hợp tác", "group"),
        ("sector", "Nông nghiệp", "agriculture"),
        ("sector", "Thương mại – dịch vụ", "trade_service"),
        ("status", "dang hoat dong", "active"), ("status", "Giải thể", "dissolved"),
        ("tax_code", 4900123456.0, "4900123456"), ("tax_code", "4900 123 456", "4900123456"),
        ("tax_code", "4900123456-001", "4900123456-001"), ("tax_code", 100109106, "0100109106"),
        ("phone", 912345678, "0912345678"), ("phone", "+84 912 345 678", "0912345678"),
        ("phone", "0912 345 678; 0987 654 321", "0912345678"),
        ("name", " HTX  Na\u200b ", "HTX Na"),
    ],
)  # fmt: skip
def test_words(key: str, typed: object, value: str) -> None:
    assert taken(key, typed) == value


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("commune_code", "Bắc Sơn Xa Lắm"), ("kind", "công ty"), ("sector", "vũ trụ"),
        ("tax_code", "12345"), ("tax_code", "49001234AB"), ("phone", "12345"),
        ("email", "khong phai"), ("name", "x" * 201),
    ],
)  # fmt: skip
def test_refused_with_words(key: str, typed: object) -> None:
    with pytest.raises(Unreadable) as refused:
        taken(key, typed)
    assert str(refused.value)


def some_value(field: Field) -> st.SearchStrategy[object]:
    match field.kind:
        case "money":
            return st.integers(0, MONEY_MAX)
        case "count":
            return st.integers(0, 10_000)
        case "day":
            return st.dates(date(1950, 1, 1), date(2099, 12, 31))
        case "commune":
            return st.sampled_from(sorted(COMMUNES))
        case "kind":
            return st.sampled_from(["cooperative", "union", "group"])
        case "sector":
            return st.sampled_from(["agriculture", "finance", "trade_service"])
        case "status":
            return st.sampled_from(["active", "dormant", "dissolved", "converted"])
        case _:
            return st.none()


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
@given(data=st.data())
def test_what_is_shown_is_read_back(field: Field, data: st.DataObject) -> None:
    value = data.draw(some_value(field))
    if value is not None:
        assert read(field, show(field, value, COMMUNES), CODES) == value


def test_headings_mean_one_field() -> None:
    said = [fold(word) for field in FIELDS for word in (field.label, *field.headings)]
    assert sorted(said) == sorted(set(said))
    assert all(word == fold(word) for field in FIELDS for word in field.headings)


GIVEN = {
    "name": "HTX Na", "kind": "cooperative", "sector": "agriculture", "commune_code": "06463",
    "founded_on": date(2020, 5, 5), "status": "active", "dissolved_on": None,
}  # fmt: skip
TODAY = date(2026, 2, 10)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None), ({"name": ""}, "name"), ({"founded_on": date(2026, 2, 11)}, "founded_on"),
        ({"status": "dissolved"}, "dissolved_on"), ({"dissolved_on": date(2024, 1, 1)}, "status"),
        ({"status": "dissolved", "dissolved_on": date(2019, 1, 1)}, "dissolved_on"),
        ({"status": "converted", "dissolved_on": TODAY}, None),
    ],
)  # fmt: skip
def test_what_a_row_may_hold(changed: dict[str, object], field: str | None) -> None:
    fault = fault_of(GIVEN | changed, TODAY)
    assert (fault and fault[0]) == field


FARMS = [
    Threshold("large", 300, 50 * 10**9, 10 * 10**9), Threshold("medium", 200, 10**10, 5 * 10**9),
    Threshold("small", 50, 2 * 10**9, 10**9),
]  # fmt: skip


@pytest.mark.parametrize(
    ("members", "revenue", "capital", "size"),
    [
        (300, 50 * 10**9, 0, "large"), (300, 50 * 10**9 - 1, 10**10 - 1, "medium"),
        (299, 0, 10**10, "medium"), (49, 10**12, 10**12, "micro"), (50, 0, 10**9 - 1, "micro"),
        (50, None, 10**9, "small"), (50, None, 0, ""), (10, None, 0, "micro"),
    ],
)  # fmt: skip
def test_size_of_a_farm(members: int, revenue: int | None, capital: int, size: str) -> None:
    assert size_class(FARMS, members, revenue, capital).size == size


def test_size_without_thresholds_is_not_determined() -> None:
    found = size_class(FARMS[:1], 30, 0, 0)
    assert (found.size, found.name) == ("", "Chưa xác định")
    assert "Vừa" in found.reason
    assert size_class(FARMS[:1], 300, 0, 10**10).size == "large"


def test_tax_codes() -> None:
    assert tax_code_warning("cooperative", "0100109106") is None
    assert tax_code_warning("cooperative", "0100109106-001") is None
    assert tax_code_warning("cooperative", "0100109107")
    assert tax_code_warning("cooperative", None)
    assert tax_code_warning("group", None) is None
    assert tax_code_warning("group", "020085001234") is None
