"""The loans of the demo: about forty, of all ages and methods, some late, one restructured, some
settled. What happened is made by the same pure rules as in use and written in bulk; at the end the
book is brought to today as every night brings it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.models import Cooperative, Mandate
from demo.asked import asked_since, count_asked, mark_done
from demo.people import DOMAIN
from fund.actions import post_many
from fund.chart import CASH, INTEREST, INTEREST_DUE, PRINCIPAL
from fund.rules import Entry, Line, moved
from servicing.actions import Act, payment_lines
from servicing.books import Day, bring
from servicing.confirmation_models import LoanConfirmation
from servicing.drafts import told_in_words
from servicing.general_provision import provide
from servicing.models import (
    Loan,
    LoanDisbursement,
    LoanEvent,
    LoanNight,
    LoanPayment,
    LoanPlan,
)
from servicing.plans import PlanTerms, as_json, due_dates, parts_of, plan_rows
from servicing.replay import BUCKETS, Drawn, Facts, Paid, Plan, Position, Rules, replay
from servicing.restructuring_actions import Finding, Wish, appraise, ask
from servicing.write_off_actions import WriteOffDraft, decide_write_off
from workflow.localtime import VIETNAM, local_day
from workflow.machine import SYSTEM_ACTOR
from workflow.months import months_after

SEED = 20230103
MILLION = 10**6
LATE_RATE_PPM = 100_000
FIRST_CONTRACT = 1
OBJECTION = "Đã trả 10.000.000 đ ngày 28/6, chưa được trừ."
GROUND = ("own_capital", "collateral", "no_bad_debt")
PROGRAMMES = (
    ("Cho vay nông nghiệp (ví dụ)", 68_400, ("Máy sấy hoa hồi", "Mở rộng vườn na VietGAP",
     "Kho lạnh bảo quản quýt", "Trâu bò giống", "Vườn ươm cây lâm nghiệp", "Máy vò chè")),
    ("Cho vay phi nông nghiệp (ví dụ)", 72_000, ("Xe tải 2,5 tấn", "Máy xẻ gỗ và nhà xưởng",
     "Nhà nghỉ du lịch cộng đồng", "Cửa hàng giới thiệu sản phẩm")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deal:
    """One loan of the demo: how old in months, how it is paid back, and how well.

    habit: "on_time", "late" (stops paying `missed` instalments ago), "ahead" (pays some principal
    ahead), "closed" (pays off), "new" (not paid out yet), "eased" (restructured), "lost" (stopped
    paying long ago, and is written off).
    """

    age_months: int
    method: str
    instalments: int
    every_months: int
    amount_vnd: int
    habit: str = "on_time"
    missed: int = 0


DEALS = (
    Deal(26, "equal_principal", 12, 3, 480 * MILLION),
    Deal(9, "equal_principal", 8, 3, 300 * MILLION, "late", 1),
    Deal(24, "equal_principal", 12, 3, 400 * MILLION, "closed"),
    Deal(0, "equal_principal", 8, 3, 350 * MILLION, "new"),
    Deal(20, "equal_principal", 8, 3, 500 * MILLION, "eased", 2),
    Deal(14, "annuity", 24, 1, 260 * MILLION),
    Deal(16, "bullet", 2, 12, 600 * MILLION),
    Deal(22, "equal_principal", 6, 6, 700 * MILLION, "ahead"),
    Deal(18, "annuity", 8, 3, 450 * MILLION, "late", 2),
    Deal(25, "equal_principal", 12, 3, 520 * MILLION, "late", 3),
)
LOST = Deal(30, "equal_principal", 8, 3, 180 * MILLION, "lost", 5)
MORE = 30
LATE_DAYS = 17
SEAL, TOOK = "servicing.seal_letter", timedelta(seconds=4)


@dataclass(slots=True)
class Told:
    """A loan with what happened to it, before it has numbers of the database."""

    deal: Deal
    loan: Loan
    terms: PlanTerms
    facts: Facts | None = None
    position: Position | None = None
    payments: list[Paid] = field(default_factory=list)


@dataclass(slots=True)
class Lender:
    """Writes the loans of one demo."""

    session: Session
    today: date
    rng: Random
    people: dict[str, Account]
    numbers: count = field(default_factory=lambda: count(FIRST_CONTRACT))  # type: ignore[type-arg]

    def make(self, deal: Deal, cooperative_id: int) -> Told:
        """Return a loan with its history, of no row yet."""
        name, rate, purposes = PROGRAMMES[self.rng.random() < 0.3]
        signed = months_after(self.today, -deal.age_months) - timedelta(self.rng.randint(2, 24))
        terms = PlanTerms(deal.method, rate, deal.instalments, deal.every_months,
                          rounding_unit_vnd=1000)  # fmt: skip
        days = due_dates(terms, signed, None)
        loan = Loan(
            contract_no=f"{next(self.numbers):02d}/{signed.year}/HĐTD-QHT",
            cooperative_id=cooperative_id,
            programme=name,
            purpose=self.rng.choice(purposes),
            amount_vnd=deal.amount_vnd,
            rate_ppm=rate,
            overdue_rate_ppm=rate * 3 // 2,
            late_rate_ppm=LATE_RATE_PPM,
            method=deal.method,
            day_count="actual/365",
            rounding="half_up",
            pay_order=",".join(BUCKETS),
            terms=terms.as_json(),
            signed_on=signed,
            ends_on=days[-1],
            decider_id=self.people["giamdocquy"].id,
            status="contracted" if deal.habit == "new" else "active",
            synced_on=signed,
            principal_vnd=0,
            debt_group=1,
            restructured=0,
            provision_vnd=0,
        )
        told = Told(deal, loan, terms)
        if deal.habit != "new":
            self._live(told, days)
        return told

    def _live(self, told: Told, days: tuple[date, ...]) -> None:
        deal, loan = told.deal, told.loan
        rows = plan_rows(told.terms, deal.amount_vnd, loan.signed_on, days)
        past = [row for row in rows if row.due_on < self.today]
        paid = past[: len(past) - deal.missed] if deal.missed else past
        for number, row in enumerate(paid):
            told.payments.append(Paid(number, row.due_on, row.total_vnd))
        rules = Rules(loan.rate_ppm, loan.overdue_rate_ppm, loan.late_rate_ppm)
        drawn = (Drawn(loan.signed_on, deal.amount_vnd),)
        plans = (Plan(loan.signed_on, parts_of(rows)),)
        told.facts = Facts(rules, plans, drawn, tuple(told.payments))
        if deal.habit == "ahead" and len(paid) > 1:
            ahead = Paid(len(paid), paid[-2].due_on, deal.amount_vnd // 10, "shorter")
            self._replace(told, [*told.payments[:-1], ahead])
        elif deal.habit == "closed":
            day = self.today - timedelta(days=LATE_DAYS)
            quote = replay(told.facts, day).payoff_vnd
            kept = [one for one in told.payments if one.on <= day]
            if quote:
                self._replace(told, [*kept, Paid(len(kept), day, quote)])

    def _replace(self, told: Told, payments: list[Paid]) -> None:
        told.payments = payments
        facts = told.facts
        if facts is not None:
            told.facts = Facts(facts.rules, facts.plans, facts.drawn, tuple(payments))


def lend(session: Session, today: date, now: datetime, members: dict[str, Cooperative]) -> None:
    """Write the loans; the first go to members of the roster, so that they can be looked at."""
    emails = {f"{login}@{DOMAIN}": login for login in ("ketoan", "giamdocquy")}
    found = session.scalars(select(Account).where(Account.email.in_(emails)))
    people = {emails[account.email or ""]: account for account in found}
    lender = Lender(session, today, Random(SEED), people)
    deals = [*DEALS, *(_more(lender.rng) for _ in range(MORE)), LOST]
    borrowers = _borrowers(session, members, len(deals))
    told = [lender.make(deal, one) for deal, one in zip(deals, borrowers, strict=True)]
    session.add_all([one.loan for one in told])
    session.flush()
    _write(session, told, people["ketoan"], today, _by(now, 7))
    _ease(session, told, people["giamdocquy"], today)
    _bring_to_today(session, told, today, now)
    _asked(session, [one.loan for one in told if one.deal.habit == "late"], today)
    _confirm(session, told, today, _by(now))


def _more(rng: Random) -> Deal:
    method, every = rng.choice((("equal_principal", 3), ("annuity", 3), ("equal_principal", 6)))
    habits = (*[("on_time", 0)] * 11, ("late", 1))
    habit, missed = rng.choice(habits)
    instalments = rng.choice((4, 6, 8, 12)) if every == 3 else rng.choice((2, 4, 6))
    amount = rng.randint(6, 24) * 25 * MILLION
    return Deal(rng.randint(1, 24), method, instalments, every, amount, habit, missed)


def _borrowers(session: Session, members: dict[str, Cooperative], wanted: int) -> list[int]:
    first = [one.id for one in members.values()][:10]
    others = session.scalars(
        select(Cooperative.id)
        .where(Cooperative.kind == "cooperative", Cooperative.id.not_in(first))
        .where(Cooperative.name_fold.not_like("quy tin dung%"))
        .order_by(Cooperative.id)
        .limit(wanted)
    )
    return [*first, *others][:wanted]


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), VIETNAM)


def _by(now: datetime, hour: int = 9) -> datetime:
    """The hour of today; by night, when that is still to come, now."""
    return min(_at(local_day(now), hour), now)


def _write(session: Session, told: list[Told], payer: Account, today: date, at: datetime) -> None:
    """Write plans, money out and in, their story and their entries, each in one statement."""
    lived = [one for one in told if one.facts is not None]
    session.execute(insert(LoanPlan), [_plan_row(one) for one in lived])
    paid_out = session.scalars(
        insert(LoanDisbursement).returning(LoanDisbursement.id, sort_by_parameter_order=True),
        [_disbursement_row(one, payer) for one in lived],
    ).all()
    entries, rows, lines = [], [], []
    for one, number in zip(lived, paid_out, strict=True):
        one.position = replay(one.facts, today)  # type: ignore[arg-type]
        entries.append(_paid_out(one, number))
        entries += _accrued(one)
        for payment in one.payments:
            rows.append(_payment_row(one, payment, payer))
            lines.append((one, payment))
    ids = session.scalars(
        insert(LoanPayment).returning(LoanPayment.id, sort_by_parameter_order=True), rows
    ).all()
    for number, (one, payment) in zip(ids, lines, strict=True):
        entries.append(_paid_back(one, payment, number))
    post_many(session, sorted(entries, key=lambda entry: entry.on), payer.actor, at)
    session.execute(insert(LoanEvent), _story(told, payer))


def _plan_row(one: Told) -> dict[str, object]:
    facts = one.facts
    parts = as_json(facts.plans[0].parts) if facts else []
    return {
        "loan_id": one.loan.id, "n": 1, "kind": "contract", "from_on": one.loan.signed_on,
        "parts": parts, "reason": "", "decision_no": "", "at": _at(one.loan.signed_on),
    }  # fmt: skip


def _disbursement_row(one: Told, payer: Account) -> dict[str, object]:
    loan = one.loan
    words = f"Hồ sơ hợp đồng {loan.contract_no}"
    return {
        "loan_id": loan.id, "n": 1, "amount_vnd": loan.amount_vnd, "paid_on": loan.signed_on,
        "bank_reference": f"GN-{loan.contract_no}", "payer_id": payer.id,
        "conditions": [[key, words] for key in GROUND], "at": _at(loan.signed_on),
    }  # fmt: skip


def _told(one: Told, payment: Paid) -> dict[str, int]:
    return one.position.receipts[payment.id] if one.position else {}


def _payment_row(one: Told, payment: Paid, payer: Account) -> dict[str, object]:
    return {
        "loan_id": one.loan.id, "paid_on": payment.on, "amount_vnd": payment.amount_vnd,
        "choice": payment.choice, "source": "hand", "by_id": payer.id, "at": _at(payment.on, 10),
        "bank_reference": f"BC-{one.loan.contract_no}-{payment.id + 1:02d}",
        "told": _told(one, payment),
    }  # fmt: skip


def _paid_out(one: Told, number: int) -> Entry:
    loan = one.loan
    lines = moved(PRINCIPAL[0], CASH, loan.amount_vnd, loan.cooperative_id, loan.contract_no)
    words = f"Giải ngân lần 1, hợp đồng {loan.contract_no}, chứng từ GN-{loan.contract_no}"
    return Entry("disburse", loan.signed_on, words, lines, f"disbursement-{number}")


def _accrued(one: Told) -> list[Entry]:
    loan, rows = one.loan, one.position.rows if one.position else []
    early = {payment.on for payment in one.payments if "closing_interest" in _told(one, payment)}
    return [
        Entry(
            "accrue", row.due_on, f"Lãi đến hạn, hợp đồng {loan.contract_no}",
            moved(INTEREST_DUE, INTEREST, row.interest_vnd, loan.cooperative_id, loan.contract_no),
        )
        for row in rows
        if row.interest_vnd and row.due_on not in early
    ]  # fmt: skip


def _paid_back(one: Told, payment: Paid, number: int) -> Entry:
    lines: tuple[Line, ...] = payment_lines(one.loan, payment.amount_vnd, _told(one, payment))
    words = f"Thu nợ hợp đồng {one.loan.contract_no}"
    return Entry("pay", payment.on, words, lines, f"payment-{number}")


def _story(told: list[Told], payer: Account) -> list[dict[str, object]]:
    found = []
    for one in told:
        loan, signed = one.loan, one.loan.signed_on
        amount = f"{loan.amount_vnd:,}".replace(",", ".")
        found.append(_event(one, "contract", signed, f"Vay {amount} đồng.", payer))
        if one.facts is not None:
            found.append(_event(one, "disburse", signed, f"Giải ngân {amount} đồng.", payer))
        for payment in one.payments:
            words = f"Thu nợ: {told_in_words(_told(one, payment))}."
            found.append(_event(one, "pay", payment.on, words, payer))
    return found


def _event(one: Told, action: str, on: date, note: str, by: Account) -> dict[str, object]:
    return {
        "loan_id": one.loan.id, "action": action, "happened_on": on, "at": _at(on, 10),
        "by_id": by.id, "note": note,
    }  # fmt: skip


def _ease(session: Session, told: list[Told], director: Account, today: date) -> None:
    """Restructure the loans whose borrowers asked for it, a month ago."""
    day = today - timedelta(days=30)
    for one in told:
        if one.deal.habit != "eased" or one.facts is None:
            continue
        then = replay(one.facts, day)
        terms = PlanTerms("equal_principal", one.loan.rate_ppm, rounding_unit_vnd=1000)
        days = tuple(months_after(day, 3 * n) for n in range(2, 10))
        parts = parts_of(plan_rows(terms, then.principal_vnd, day, days))
        why, no = "Mất mùa do mưa bão, hợp tác xã đề nghị gia hạn", "15/QĐ-QHT"
        session.add(
            LoanPlan(
                loan_id=one.loan.id, n=2, kind="restructure", from_on=day, parts=as_json(parts),
                reason=why, decision_no=no, at=_at(day), by_id=director.id,
            )
        )  # fmt: skip
        one.loan.restructured, one.loan.status = 1, "restructured"
        one.loan.ends_on = parts[-1].due_on
        words = f"Gia hạn theo {no}: {len(parts)} kỳ, đến {parts[-1].due_on:%d/%m/%Y}. {why}."
        session.execute(insert(LoanEvent), [_event(one, "restructure", day, words, director)])
    session.flush()


def _bring_to_today(session: Session, told: list[Told], today: date, now: datetime) -> None:
    """Let the book and the copies say what holds today, with the provisions of the last month."""
    lived = [one.loan for one in told if one.facts is not None]
    day = Day(today, SYSTEM_ACTOR, now, "provision", with_provisions=True)
    found = bring(session, lived, day)
    for loan in lived:
        if not found[loan.id].principal_vnd and not found[loan.id].due_vnd:
            loan.status = "settled"
    session.add(LoanNight(day=today, at=now, counts={"loans": len(lived)}))
    session.flush()


def _asked(session: Session, late: list[Loan], today: date) -> None:
    """Let the borrowers who are late ask for another schedule; the first was looked into."""
    finder = session.scalars(
        select(Account).where(Account.email == f"thamdinh@{DOMAIN}")
    ).one_or_none()
    for loan, owner in _speakers(session, late)[:2]:
        first = months_after(today.replace(day=1), 3)
        wish = Wish("extend", first, 3, 12, "Mưa bão làm hỏng vụ na, đến vụ sau mới có tiền trả.")
        row = ask(session, loan, wish, Act(owner.actor, _at(today - timedelta(days=4))))
        if finder is not None and late.index(loan) == 0:
            text = "Đã kiểm tra tại vườn: mất khoảng 60 % sản lượng. Vụ sau đủ tiền trả theo lịch."
            found = Finding(text, is_supported=True, first_on=first, every_months=3, instalments=10)
            appraise(session, row, found, Act(finder.actor, _at(today - timedelta(days=1))))


def _speakers(session: Session, loans: list[Loan]) -> list[tuple[Loan, Account]]:
    rows = (
        select(Loan, Account)
        .join(Mandate, Mandate.cooperative_id == Loan.cooperative_id)
        .join(Account, Account.id == Mandate.account_id)
        .where(Loan.id.in_([one.id for one in loans]), Mandate.ends_on.is_(None))
        .ext(distinct_on(Loan.id))
        .order_by(Loan.id, Account.id)
    )
    return [(loan, account) for loan, account in session.execute(rows).unique()]


def _confirm(session: Session, told: list[Told], today: date, at: datetime) -> None:
    """Let the last half-year's balances be asked for; most borrowers answered, one objects.

    Those of a half-year that ended yesterday are asked for in the night that is to come, and who
    would answer later has not answered.
    """
    yesterday = today - timedelta(days=1)
    year = yesterday.year
    as_of = date(year, 6, 30) if yesterday.month > 6 else date(year - 1, 12, 31)
    rows = []
    for n, one in enumerate(told):
        then = replay(one.facts, as_of) if one.facts and one.loan.signed_on <= as_of else None
        if then is None or not then.principal_vnd:
            continue
        answered_on = as_of + timedelta(days=6 + n % 9)
        is_open = n % 4 == 0 or answered_on >= today
        words = OBJECTION if n == 5 and not is_open else ""
        rows.append({
            "loan_id": one.loan.id, "as_of": as_of, "principal_vnd": then.principal_vnd,
            "due_vnd": then.due_vnd, "asked_at": _at(as_of + timedelta(days=1), 1), "words": words,
            "is_agreed": None if is_open else not words,
            "answered_at": None if is_open else _at(answered_on),
        })  # fmt: skip
    session.execute(insert(LoanConfirmation), rows)
    provide(session, today.replace(day=1) - timedelta(days=1), at)


def write_off_lost(session: Session, settings: Settings, now: datetime) -> None:
    """Take the loan whose borrower stopped paying long ago off the balance, by decision."""
    lost = select(Loan).where(Loan.debt_group == 5, Loan.amount_vnd == LOST.amount_vnd)
    loan = session.scalars(lost.order_by(Loan.overdue_since)).first()
    director = session.scalars(
        select(Account).where(Account.email == f"giamdocquy@{DOMAIN}")
    ).one_or_none()
    if loan is None or director is None:
        return
    begun = count_asked(session)
    why = "Hợp tác xã ngừng hoạt động, tài sản bảo đảm đã xử lý, không còn nguồn trả nợ."
    draft = WriteOffDraft(why, "Biên bản số 02/BB-HĐXLRR của Hội đồng xử lý rủi ro của Quỹ")
    act = Act(director.actor, _by(now, 8))
    decide_write_off(session, settings, loan, draft, director, act)
    told = (one for one in asked_since(session, begun) if one.task != SEAL)
    mark_done(told, TOOK)
