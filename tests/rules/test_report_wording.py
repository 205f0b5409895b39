"""The report in words: what the conference said, and numbers that no figure gives."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.period import Period, choices, month_end, year_to
from reports.registry_rules import RegistryFigures
from reports.wording import compare, draft, money, sayings, strays

ELEVEN_MONTHS = Period(date(2024, 1, 1), date(2024, 11, 30))
FOUND = RegistryFigures(
    new=56,
    new_before=0,
    gone=0,
    gone_before=0,
    total=539,
    total_before=483,
    plan_new=50,
    plan_percent="112.0",
    capital_vnd=1_258_000_000_000,
    capital_each_vnd=2_333_951_763,
    agriculture=382,
    agriculture_percent="70.9",
    other=157,
    other_percent="29.1",
    members=12_000,
    revenue_vnd=1_350_000_000,
    revenue_year=2024,
    revenue_reported=539,
    revenue_missing=0,
    groups=310,
    groups_before=300,
    groups_new=10,
    groups_members=3_550,
    groups_revenue_vnd=650_000_000,
    groups_revenue_year=2024,
    groups_reported=310,
    unions=0,
)


def test_the_conference_s_words() -> None:
    said = draft(FOUND, ELEVEN_MONTHS).replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Qua 11 tháng đầu năm 2024, toàn tỉnh thành lập mới 56 HTX, đạt 112 % kế hoạch. Lũy kế "
        "toàn tỉnh có 539 HTX với tổng số vốn đăng ký 1.258 tỷ đồng. Trong đó, các HTX hoạt động "
        "trong lĩnh vực nông, lâm, ngư nghiệp chiếm 70,9 %, lĩnh vực phi nông nghiệp chiếm 29,1 %. "
        "Doanh thu bình quân ước đạt 1,35 tỷ đồng/HTX/năm.\n"
        "Đối với tổ hợp tác (THT), toàn tỉnh có 310 THT, doanh thu bình quân ước đạt 650 triệu "
        "đồng/THT/năm."
    )


def test_every_number_of_the_draft_opens_its_rows() -> None:
    found = replace(FOUND, new_before=40, gone=3)
    paragraphs = compare(draft(found, ELEVEN_MONTHS), sayings(found))
    assert strays(paragraphs) == []
    opened = [part.figure for part in paragraphs[0] if part.figure]
    assert opened == [
        "new", "new", "new", "gone", "total", "total", "agriculture", "other", "reported",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("thành lập mới 57 HTX", ["57 HTX"]),
        ("đạt 121 % kế hoạch", ["121 %"]),
        ("vốn 1.285 tỷ đồng", ["1.285 tỷ"]),
        ("có 539 hợp tác xã, 56 htx mới", []),
        ("Ngày 2/12/2024, sau 11 tháng, hội nghị lần thứ 6", []),
        ("310 tổ hợp tác, 311 tổ hợp tác", ["311 tổ hợp tác"]),
    ],
)
def test_a_number_that_no_figure_gives_is_seen(text: str, stray: list[str]) -> None:
    assert strays(compare(text, sayings(FOUND))) == stray


@given(st.text(st.sampled_from("0123456789.,%/ HTXtỷđồng\n"), max_size=80))
def test_comparing_loses_no_word(text: str) -> None:
    joined = ["".join(part.text for part in parts) for parts in compare(text, sayings(FOUND))]
    assert joined == [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    ("vnd", "said"),
    [
        (1_350_000_000, ("1,35", "tỷ")),
        (1_258_000_000_000, ("1.258", "tỷ")),
        (650_000_000, ("650", "triệu")),
        (999_999_999, ("1.000", "triệu")),
        (1_004_999_999, ("1", "tỷ")),
        (12_340_000, ("12,34", "triệu")),
    ],
)
def test_money(vnd: int, said: tuple[str, str]) -> None:
    assert money(vnd) == said


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2024-01-01", "2024-11-30", "11 tháng đầu năm 2024"),
        ("2024-01-01", "2024-12-31", "năm 2024"),
        ("2024-07-01", "2024-09-30", "quý III năm 2024"),
        ("2024-07-01", "2024-12-31", "6 tháng cuối năm 2024"),
        ("2024-02-01", "2024-02-29", "tháng 2 năm 2024"),
        ("2024-02-01", "2024-02-28", "từ 01/02/2024 đến 28/02/2024"),
        ("2023-12-01", "2024-02-29", "từ 01/12/2023 đến 29/02/2024"),
        ("2024-02-01", "2024-06-30", "từ tháng 2 đến tháng 6 năm 2024"),
    ],
)
def test_names_of_periods(first: str, last: str, name: str) -> None:
    assert Period(date.fromisoformat(first), date.fromisoformat(last)).name == name


@given(st.dates(date(1992, 1, 1), date(2100, 1, 1)))
def test_the_year_before(day: date) -> None:
    before = year_to(day).year_before
    assert before.first == date(day.year - 1, 1, 1)
    assert (before.last.year, before.last.month) == (day.year - 1, day.month)
    assert (before.last == month_end(before.last)) >= (day == month_end(day))
    assert all(one.last <= month_end(day) for one in choices(day))
