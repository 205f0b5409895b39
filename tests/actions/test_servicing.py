"""A loan from contract to its end on a real PostgreSQL: what moves, what is refused, the book."""

from dataclasses import replace as changed
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from accounts.models import Account
from fund import actions as fund
from fund.chart import CAPITAL, CASH, PRINCIPAL, PROVISION, SUSPENDED, WRITTEN_OFF
from fund.models import FundEntry
from fund.queries import lent_between, trial_balance
from fund.queries import position as fund_position
from fund.rules import Entry, moved
from notices.models import MailMessage
from servicing import actions, night
from servicing.actions import Act, NewPlan
from servicing.booking import book_of
from servicing.drafts import ContractDraft, DisbursementDraft, PaymentDraft
from servicing.forecast import coming_months
from servicing.forecast_pages import coming_by_borrower
from servicing.models import Loan, LoanEvent, LoanNight, LoanPayment, LoanSnapshot
from servicing.pages import lines_of
from servicing.plans import PlanTerms
from servicing.queries import booked_of, facts_of
from servicing.relief_actions import ReliefDraft, apply, preview, undo
from servicing.replay import replay
from servicing.report import report
from servicing.telling import tell_borrower
from servicing.write_off_actions import WriteOffDraft, decide_write_off
from store.models import OutboxMessage
from tests.checks import check_now
from tests.make import make_account, make_cooperative
from tests.world import World
from workflow.machine import SYSTEM_ACTOR
from workflow.refusal import Refusal
from workflow.roles import Role

MILLION = 10**6
START = date(2025, 3, 3)
NUMBERS = count(1)
EVIDENCE = {"own_capital": "UNC 3", "collateral": "GCN 12", "no_bad_debt": "CIC 03/03/2025"}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


class Fund:
    """The people of the fund and one loan, with acts on days of the test's choice."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world = session, world
        self.payer, self.other = (make_account(session, Role.FUND_ACCOUNTANT) for _ in range(2))
        self.director = make_account(session, Role.FUND_DIRECTOR)
        self.appraiser = make_account(session, Role.OFFICER)
        capital = Entry("capital", START, "Vốn", moved(CASH, CAPITAL, 20_000 * MILLION))
        fund.post(session, capital, SYSTEM_ACTOR, noon(START))

    def act(self, who: Account, day: date) -> Act:
        return Act(who.actor, noon(day))

    def contract(self, amount_vnd: int = 120 * MILLION, **values: object) -> Loan:
        number = next(NUMBERS)
        terms = PlanTerms("equal_principal", 60_000, 12, 1)
        draft = ContractDraft(
            f"{number:02d}/2025/HĐTD-QHT", self.world.cooperative.id, "Nông nghiệp", "Máy sấy",
            amount_vnd, terms, 150, 100_000, START, None, self.appraiser.id, self.director.id,
        )  # fmt: skip
        draft = changed(draft, **values)  # type: ignore[arg-type]
        return actions.open_contract(self.session, draft, self.act(self.payer, START))

    def disburse(self, loan: Loan, amount_vnd: int, day: date, who: Account | None = None) -> None:
        draft = DisbursementDraft(amount_vnd, day, f"GN{next(NUMBERS)}", EVIDENCE)
        actions.disburse(self.session, loan, draft, self.act(who or self.payer, day))

    def lent(self, amount_vnd: int = 120 * MILLION, **values: object) -> Loan:
        loan = self.contract(amount_vnd, **values)
        self.disburse(loan, amount_vnd, START)
        return loan

    def pay(
        self, loan: Loan, amount_vnd: int, on: date, known: date | None = None, choice: str = "hold"
    ) -> LoanPayment:
        draft = PaymentDraft(amount_vnd, on, f"BC{next(NUMBERS)}", choice)
        return actions.pay(self.session, loan, draft, self.act(self.payer, known or on))

    def night(self, day: date) -> list[date]:
        return night.run(self.session, self.world.settings, noon(day))

    def check(self) -> None:
        """The book balances and says of every loan what its replay says."""
        check_now(self.session)
        rows = trial_balance(self.session, date(2020, 1, 1), date(2030, 1, 1))
        assert sum(row.closing_vnd for row in rows) == 0
        loans = list(self.session.scalars(select(Loan)))
        facts = facts_of(self.session, loans)
        booked = booked_of(self.session, [loan.contract_no for loan in loans])
        for loan in loans:
            then = replay(facts[loan.id], loan.synced_on) if facts[loan.id].plans else None
            if then is None:
                continue
            wanted = book_of(then, loan.debt_group, loan.provision_vnd)
            held = {code: vnd for code, vnd in booked[loan.contract_no].items() if vnd}
            assert held == wanted
            assert loan.principal_vnd == then.principal_vnd


@pytest.fixture
def house(session: Session, world: World) -> Fund:
    return Fund(session, world)


def refused(act: object, reason: str) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()  # type: ignore[operator]
    assert found.value.reason == reason
    return found.value


# --- money out ---------------------------------------------------------------------------------


def test_a_loan_is_paid_out_in_tranches(house: Fund) -> None:
    loan = house.contract()
    house.disburse(loan, 50 * MILLION, START)
    assert (loan.status, loan.principal_vnd) == ("disbursing", 50 * MILLION)
    house.disburse(loan, 70 * MILLION, date(2025, 4, 10))
    assert (loan.status, loan.drawn_vnd) == ("active", 120 * MILLION)
    position = replay(facts_of(house.session, [loan])[loan.id], date(2025, 4, 10))
    assert sum(part.principal_vnd for part in position.ahead) == position.in_term_vnd
    assert len(position.ahead) == 11
    refused(lambda: house.disburse(loan, 1, date(2025, 4, 11)), "state")
    house.check()


def test_three_persons(house: Fund) -> None:
    loan = house.contract()
    for who in (house.director, house.appraiser):
        refused(lambda who=who: house.disburse(loan, MILLION, START, who), "role")
    both = house.contract(decider_id=house.payer.id)
    refused(lambda: house.disburse(both, MILLION, START), "payer")
    insert = text(
        "INSERT INTO loan_disbursement (loan_id, n, amount_vnd, paid_on, bank_reference, payer_id,"
        " conditions, at) VALUES (:loan, 1, 5, now(), 'x', :payer, '[]', now())"
    )
    with pytest.raises(DBAPIError, match="does not pay out"):
        house.session.execute(insert, {"loan": both.id, "payer": house.payer.id})


def test_nothing_is_paid_out_twice_or_without_evidence(house: Fund) -> None:
    loan = house.contract()
    draft = DisbursementDraft(MILLION, START, "GN-1", EVIDENCE)
    act = house.act(house.payer, START)
    actions.disburse(house.session, loan, draft, act)
    refused(lambda: actions.disburse(house.session, loan, draft, act), "reference")
    house.session.refresh(loan)
    refused(lambda: house.disburse(loan, 120 * MILLION, START), "amount")
    refused(lambda: changed(draft, evidence=EVIDENCE | {"collateral": " "}), "condition")


def test_what_was_promised_is_used_up(house: Fund) -> None:
    dossier = house.world.file(now=noon(START)).dossier_id
    promise = (dossier, house.world.cooperative.id, (), 120 * MILLION)
    fund.reserve(house.session, *promise, house.director.actor, noon(START))
    house.lent(dossier_id=dossier)
    now = fund_position(house.session)
    assert (now.reserved_vnd, now.lent_vnd[0]) == (0, 120 * MILLION)
    assert now.free_vnd + sum(now.lent_vnd) == now.capital_vnd
    house.check()


# --- money in ----------------------------------------------------------------------------------


def test_paying_on_the_day_to_the_end(house: Fund) -> None:
    loan = house.lent()
    for _ in range(12):
        day = loan.next_due_on
        assert day is not None
        house.night(day)
        house.pay(loan, loan.due_vnd, day)
        house.check()
    assert (loan.status, loan.principal_vnd) == ("settled", 0)
    now = fund_position(house.session)
    earned = now.cash_vnd - 20_000 * MILLION
    told = [payment.told for payment in house.session.scalars(select(LoanPayment))]
    assert earned == sum(one["due_interest"] for one in told)


def test_a_late_entry_recomputes_and_says_what_changed(house: Fund) -> None:
    loan = house.lent()
    first = date(2025, 4, 3)
    later = first + timedelta(days=40)
    house.night(later)
    assert loan.overdue_vnd > 10 * MILLION
    assert loan.debt_group == 3
    house.pay(loan, loan.due_vnd, later)
    payment = house.pay(loan, 10 * MILLION, first, known=later)
    assert payment.told == {"due_principal": 10 * MILLION}
    assert loan.overdue_since is None
    note = house.session.scalars(select(LoanEvent).order_by(LoanEvent.id.desc())).first()
    assert note is not None
    assert "Tính lại đến hôm nay" in note.note
    assert "Lãi của gốc quá hạn đã thu" in note.note
    house.check()


def test_a_report_that_was_given_is_had_again_after_a_late_entry(house: Fund) -> None:
    loan, first, later = house.lent(), date(2025, 4, 3), date(2025, 5, 13)
    until = date(2025, 4, 30)
    house.night(date(2025, 5, 2))
    given = report(house.session, START, until)
    house.pay(loan, 10 * MILLION, first, known=later)
    assert report(house.session, START, until).collected_vnd == 10 * MILLION
    assert given.collected_vnd == 0
    assert report(house.session, START, until, noon(date(2025, 5, 3))) == given


def test_a_payment_is_taken_back_by_somebody_else(house: Fund) -> None:
    loan = house.lent()
    day = date(2025, 4, 3)
    before = fund_position(house.session)
    payment = house.pay(loan, 5 * MILLION, day)
    mine = house.act(house.payer, day)
    refused(lambda: actions.reverse_payment(house.session, loan, payment, "nhầm", mine), "person")
    other = house.act(house.other, day)
    changes = actions.reverse_payment(house.session, loan, payment, "Nhầm khách hàng", other)
    assert changes
    refused(
        lambda: actions.reverse_payment(house.session, loan, payment, "nhầm", other), "reversed"
    )
    assert fund_position(house.session).cash_vnd == before.cash_vnd
    house.check()


def test_money_that_is_lent_out_again_does_not_come_back(house: Fund) -> None:
    loan, day = house.lent(), date(2025, 4, 3)
    payment = house.pay(loan, 5 * MILLION, day)
    free = fund_position(house.session).free_vnd
    house.lent(free - MILLION, terms=PlanTerms("bullet", 60_000, 1, 36))
    other = house.act(house.other, day)
    refused(lambda: actions.reverse_payment(house.session, loan, payment, "Nhầm", other), "cash")


def test_what_cannot_be_paid(house: Fund) -> None:
    loan = house.lent()
    day = START + timedelta(days=10)
    payment = house.pay(loan, MILLION, day)
    again = PaymentDraft(MILLION, day, payment.bank_reference)
    act = house.act(house.payer, day)
    refused(lambda: actions.pay(house.session, loan, again, act), "reference")
    refused(lambda: house.pay(loan, MILLION, day + timedelta(days=1), known=day), "day")
    refused(lambda: house.pay(loan, MILLION, START - timedelta(days=1), known=day), "day")
    said = refused(lambda: house.pay(loan, 130 * MILLION, day), "too_much")
    assert "tất toán" in said.text


def test_nothing_is_paid_before_the_first_tranche(house: Fund) -> None:
    loan, first = house.contract(), START + timedelta(days=5)
    house.disburse(loan, 120 * MILLION, first)
    refused(lambda: house.pay(loan, MILLION, START + timedelta(days=2), known=first), "day")


@pytest.mark.parametrize("choice", ["shorter", "lower"])
def test_paying_ahead_by_choice(house: Fund, choice: str) -> None:
    loan = house.lent()
    house.pay(loan, 60 * MILLION, START + timedelta(days=10), choice=choice)
    position = replay(facts_of(house.session, [loan])[loan.id], loan.synced_on)
    assert len(position.ahead) == (6 if choice == "shorter" else 12)
    assert position.in_term_vnd == 60 * MILLION
    house.check()


# --- the night ---------------------------------------------------------------------------------


def test_the_night_makes_groups_for_the_whole_customer(house: Fund) -> None:
    late, good = house.lent(), house.lent(terms=PlanTerms("bullet", 60_000, 1, 36))
    seen = []
    for days in (0, 9, 10, 29, 30, 89, 90, 179, 180):
        house.night(date(2025, 4, 3) + timedelta(days=days))
        seen.append((late.debt_group, good.debt_group))
        house.check()
    assert [one for one, _ in seen] == [1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert all(one == other for one, other in seen)


def test_a_contract_that_waits_for_its_money_stops_nothing(house: Fund) -> None:
    """Neither the end of a month nor the acts on other loans of its borrower."""
    lent, waiting = house.lent(), house.contract()
    house.night(START)
    done = house.night(date(2025, 4, 3))
    assert date(2025, 4, 1) in done
    payment = house.pay(lent, lent.due_vnd, date(2025, 4, 3))
    other = house.act(house.other, date(2025, 4, 3))
    actions.reverse_payment(house.session, lent, payment, "Nhầm", other)
    house.disburse(waiting, 120 * MILLION, date(2025, 4, 3))
    assert (waiting.status, waiting.principal_vnd) == ("active", 120 * MILLION)
    house.check()


def test_twice_changes_nothing_and_missed_days_are_caught_up(house: Fund) -> None:
    loan = house.lent()
    house.night(START)
    until = date(2025, 6, 20)
    done = house.night(until)
    assert len(done) == (until - START).days
    entries = list(house.session.scalars(select(FundEntry.id)))
    mails = list(house.session.scalars(select(MailMessage.message_key)))
    assert house.night(until) == []
    assert list(house.session.scalars(select(FundEntry.id))) == entries
    assert list(house.session.scalars(select(MailMessage.message_key))) == mails
    snapshots = list(house.session.scalars(select(LoanSnapshot).order_by(LoanSnapshot.taken_on)))
    assert [one.taken_on for one in snapshots] == [
        date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31),
    ]  # fmt: skip
    assert [one.debt_group for one in snapshots] == [1, 2, 3]
    assert snapshots[2].provision_vnd == 30 * MILLION
    assert loan.provision_vnd == 30 * MILLION
    nights = house.session.scalars(select(LoanNight.day).order_by(LoanNight.day)).all()
    assert nights == [START, *done]
    house.check()


def test_a_late_night_of_the_first_leaves_no_loan_behind(house: Fund) -> None:
    """Somebody acts in the morning of the 1st, before the night comes."""
    loan, beside = house.lent(), house.lent(60 * MILLION)
    house.night(date(2025, 4, 29))
    first = date(2025, 5, 1)
    house.pay(loan, 25 * MILLION, first)
    then = (loan.principal_vnd, loan.due_vnd, loan.overdue_vnd)
    house.night(first)
    assert (loan.principal_vnd, loan.due_vnd, loan.overdue_vnd) == then
    assert min(loan.synced_on, beside.synced_on) >= first
    house.check()
    kept = house.session.get_one(LoanSnapshot, (date(2025, 4, 30), loan.id))
    end = replay(facts_of(house.session, [loan])[loan.id], date(2025, 4, 30))
    assert kept.principal_vnd == end.principal_vnd == 120 * MILLION
    rows = trial_balance(house.session, date(2020, 1, 1), date(2025, 4, 30))
    lent = sum(row.closing_vnd for row in rows if row.account.code in PRINCIPAL)
    assert lent == 180 * MILLION, "the book of April knows nothing of May"
    mistakes = select(func.count()).select_from(FundEntry).where(FundEntry.kind == "pay")
    assert house.session.scalar(mistakes) == 1


def test_day_by_day_is_all_at_once(house: Fund) -> None:
    """The book after one long catch-up is that of a run each night."""
    one = house.lent()
    house.night(START)
    house.night(date(2025, 7, 1))
    held = booked_of(house.session, [one.contract_no])[one.contract_no]
    house.session.execute(text("DELETE FROM loan_night"))
    other = house.lent()
    day = START
    while day <= date(2025, 7, 1):
        house.session.execute(text("DELETE FROM loan_night"))
        night.run_day(house.session, house.world.settings, day, noon(day))
        day += timedelta(days=1)
    assert booked_of(house.session, [other.contract_no])[other.contract_no] == held
    house.check()


def test_borrowers_are_told_each_time_once(house: Fund) -> None:
    loan = house.lent()
    house.night(START)
    house.night(date(2025, 5, 10))
    keys = house.session.scalars(select(MailMessage.message_key).order_by(MailMessage.id)).all()
    mine = [key.removeprefix(f"loan-{loan.id}-") for key in keys]
    told = [key.rpartition("-")[0] for key in mine]
    assert told == [
        "20250403-due-10", "20250403-due-3", "20250403-due-0", "20250403-late-1",
        "20250403-late-7", "20250505-due-10", "20250505-due-3", "20250403-late-30",
        "20250505-due-0",
    ]  # fmt: skip


def test_the_months_to_come_cost_the_same_statements_for_many(
    house: Fund, counted: list[str]
) -> None:
    house.lent()
    counted.clear()
    coming_by_borrower(house.session, START)
    few = len(counted)
    for _ in range(4):
        house.world.cooperative = make_cooperative(house.session)
        house.lent()
    counted.clear()
    rows = coming_by_borrower(house.session, START)
    assert len(counted) == few
    found = coming_months(START, rows)
    assert [one.borrowers for one in found] == [5] * 11
    assert sum(one.principal_vnd for one in found) == 5 * 110 * MILLION, "to February 2026"


def test_a_night_costs_the_same_statements_for_many(house: Fund, counted: list[str]) -> None:
    house.lent()
    house.night(START)
    counted.clear()
    house.night(date(2025, 4, 3))
    few = len(counted) / 31
    for _ in range(12):
        house.world.cooperative = make_cooperative(house.session)
        house.lent()
    house.session.execute(text("DELETE FROM loan_night WHERE day > '2025-03-03'"))
    house.session.expire_all()
    counted.clear()
    house.night(date(2025, 4, 3))
    assert len(counted) / 31 <= few + 1


# --- decisions ---------------------------------------------------------------------------------


def test_restructuring_and_its_group(house: Fund) -> None:
    loan = house.lent()
    day = date(2025, 6, 20)
    house.night(day)
    wanted = NewPlan(date(2025, 9, 20), 3, 8, "Mất mùa do bão", "15/QĐ-QHT")
    refused(
        lambda: actions.restructure(house.session, loan, wanted, house.act(house.payer, day)),
        "role",
    )
    actions.restructure(house.session, loan, wanted, house.act(house.director, day))
    assert (loan.status, loan.overdue_since, loan.debt_group) == ("restructured", None, 2)
    assert loan.ends_on == date(2027, 6, 20)
    house.check()
    house.night(date(2025, 9, 25))
    assert loan.debt_group == 3
    again = changed(wanted, first_on=date(2025, 12, 1))
    on = date(2025, 9, 26)
    actions.restructure(house.session, loan, again, house.act(house.director, on))
    assert loan.debt_group == 4
    house.check()


def test_the_rest_of_a_restructured_loan_is_promised_no_longer(house: Fund) -> None:
    dossier = house.world.file(now=noon(START)).dossier_id
    promise = (dossier, house.world.cooperative.id, (), 120 * MILLION)
    fund.reserve(house.session, *promise, house.director.actor, noon(START))
    loan, day = house.contract(dossier_id=dossier), date(2025, 4, 20)
    house.disburse(loan, 50 * MILLION, START)
    assert fund_position(house.session).reserved_vnd == 70 * MILLION
    wanted = NewPlan(date(2025, 9, 20), 3, 4, "Dự án thu hẹp", "15/QĐ-QHT")
    actions.restructure(house.session, loan, wanted, house.act(house.director, day))
    assert fund_position(house.session).reserved_vnd == 0
    far = changed(wanted, first_on=date(9999, 12, 31))
    refused(
        lambda: actions.restructure(house.session, loan, far, house.act(house.director, day)),
        "plan",
    )
    house.check()


def test_writing_off_and_what_comes_back(house: Fund) -> None:
    loan = house.lent()
    day = date(2025, 6, 1)
    act = house.act(house.director, day)
    refused(lambda: actions.write_off(house.session, loan, "mất vốn", "9/QĐ", act), "group")
    day = date(2026, 1, 5)
    house.night(day)
    act = house.act(house.director, day)
    actions.write_off(house.session, loan, "Hợp tác xã giải thể", "9/QĐ-QHT", act)
    house.check()
    held = booked_of(house.session, [loan.contract_no])[loan.contract_no]
    assert held[WRITTEN_OFF] == 120 * MILLION
    assert not any(held.get(code) for code in (*PRINCIPAL, PROVISION, SUSPENDED))
    house.pay(loan, 20 * MILLION, day)
    held = booked_of(house.session, [loan.contract_no])[loan.contract_no]
    assert held[WRITTEN_OFF] == 100 * MILLION
    house.check()


def test_a_decision_with_its_letter_takes_a_loan_off_the_balance(house: Fund) -> None:
    session, loan, beside = house.session, house.lent(), house.lent(60 * MILLION)
    day, draft = date(2026, 1, 5), WriteOffDraft("Hợp tác xã giải thể.", "Biên bản 03/BB-HĐXLRR")
    house.night(day)
    beside_principal = beside.principal_vnd
    act = house.act(house.director, day)
    what = (session, house.world.settings, loan, draft, house.director, act)
    own = changed(act, by=changed(act.by, id=loan.appraiser_id))
    refused(lambda: decide_write_off(*what[:-1], own), "person")
    row = decide_write_off(*what)
    assert (loan.status, row.principal_vnd, row.provision_vnd) == (
        "written_off", 120 * MILLION, 120 * MILLION,
    )  # fmt: skip
    owed = replay(facts_of(session, [loan])[loan.id], date(2026, 1, 4))
    assert row.interest_vnd > owed.unpaid_interest_vnd > 0, "with what the delay costs"
    content = row.letter.content["body"]
    said = " ".join(point["text"] for point in content["points"])
    assert "120.000.000 đ" in said
    assert "không phải là xóa nợ" in said
    assert "Biên bản 03/BB-HĐXLRR" in content["opening"]
    assert row.letter.kind == "decision"
    assert "QĐ" in row.letter.full_number
    refused(lambda: decide_write_off(*what), "group")
    entries = select(FundEntry.text, FundEntry.kind).where(FundEntry.booked_on == day)
    booked = [tuple(row) for row in session.execute(entries)]
    assert "write_off" in {kind for words, kind in booked if loan.contract_no in words}
    others = {kind for words, kind in booked if beside.contract_no in words}
    facts = facts_of(session, [loan])[loan.id]
    lines = lines_of(facts, replay(facts, day))
    assert {line.words for line in lines} == {"Chuyển ra ngoài bảng"}
    assert sum(line.principal_vnd for line in lines) == 10 * 10 * MILLION, "ten months fell due"
    assert "write_off" not in others, "the customer's other loan is not written off"
    assert (beside.status, beside.principal_vnd) == ("active", beside_principal)
    house.check()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE loan_write_off SET principal_vnd = 1"))


def test_what_came_back_is_one_figure_everywhere(house: Fund) -> None:
    """Money that is kept for the next instalment comes back when it is used, not as a payment."""
    session, loan, lost = house.session, house.lent(), house.lent(60 * MILLION)
    house.pay(loan, 25 * MILLION, date(2025, 4, 3))
    since, until = date(2025, 4, 4), date(2026, 1, 5)
    house.night(until)
    draft = WriteOffDraft("Giải thể", "Biên bản 03")
    act = house.act(house.director, until)
    decide_write_off(session, house.world.settings, lost, draft, house.director, act)
    found = report(session, since, until)
    assert found.collected_vnd > 0, "what was kept"
    assert found.written_off_vnd == 60 * MILLION
    assert found.collected_vnd == lent_between(session, since, until).back_vnd
    after = found.outstanding_before_vnd + found.disbursed_vnd - found.collected_vnd
    assert after - found.written_off_vnd == found.outstanding_vnd
    assert ("Xử lý rủi ro trong kỳ", "60.000.000 đ") in found.rows()


def test_the_borrower_is_told_of_what_is_done_to_a_loan_once(house: Fund) -> None:
    session, loan = house.session, house.lent()
    payment = house.pay(loan, 5 * MILLION, date(2025, 4, 4))
    act = house.act(house.other, date(2025, 4, 4))
    actions.reverse_payment(session, loan, payment, "Nhầm hợp đồng", act)
    code = house.world.cooperative.commune_code
    by = house.act(house.director, date(2025, 4, 5))
    relief = apply(session, ReliefDraft((code,), 6, "Bão số 3", "20/QĐ-QHT"), by)
    undo(session, relief, by)
    wanted = NewPlan(date(2025, 9, 20), 3, 4, "Mất mùa", "15/QĐ-QHT")
    actions.restructure(session, loan, wanted, by)
    asked = select(OutboxMessage.payload).where(OutboxMessage.task == "servicing.tell_borrower")
    numbers = [row["event_id"] for row in session.scalars(asked.order_by(OutboxMessage.id))]
    told = [session.get_one(LoanEvent, number).action for number in numbers]
    assert told == ["disburse", "pay", "reverse", "relief", "relief", "restructure"]
    for number in (*numbers, *numbers):
        tell_borrower(session, house.world.settings, number, noon(date(2025, 4, 5)))
    mails = select(MailMessage).where(MailMessage.message_key.startswith("loan-event-"))
    kept = list(session.scalars(mails.order_by(MailMessage.id)))
    assert len(kept) == len(numbers), "twice is once"
    assert {mail.recipient for mail in kept} == {house.world.owner.email}
    assert "15/QĐ-QHT" in kept[-1].body
    assert loan.contract_no in kept[-1].subject
    assert "Nhầm hợp đồng" in kept[2].body


def test_the_terms_of_a_contract(house: Fund) -> None:
    refused(lambda: house.contract(overdue_percent=151), "overdue_rate")
    refused(lambda: house.contract(late_rate_ppm=100_001), "late_rate")
    refused(lambda: house.contract(terms=PlanTerms("equal_principal", 60_000, 0, 1)), "schedule")


# --- relief ------------------------------------------------------------------------------------


def test_relief_is_taken_back_from_a_loan_that_was_settled_since(house: Fund) -> None:
    loan, day = house.lent(), date(2025, 3, 20)
    code = house.world.cooperative.commune_code
    act = house.act(house.director, day)
    relief = apply(house.session, ReliefDraft((code,), 6, "Bão số 3", "20/QĐ-QHT"), act)
    later = date(2025, 9, 1)
    owed = replay(facts_of(house.session, [loan])[loan.id], later).payoff_vnd
    house.pay(loan, owed, later)
    assert loan.status == "settled"
    undo(house.session, relief, house.act(house.director, later))
    assert (loan.status, loan.principal_vnd > 0) == ("active", True)
    house.check()


def test_relief_in_one_act_and_exactly_back(house: Fund) -> None:
    late, good = house.lent(), house.lent(terms=PlanTerms("bullet", 60_000, 1, 36))
    elsewhere = make_cooperative(house.session)
    day = date(2025, 5, 20)
    house.night(day)
    act = house.act(house.director, day)
    code = house.world.cooperative.commune_code
    draft = ReliefDraft((code,), 6, "Bão số 3", "20/QĐ-QHT")
    assert elsewhere.commune_code == code
    looked = preview(house.session, draft, day)
    assert [one.loan.id for one in looked] == [late.id, good.id]
    facts = facts_of(house.session, [late, good])
    before = {number: replay(one, day) for number, one in facts.items()}
    ends = (late.ends_on, good.ends_on)
    relief = apply(house.session, draft, act)
    assert (late.overdue_since, late.debt_group, late.restructured) == (None, 1, 0)
    eased = replay(facts_of(house.session, [late])[late.id], day)
    assert sum(part.principal_vnd for part in eased.ahead) == late.principal_vnd
    assert eased.ahead[0].due_on == date(2025, 12, 3)
    house.check()
    refused(lambda: undo(house.session, relief, house.act(house.payer, day)), "role")
    assert undo(house.session, relief, act) == 2
    after = {
        number: replay(one, day) for number, one in facts_of(house.session, [late, good]).items()
    }
    assert after == before
    assert (late.ends_on, good.ends_on) == ends
    assert late.overdue_since == before[late.id].overdue_since
    house.check()
    refused(lambda: undo(house.session, relief, act), "undone")


def test_relief_is_not_taken_back_under_a_newer_plan(house: Fund) -> None:
    loan, day = house.lent(), date(2025, 5, 20)
    house.night(day)
    act = house.act(house.director, day)
    draft = ReliefDraft((house.world.cooperative.commune_code,), 6, "Bão số 3", "20/QĐ-QHT")
    relief = apply(house.session, draft, act)
    wanted = NewPlan(date(2026, 2, 1), 3, 4, "Mất mùa", "21/QĐ-QHT")
    actions.restructure(house.session, loan, wanted, act)
    refused(lambda: undo(house.session, relief, act), "newer")
    empty = changed(draft, communes=("99999",))
    refused(lambda: preview(house.session, empty, day), "none")
