"""Commitments as pure rules: late by date alone, figures that no new date betters."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules import Facts, Move, PromiseDraft, check_move, standing, tally
from workflow.refusal import Refusal

DUE = date(2026, 3, 31)
ONE = timedelta(days=1)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("facts", "on", "expected"),
    [
        (Facts(DUE, DUE, "open"), DUE, "open"),
        (Facts(DUE, DUE, "open"), DUE + ONE, "late"),
        (Facts(DUE, DUE + ONE, "open"), DUE + ONE, "open"),
        (Facts(DUE, DUE, "kept", DUE), DUE + ONE, "kept"),
        (Facts(DUE, DUE, "kept", DUE + ONE), DUE + ONE, "kept_late"),
        (Facts(DUE, DUE, "broken", DUE), DUE, "broken"),
    ],
)
def test_where_it_stands(facts: Facts, on: date, expected: str) -> None:
    assert standing(facts, on) == expected


def _facts() -> st.SearchStrategy[Facts]:
    ended = st.sampled_from(["kept", "broken"])
    is_open = st.builds(Facts, DAYS, DAYS, st.just("open"))
    return st.one_of(is_open, st.builds(Facts, DAYS, DAYS, ended, DAYS))


@given(st.lists(_facts(), max_size=30), DAYS)
def test_every_commitment_is_counted_once(found: list[Facts], on: date) -> None:
    all_of = tally(found, on)
    assert all_of.made == all_of.open + all_of.late + all_of.kept + all_of.broken
    assert all_of.in_time <= all_of.due <= all_of.made
    assert ("%" in all_of.share) == (all_of.due >= 10)


@given(st.lists(_facts(), max_size=20), DAYS, DAYS)
def test_a_new_date_betters_no_figure(found: list[Facts], on: date, new: date) -> None:
    moved = [Facts(one.first_due_on, new, one.status, one.ended_on) for one in found]
    before, after = tally(found, on), tally(moved, on)
    assert (after.due, after.in_time) == (before.due, before.in_time)


def test_a_share_of_ten() -> None:
    kept = [Facts(DUE, DUE, "kept", DUE)] * 7 + [Facts(DUE, DUE, "open")] * 3
    assert tally(kept, DUE + ONE).share == "70,0 %"
    assert tally(kept, DUE).share == "7 trong 7"


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        (PromiseDraft(None, "", "Mở lớp", "30/06/2026", "Danh sách"), "đơn vị"),
        (PromiseDraft(1, "Ban", "", "30/06/2026", "Danh sách"), "việc"),
        (PromiseDraft(1, "Ban", "Mở lớp", "", "Danh sách"), "chưa có hạn"),
        (PromiseDraft(1, "Ban", "Mở lớp", "31/06/2026", "Danh sách"), "hạn chưa đúng"),
        (PromiseDraft(1, "Ban", "Mở lớp", "30/06/2026", ""), "dấu hiệu"),
    ],
)
def test_what_is_missing_is_named(draft: PromiseDraft, missing: str) -> None:
    assert missing in (draft.missing or "")
    with pytest.raises(Refusal, match=missing):
        draft.promise()


def test_a_whole_promise_binds() -> None:
    promise = PromiseDraft(1, "Ban", "Mở lớp", "30-6-2026", "Danh sách").promise()
    assert (promise.unit_id, promise.due_on) == (1, date(2026, 6, 30))


@pytest.mark.parametrize(
    ("move", "facts", "text"),
    [
        (Move("commitment_keep", "x", DUE), Facts(DUE, DUE, "kept", DUE), "đã kết thúc"),
        (Move("commitment_progress", "x"), Facts(DUE, DUE, "broken", DUE), "đã kết thúc"),
        (Move("commitment_change", "x", DUE), Facts(DUE, DUE, "open"), "sau hôm nay"),
        (Move("commitment_change", "x", DUE + ONE), Facts(DUE, DUE + ONE, "open"), "trùng"),
        (Move("commitment_keep", "x", DUE + ONE), Facts(DUE, DUE, "open"), "đến hôm nay"),
        (Move("commitment_keep", "x", date(2026, 1, 1)), Facts(DUE, DUE, "open"), "Ngày xong từ"),
    ],
)
def test_refused_moves(move: Move, facts: Facts, text: str) -> None:
    with pytest.raises(Refusal, match=text):
        check_move(move, facts, date(2026, 2, 10), DUE)


def test_a_broken_commitment_may_be_promised_anew() -> None:
    broken = Facts(DUE, DUE, "broken", DUE)
    move = Move("commitment_change", "Làm lại", DUE + ONE)
    assert check_move(move, broken, date(2026, 2, 10), DUE) == "open"
