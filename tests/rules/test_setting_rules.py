"""What a dated setting may be: a number within bounds, a choice, a share, an order, a list."""

import pytest

from rulebook.data import SETTINGS
from rulebook.setting_rules import NOT_TYPED, check_value
from workflow.refusal import Refusal

PRESENT = {setting.key: setting.value for setting in SETTINGS}
ORDER = PRESENT["servicing.pay_order"]


def is_refused(key: str, value: str) -> bool:
    try:
        check_value(key, value, PRESENT[key])
    except Refusal as refusal:
        return refusal.field == "gia_tri"
    return False


@pytest.mark.parametrize("key", sorted(set(PRESENT) - NOT_TYPED))
def test_every_setting_keeps_its_value_and_refuses_nonsense(key: str) -> None:
    assert not is_refused(key, PRESENT[key])
    for value in ("", "có", "-1", "1;2", "٣", "9" * 15, "1,2,x", "0/0", "5/2"):
        assert is_refused(key, value), value


@pytest.mark.parametrize(
    ("key", "value", "is_fit"),
    [
        ("council.chair_breaks_ties", "0", True),
        ("council.chair_breaks_ties", "2", False),
        ("membership.signer", "head", True),
        ("membership.signer", "chairman", False),
        ("servicing.pay_order", ",".join(reversed(ORDER.split(","))), True),
        ("servicing.pay_order", ORDER.removesuffix(",due_interest"), False),
        ("servicing.pay_order", ORDER.replace("late", "penalty"), False),
        ("council.quorum_share", "1/1", True),
        ("council.quorum_share", "3/2", False),
        ("council.majority_share", "2/3", True),
        ("council.majority_share", "1/1", False),
        ("council.majority_share", "1/3", False),
        ("council.quorum_min", "0", False),
        ("fund.group_days", "10,60,90,180", True),
        ("fund.group_days", "10,60,90", False),
        ("fund.group_days", "10,90,30,180", False),
        ("fund.group_days", "10,10,90,180", False),
        ("fund.provision_percent", "0,0,25,50,100", True),
        ("fund.provision_percent", "0,5,25,50,101", False),
        ("petition.remind_before_days", "3", True),
        ("petition.remind_before_days", "5,5", False),
        ("servicing.notice_after_days", "401", False),
        ("petition.retention_years", "0", True),
        ("petition.retention_years", "51", False),
        ("petition.effect_weeks", "0", False),
        ("loan.score_needed", "101", False),
        ("fund.own_share_percent_min", "101", False),
        ("fund.overdue_factor_percent_max", "201", False),
        ("membership.fee_vnd", "0", True),
        ("loan.scorecard", PRESENT["loan.scorecard"], False),
    ],
)
def test_bounds(key: str, value: str, is_fit: bool) -> None:
    assert is_refused(key, value) is not is_fit
