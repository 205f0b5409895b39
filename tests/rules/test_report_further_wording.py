"""Commitments, loans and support in words; the plan that training is measured by."""

from dataclasses import replace
from datetime import date

from reports.further_rules import FIGURES
from reports.further_wording import further_draft, further_sayings
from reports.period import Period
from reports.plan_rules import BY_KEY, measured, reached
from reports.report_rules import Figures, drafted, said_of
from reports.wording import compare, strays
from tests.rules.test_report_wording import ELEVEN_MONTHS, FOUND

NOTHING = dict.fromkeys(FIGURES, 0)
SOME = NOTHING | {
    "promised": 6, "kept": 3, "broken": 1, "promises_open": 4, "promises_late": 2,
    "lent": 5, "lent_vnd": 2_350_000_000, "paid_back_vnd": 780_000_000, "owing": 12,
    "owed_vnd": 9_400_000_000, "held": 7, "courses": 2, "trained": 90, "people": 160,
    "served": 61, "spent_vnd": 177_700_000,
}  # fmt: skip
PLANS = {"trained": 120}


def said(found: dict[str, int], plans: dict[str, int], *, whole: bool = True) -> str:
    text = further_draft(found, plans, is_from_new_year=whole)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_said_of_commitments_loans_and_support() -> None:
    assert said(SOME, PLANS) == (
        "Trong kỳ, các cơ quan, đơn vị đưa ra 6 cam kết; 3 cam kết được thực hiện; 1 cam kết không "
        "thực hiện được. Đến ngày chốt, 4 cam kết đang được thực hiện, trong đó 2 cam kết quá "
        "hạn.\n"
        "Quỹ hỗ trợ giải ngân 5 khoản vay, 2,35 tỷ đồng; thu hồi nợ gốc 780 triệu đồng. Dư nợ gốc "
        "đến ngày chốt là 9,4 tỷ đồng của 12 khoản vay.\n"
        "Liên minh tổ chức 7 hoạt động hỗ trợ, với 160 lượt người của 61 HTX tham dự. Trong đó có "
        "2 lớp tập huấn, đào tạo cho 90 lượt người, đạt 75 % kế hoạch. Kinh phí hỗ trợ đã chi "
        "177,7 triệu đồng."
    )


def test_nothing_is_said_where_there_is_nothing() -> None:
    assert said(NOTHING, PLANS) == said({}, PLANS) == ""
    assert drafted(Figures(FOUND, None, NOTHING), ELEVEN_MONTHS) == drafted(
        Figures(FOUND), ELEVEN_MONTHS
    )
    only = said(NOTHING | {"owed_vnd": 500_000_000, "owing": 1}, {})
    assert only == "Dư nợ gốc đến ngày chốt là 500 triệu đồng của 1 khoản vay."
    assert "kế hoạch" not in said(SOME, {})
    assert "kế hoạch" not in said(SOME, PLANS, whole=False)
    assert said(NOTHING | {"kept": 2}, {}) == "Trong kỳ, 2 cam kết được thực hiện."


def test_every_number_of_the_draft_opens_its_rows() -> None:
    found = Figures(replace(FOUND, plans=PLANS), None, SOME)
    paragraphs = compare(drafted(found, ELEVEN_MONTHS), said_of(found))
    assert strays(paragraphs) == []
    opened = [part.figure for paragraph in paragraphs[2:] for part in paragraph if part.figure]
    assert opened == [
        "them:promised", "them:kept", "them:broken", "them:promises_open", "them:promises_late",
        "them:lent", "them:lent_vnd", "them:paid_back_vnd", "them:owed_vnd", "them:owing",
        "them:held", "them:people", "them:served", "them:courses", "them:trained", "them:trained",
        "them:spent_vnd",
    ]  # fmt: skip
    wrong = compare("7 cam kết, 91 lượt người", further_sayings(SOME, PLANS))
    assert strays(wrong) == ["7 cam kết", "91 lượt người"]


def test_training_is_measured_by_the_plan_of_the_year() -> None:
    found = Figures(replace(FOUND, plans=PLANS), None, SOME)
    [one] = measured(found, ELEVEN_MONTHS)
    assert (one.target.key, one.planned, one.reached, one.share) == ("trained", 120, 90, "75.0")
    assert measured(found, Period(date(2024, 7, 1), date(2024, 11, 30))) == []
    assert measured(Figures(found.registry), ELEVEN_MONTHS) == [], "kept before it was counted"
    assert {key: reached(found, target) for key, target in BY_KEY.items()} == {
        "new_cooperatives": 56, "cooperatives": 539, "new_groups": 10, "groups": 310,
        "members": 12_000, "trained": 90,
    }  # fmt: skip
