"""An application from filing to the appraiser: the check, what it asks for, who gets it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cooperatives.models import Cooperative
from dossiers.actions import advance
from dossiers.queries import is_visible, list_events
from loans import prescreen_actions, watch_actions
from loans.actions import Filing, file
from loans.owner_actions import supply
from loans.process import LOAN_APPLICATION
from loans.programme_actions import add_version
from loans.programme_models import DeclaredTie
from loans.programme_queries import version_on
from loans.staff_actions import add_note, ask_for_more, give_to
from tests.loans import TERMS, LoanWorld, make_loan_world
from tests.make import MORNING, make_account, make_cooperative, make_representative, tasks_waiting
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

TODAY = date(2026, 2, 10)


@pytest.fixture
def loans(session: Session) -> LoanWorld:
    return make_loan_world(session)


def tie(loans: LoanWorld, number: int) -> None:
    loans.session.add(
        DeclaredTie(
            account_id=loans.appraisers[number].id,
            cooperative_id=loans.cooperative.id,
            relation="Em ruột của Giám đốc",
            starts_on=TODAY,
            declared_by_id=loans.director.id,
            declared_at=MORNING,
        )
    )
    loans.session.flush()


def test_filing_gives_number_date_and_task(loans: LoanWorld) -> None:
    application = loans.file()
    dossier = application.dossier
    assert dossier.code.startswith("VV-2026-00000")
    assert (dossier.state, dossier.limit_days) == ("submitted", 20)
    assert dossier.subject == "Vay 380\u00a0triệu đồng: Mua máy sấy na và kho lạnh"
    assert tasks_waiting(loans.session)[-1] == "loans.prescreen"
    assert application.own_vnd == 120_000_000
    assert {paper.title for paper in dossier.papers} >= {"Giấy chứng nhận đăng ký"}


def test_a_complete_one_goes_to_the_lightest_appraiser(loans: LoanWorld) -> None:
    first = loans.in_appraisal()
    second = loans.in_appraisal()
    third = loans.in_appraisal()
    holders = [one.dossier.officer_id for one in (first, second, third)]
    assert holders == [loans.appraisers[0].id, loans.appraisers[1].id, loans.appraisers[0].id]
    assert {one.is_met for one in first.findings} == {True}


def test_a_declared_tie_passes_it_on(loans: LoanWorld) -> None:
    tie(loans, 0)
    assert loans.in_appraisal().dossier.officer_id == loans.appraisers[1].id


def test_where_everybody_is_tied_the_director_chooses(loans: LoanWorld) -> None:
    tie(loans, 0)
    tie(loans, 1)
    application = loans.file()
    loans.prescreen(application)
    assert application.dossier.state == "submitted"
    assert loans.last(application).action == "hold"
    assert tasks_waiting(loans.session)[-1] == "notices.tell_head"


def test_the_director_gives_it_to_somebody_who_may(loans: LoanWorld) -> None:
    tie(loans, 0)
    tie(loans, 1)
    application, session, first = loans.file(), loans.session, loans.appraisers[0]
    with pytest.raises(Refusal, match="tie"):
        give_to(session, application, first, "Đã khai báo", loans.director, MORNING)
    other = make_account(session, Role.APPRAISER, full_name="Lương Thị Hà")
    with pytest.raises(Refusal, match="state"):  # the automatic check comes first
        give_to(session, application, other, "Chọn tay", loans.director, MORNING)
    other.is_active = False
    loans.prescreen(application)
    other.is_active = True
    give_to(session, application, other, "Chọn tay", loans.director, MORNING)
    dossier = application.dossier
    assert (dossier.state, dossier.officer_id) == ("in_appraisal", other.id)
    assert loans.last(application).action == "take_in"
    with pytest.raises(Refusal, match="same"):
        give_to(session, application, other, "Lần nữa", loans.director, MORNING)
    third = make_account(session, Role.APPRAISER)
    give_to(session, application, third, "Chị Hà nghỉ", loans.director, MORNING)
    assert (dossier.officer_id, loans.last(application).action) == (third.id, "reassign")
    assert tasks_waiting(session)[-1] == "notices.tell_officer"


def test_the_appraiser_asks_for_another_copy(loans: LoanWorld) -> None:
    application, session = loans.in_appraisal(), loans.session
    one, other = loans.appraisers
    with pytest.raises(Refusal, match="holder"):
        ask_for_more(session, application, ["resolution"], [], "Bản mờ", other, MORNING)
    with pytest.raises(Refusal, match="nothing"):
        ask_for_more(session, application, [], [], " ", one, MORNING)
    ask_for_more(session, application, ["resolution"], [], "Bản mờ ở trang 2.", one, MORNING)
    event = loans.last(application)
    assert event.note == (
        "- Giấy tờ: Nghị quyết về việc vay vốn (cần bản khác).\nBản mờ ở trang 2."
    )
    assert (application.dossier.state, application.dossier.paused_on) == (
        "supplement_requested", TODAY,
    )  # fmt: skip
    supply(session, application, loans.papers("resolution"), {}, "", loans.owner, MORNING)
    loans.prescreen(application)
    assert (application.dossier.state, application.dossier.officer_id) == ("in_appraisal", one.id)


def test_a_note_is_read_by_the_staff_alone(loans: LoanWorld) -> None:
    application = loans.in_appraisal()
    add_note(loans.session, application, "Đã gọi điện.", loans.accountant, MORNING)
    read = [
        [event.note for event in list_events(loans.session, one, application.dossier)]
        for one in (loans.director, loans.owner)
    ]
    assert [("Đã gọi điện." in notes) for notes in read] == [True, False]


def test_a_missing_paper_is_asked_for_by_name(loans: LoanWorld) -> None:
    application = loans.file(loans.ask("registration", "ownership"))
    loans.prescreen(application)
    event = loans.last(application)
    assert (event.action, event.data["papers"]) == ("request_supplement", ["resolution"])
    assert "Nghị quyết về việc vay vốn" in event.note
    assert application.dossier.paused_on == TODAY
    assert event.data["until"] == "2026-03-03", "ten working days over the Tết holiday"


def test_a_value_that_can_be_corrected_is_asked_for(loans: LoanWorld) -> None:
    application = loans.file(loans.ask(months=48))
    loans.prescreen(application)
    assert loans.last(application).data["rules"] == ["months"]


def test_twice_or_late_is_once(loans: LoanWorld) -> None:
    application = loans.file()
    event = loans.last(application)
    for _ in range(2):
        prescreen_actions.prescreen(loans.session, application.dossier_id, event.id, MORNING)
    assert application.dossier.head_seq == 2
    assert len({one.round_no for one in application.findings}) == 1


def test_a_group_does_not_borrow(loans: LoanWorld, session: Session) -> None:
    group = make_cooperative(session, kind="group")
    filing = Filing(loans.owner, group, loans.version)
    with pytest.raises(Refusal, match="borrower"):
        file(session, filing, loans.ask(), MORNING)


def test_who_sees_it(loans: LoanWorld, session: Session) -> None:
    dossier = loans.in_appraisal().dossier
    stranger = make_representative(session, make_cooperative(session))
    seeing = (loans.owner, *loans.appraisers, loans.director, loans.accountant)
    assert all(is_visible(session, one, dossier, TODAY) for one in seeing)
    outside = (stranger, make_account(session, Role.OFFICER), make_account(session, Role.ADMIN))
    assert not any(is_visible(session, one, dossier, TODAY) for one in outside)
    bystander = session.get_one(Cooperative, loans.cooperative.id)
    assert bystander.id == dossier.cooperative_id


@pytest.mark.parametrize("action", ["approve", "reject", "sign_contract", "propose"])
def test_nobody_skips_a_step(loans: LoanWorld, action: str) -> None:
    dossier = loans.file().dossier
    with pytest.raises(Refusal):
        advance(loans.session, LOAN_APPLICATION, dossier, action, loans.director.actor, MORNING)


def test_a_supplement_that_never_comes_is_reminded_then_closed(loans: LoanWorld) -> None:
    application = loans.file(loans.ask("registration", "ownership"))
    loans.prescreen(application)
    dossier = application.dossier
    for day, action in ((21, "request_supplement"), (22, "remind_supplement"),
                        (28, "remind_supplement"), (29, "lapse"), (31, "lapse")):  # fmt: skip
        watch_actions.watch(loans.session, MORNING + timedelta(days=day))
        assert loans.last(application).action == action, day
    assert (dossier.state, dossier.settled_at is not None) == ("lapsed", True)
    assert loans.last(application).effective_on == date(2026, 3, 11), (
        "the day after, as for petitions"
    )
    assert dossier.head_seq == 4, "each once"


def test_a_night_asks_as_often_for_many_as_for_one(loans: LoanWorld, counted: list[str]) -> None:
    def asked() -> int:
        loans.session.commit()
        counted.clear()
        watch_actions.watch(loans.session, MORNING + timedelta(days=23))
        return len(counted)

    def wait() -> None:
        loans.prescreen(loans.file(loans.ask("registration", "ownership")))
        loans.in_appraisal()

    wait()
    asked()  # reminds of both
    once = asked()
    for _ in range(2):
        wait()
    asked()
    assert asked() == once


def test_a_decision_is_reminded_of_and_its_lateness_told_once(loans: LoanWorld) -> None:
    application = loans.in_appraisal()
    due_on = application.dossier.due_on
    before = application.dossier.head_seq
    said: list[tuple[str, str]] = []
    for day in range(60):
        watch_actions.watch(loans.session, MORNING + timedelta(days=day))
        event = loans.last(application)
        if event.seq > before + len(said):
            said.append((event.action, event.data["due_on"]))
    assert [action for action, _ in said] == ["remind", "remind", "remind", "escalate"]
    assert {day for _, day in said} == {due_on.isoformat()}


# --- programmes


def test_a_new_version_ends_the_one_before(loans: LoanWorld, session: Session) -> None:
    programme = loans.version.programme
    begins = date(2026, 3, 1)
    new = add_version(
        session, programme, replace(TERMS, rate_ppm=60_000), begins, loans.director.actor,
        "Nghị quyết của Hội đồng", MORNING,
    )  # fmt: skip
    assert loans.version.valid_to == date(2026, 2, 28)
    assert version_on(session, programme.id, date(2026, 2, 28)).id == loans.version.id
    assert version_on(session, programme.id, begins).id == new.id
    with pytest.raises(Missing):
        version_on(session, programme.id, date(2025, 12, 31))
    with pytest.raises(Refusal, match="valid_from"):
        add_version(session, programme, TERMS, begins, loans.director.actor, "Sửa", MORNING)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE loan_programme_version SET rate_ppm = 1",
        "UPDATE loan_cap SET cap_vnd = 1",
        "DELETE FROM loan_checklist_item",
        "DELETE FROM loan_programme_version",
    ],
)
def test_the_database_refuses_an_edit(loans: LoanWorld, session: Session, statement: str) -> None:
    session.commit()
    with pytest.raises(DBAPIError, match=r"append-only|never changed"):
        session.execute(text(statement))


def test_an_end_is_set_once(loans: LoanWorld, session: Session) -> None:
    session.commit()
    statement = text("UPDATE loan_programme_version SET valid_to = :day")
    session.execute(statement, {"day": TODAY})
    with pytest.raises(DBAPIError, match="never changed"):
        session.execute(statement, {"day": TODAY + timedelta(days=1)})
