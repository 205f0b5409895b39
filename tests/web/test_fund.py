"""The pages of the fund's book, and amounts as people write them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from fund.queries import position
from store.clock import today
from tests.make import make_account, make_unit
from tests.world import World, sign_in
from web.money import parse_money
from workflow.roles import Role

CAPITAL = {"kind": "capital", "amount": "20 tỷ", "on": "05/01/2026", "words": "Quyết định 12"}


@pytest.mark.parametrize(
    ("typed", "vnd"),
    [
        ("500.000.000", 500_000_000), ("500,000,000 đ", 500_000_000), ("500 triệu", 500_000_000),
        ("1,2 tỷ", 1_200_000_000), ("1.2 tỷ", 1_200_000_000), ("1 250 000 đồng", 1_250_000),
        ("350tr", 350_000_000), ("7", 7), ("1.250 triệu", 1_250_000_000), ("20 Tỷ", 20 * 10**9),
    ],
)  # fmt: skip
def test_an_amount_as_people_write_it(typed: str, vnd: int) -> None:
    assert parse_money(typed) == vnd


@pytest.mark.parametrize(
    "typed", ["0", "-5", "1,5", "1.2.3", "năm triệu", "1e9", "5 lượng", "12.34"]
)
def test_an_amount_that_says_nothing_certain(typed: str) -> None:
    with pytest.raises(ValueError, match="500 triệu"):
        parse_money(typed)


def test_from_capital_to_trial_balance(session: Session, world: World, client: FlaskClient) -> None:
    unit = make_unit(session)
    one, other = (make_account(session, Role.FUND_ACCOUNTANT, unit) for _ in range(2))
    sign_in(client, one)
    wrong = client.post("/quy/ghi-so", data=CAPITAL | {"amount": "hai mươi", "on": "30/02/2026"})
    assert wrong.status_code == 422
    assert "hai mươi" in wrong.text
    assert "Ngày chưa đúng" in wrong.text
    done = client.post("/quy/ghi-so", data=CAPITAL)
    assert done.status_code == 303
    assert position(session).capital_vnd == 20 * 10**9
    page = client.get("/quy").text
    assert "20.000.000.000" in page
    assert "3.000.000.000" in page
    assert "411" in client.get("/quy/can-doi?tu=01/01/2026").text
    assert "Quyết định 12" in client.get("/quy/so-nhat-ky?q=quyết định").text
    address = done.location
    assert client.post(f"{address}/dao", data={"reason": "nhầm"}).status_code == 422
    sign_in(client, other)
    assert client.post(f"{address}/dao", data={"reason": "Ghi nhầm số"}).status_code == 303
    assert position(session).whole_vnd == 0
    assert "Đã được đảo" in client.get(address).text


def test_a_future_day_and_money_that_is_not_there(
    session: Session, world: World, client: FlaskClient
) -> None:
    sign_in(client, make_account(session, Role.FUND_ACCOUNTANT, make_unit(session)))
    later = today() + timedelta(days=1)
    answer = client.post("/quy/ghi-so", data=CAPITAL | {"on": f"{later:%d/%m/%Y}"})
    assert "chưa đến" in answer.text
    spent = client.post("/quy/ghi-so", data=CAPITAL | {"kind": "running_cost", "amount": "5"})
    assert spent.status_code == 422
    assert "chỉ còn 0 đồng" in spent.text
