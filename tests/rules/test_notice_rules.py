"""How a text message is written, when it may ring, and who hears of what."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.process import PETITION
from notices import rules
from workflow.localtime import OFFICE_CLOSES, OFFICE_OPENS, VIETNAM, to_local
from workflow.workdays import Calendar

ENDINGS = (". Xem https://a.example/kien-nghi/KN-2026-000001-5 hoặc gọi 0205 0000 000.",
           ". Xem https://a.example/kien-nghi/KN-2026-000001-5")  # fmt: skip

# The letters of GSM 03.38 that count as one: any other makes a message cost as one of 70 letters.
GSM = re.compile(r"[A-Za-z0-9 \r\n@£$¥_!\"#¤%&'()*+,\-./:;<=>?¡¿]*")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912 345 678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0205.381.2345", "+842053812345"),
    ],
)
def test_a_number_as_gateways_want_it(typed: str, number: str) -> None:
    assert rules.international_phone(typed) == number


@pytest.mark.parametrize("typed", ["", "912345678", "091234567", "+1 202 555 0101", "không có"])
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(ValueError, match="number"):
        rules.international_phone(typed)


@given(st.text(alphabet="Kiến nghị đã có trả lời Đ “”…–ơưẫ 0123", max_size=400))
def test_a_plain_message_is_one_part_and_keeps_the_address(said: str) -> None:
    text = rules.sms_text(said, ENDINGS, is_plain=True)
    assert GSM.fullmatch(text)
    assert len(text) <= rules.ONE_PART_MAX
    assert ENDINGS[1] in text


def test_the_longest_ending_that_fits() -> None:
    assert rules.sms_text("Ngắn", ENDINGS, is_plain=True).endswith("goi 0205 0000 000.")
    assert rules.sms_text("d" * 100, ENDINGS, is_plain=True).endswith("000001-5")
    assert rules.sms_text("Đã có trả lời", ENDINGS, is_plain=False).startswith("Đã có trả lời")


@given(st.integers(0, 365 * 24 * 60))
def test_messages_ring_in_office_hours_and_never_before(minutes: int) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = rules.office_moment(moment, Calendar())
    assert found >= moment
    assert Calendar().is_working(to_local(found).date())
    assert OFFICE_OPENS <= to_local(found).time() <= OFFICE_CLOSES
    assert rules.office_moment(found, Calendar()) == found


def test_friday_evening_is_monday_morning() -> None:
    friday = datetime(2026, 3, 13, 19, 0, tzinfo=VIETNAM)
    assert rules.office_moment(friday, Calendar()) == datetime(2026, 3, 16, 7, 30, tzinfo=VIETNAM)


def test_every_event_belongs_to_a_group_of_its_voice() -> None:
    known = {step.action for step in PETITION.steps}
    assert {action for _, action in rules.GROUP_OF} <= known
    for voice in ("owner", "staff"):
        groups = {rules.group_of(voice, action) for action in known}
        assert groups == set(rules.groups_of(voice))
