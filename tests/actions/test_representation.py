"""A request becomes an account with a mandate, once; mandates begin and end."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account, AccountChange
from cooperatives.models import Cooperative, Mandate
from cooperatives.queries import cooperatives_of
from documents.models import Document
from representation import actions, queries
from representation.actions import Ask
from representation.models import AccountRequest
from store.models import OutboxMessage
from tests.make import make_account, make_cooperative, make_representative, tasks_waiting
from workflow.refusal import Refusal
from workflow.roles import Role

NOON = datetime(2026, 3, 10, 5, tzinfo=UTC)
TODAY = date(2026, 3, 10)


@pytest.fixture
def cooperative(session: Session) -> Cooperative:
    return make_cooperative(session, tax_code="0100109106", representative_name="Lý Văn A")


@pytest.fixture
def clerk(session: Session) -> Account:
    return make_account(session, Role.RECORDS, full_name="Vi Thị Mai")


def request_of(session: Session, **values: str) -> AccountRequest:
    paper = Document(
        sha256="0" * 64, name="giay.pdf", media_type="application/pdf", size_bytes=9,
        created_at=NOON,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    base = {
        "tax_code": "0100109106", "cooperative_name": "HTX Na", "full_name": "Lý Văn B",
        "position": "Giám đốc", "phone": "0912345678", "email": "B@htx.vn",
    }  # fmt: skip
    return actions.ask(session, Ask(**(base | values)), paper, NOON)


def confirm(
    session: Session, asked: AccountRequest, cooperative: Cooperative, by: Account
) -> str | None:
    return actions.confirm(session, asked.id, cooperative, TODAY, by, NOON)[1]


def test_the_registry_is_asked_by_tax_code(session: Session, cooperative: Cooperative) -> None:
    assert request_of(session).cooperative_id == cooperative.id
    assert request_of(session, tax_code="").cooperative_id is None
    make_cooperative(session, tax_code="0100109106")
    another = request_of(session, phone="0912345679")
    assert another.cooperative_id is None, "two of one code: somebody has to look"


def test_confirming_opens_the_account_with_a_mandate(
    session: Session, cooperative: Cooperative, clerk: Account
) -> None:
    asked = request_of(session)
    assert confirm(session, asked, cooperative, clerk) is None
    account = asked.account
    assert account is not None
    assert (account.email, account.phone, account.role) == (
        "b@htx.vn",
        "0912345678",
        "representative",
    )
    assert cooperatives_of(session, account.id, TODAY) == [cooperative]
    assert cooperatives_of(session, account.id, date(2026, 3, 9)) == []
    assert tasks_waiting(session) == ["accounts.mail_link"]
    assert session.scalars(select(AccountChange)).one().by_id == clerk.id
    assert session.scalars(select(Mandate)).one().begun_by_id == clerk.id


def test_of_two_officers_the_second_is_told(
    session: Session, cooperative: Cooperative, clerk: Account
) -> None:
    asked = request_of(session)
    confirm(session, asked, cooperative, clerk)
    told = "Vi Thị Mai đã xác nhận yêu cầu này lúc 12:00 ngày 10/03/2026"
    with pytest.raises(Refusal, match=told):
        confirm(session, asked, cooperative, clerk)
    with pytest.raises(Refusal, match=told):
        actions.refuse(session, asked.id, "Giấy mờ", clerk, NOON)
    assert len(session.scalars(select(Mandate)).all()) == 1


def test_without_email_the_link_is_read_out(
    session: Session, cooperative: Cooperative, clerk: Account
) -> None:
    assert confirm(session, request_of(session, email=""), cooperative, clerk) is not None
    assert tasks_waiting(session) == []


def test_who_has_an_account_gets_the_mandate_beside(
    session: Session, cooperative: Cooperative, clerk: Account
) -> None:
    first = make_cooperative(session)
    owner = make_representative(session, first, email="b@htx.vn", password_hash="x")
    asked = request_of(session)
    assert confirm(session, asked, cooperative, clerk) is None
    assert asked.account_id == owner.id
    assert set(cooperatives_of(session, owner.id, TODAY)) == {first, cooperative}
    assert tasks_waiting(session) == ["representation.tell_decision"]
    with pytest.raises(Refusal, match="đã là đại diện"):
        confirm(session, request_of(session), cooperative, clerk)


def test_staff_and_two_people_are_refused(
    session: Session, cooperative: Cooperative, clerk: Account
) -> None:
    make_account(session, Role.AUDITOR, email="b@htx.vn")
    with pytest.raises(Refusal, match="không thể đại diện"):
        confirm(session, request_of(session, phone="0912345679"), cooperative, clerk)
    make_account(session, Role.REPRESENTATIVE, phone="0912345678")
    with pytest.raises(Refusal, match="hai tài khoản khác nhau"):
        confirm(session, request_of(session), cooperative, clerk)
    assert session.scalars(select(Mandate)).all() == []


def test_refusing_wants_a_reason_and_mails_it(session: Session, clerk: Account) -> None:
    asked = request_of(session)
    with pytest.raises(Refusal):
        actions.refuse(session, asked.id, "  ", clerk, NOON)
    actions.refuse(session, asked.id, "Giấy đăng ký bị mờ.", clerk, NOON)
    assert (asked.decision, asked.reason, asked.account_id) == (
        "refused",
        "Giấy đăng ký bị mờ.",
        None,
    )
    message = session.scalars(select(OutboxMessage)).one()
    assert message.payload == {"request_id": asked.id}
    assert queries.list_waiting(session) == []
    assert queries.list_decided(session) == [asked]


def test_a_mandate_ends_with_its_last_day(
    session: Session, cooperative: Cooperative, clerk: Account
) -> None:
    owner = make_representative(session, cooperative, phone="0912345678")
    mandate = session.scalars(select(Mandate)).one()
    end = (mandate.id, TODAY, "Bầu giám đốc mới", clerk, NOON)
    actions.end_mandate(session, *end)
    assert cooperatives_of(session, owner.id, TODAY) == [cooperative]
    assert cooperatives_of(session, owner.id, date(2026, 3, 11)) == []
    assert (mandate.end_reason, mandate.ended_by_id) == ("Bầu giám đốc mới", clerk.id)
    with pytest.raises(Refusal, match="đã kết thúc"):
        actions.end_mandate(session, *end)
    give = (session, "0912 345 678", cooperative, "Giám đốc")
    with pytest.raises(Refusal, match="đã là đại diện"):
        actions.give_mandate_to(*give, TODAY, clerk, NOON)
    actions.give_mandate_to(*give, date(2026, 4, 1), clerk, NOON)
    assert cooperatives_of(session, owner.id, date(2026, 3, 20)) == []
    assert cooperatives_of(session, owner.id, date(2026, 4, 1)) == [cooperative]


@pytest.mark.parametrize("login", ["khong@htx.vn", "mai@lm.vn", "dong@htx.vn"])
def test_only_an_open_account_of_a_representative_speaks(
    session: Session, cooperative: Cooperative, clerk: Account, login: str
) -> None:
    clerk.email = "mai@lm.vn"
    make_account(session, Role.REPRESENTATIVE, email="dong@htx.vn", is_active=False)
    with pytest.raises(Refusal):
        actions.give_mandate_to(session, login, cooperative, "Giám đốc", TODAY, clerk, NOON)
