"""Bank statements: brought in whole or not at all, and each line once."""

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from servicing.bank_models import BankStatementLine
from servicing.bank_rules import BankLine, Candidate, guess, read
from servicing.models import LoanPayment
from store.clock import today
from tests.web.test_servicing import MILLION, Desk, written
from tests.world import World, sign_in

HEAD = "Ngày;Số tiền;Chứng từ;Nội dung\n"
ON = date(2026, 3, 10)


def test_a_file_of_the_bank() -> None:
    lines, faults = read(
        (HEAD + "10/03/2026;65.340.822;BC1;HTX Na tra no HD 07/2026/HDTD-QHT\n"
         "2026-03-11;1,000,000.00;BC2;x\n;;;\n12/03/2026;+5000000;BC3;y\n").encode()
    )  # fmt: skip
    assert faults == []
    assert [one.amount_vnd for one in lines] == [65_340_822, 1_000_000, 5_000_000]
    assert [one.number for one in lines] == [2, 3, 5]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"", "không có dòng"),
        ("Ngày;Số tiền\n1;2".encode(), "Chứng từ, Nội dung"),
        (HEAD.encode(), "từ 1 đến"),
        ((HEAD + "31/02/2026;5;A;x").encode(), "31/02/2026"),
        ((HEAD + "10/03/2026;-5;A;x").encode(), "“-5”"),
        ((HEAD + "10/03/2026;năm;A;x").encode(), "“năm”"),
        ((HEAD + "10/03/2026;5;;x").encode(), "Thiếu số chứng từ"),
        ((HEAD + "10/03/2026;5;A;x\n10/03/2026;5;A;x").encode(), "trùng dòng 2"),
        ((HEAD + "10/03/2026;5;A\x00;x").encode() + b"y" * 140_000, "không đọc được"),
        ((HEAD + "1/1/999999;" + "9" * 5000 + ";A;x").encode(), "1/1/999999"),
    ],
)
def test_a_bad_file_gives_no_line(content: bytes, said: str) -> None:
    lines, faults = read(content)
    assert lines == []
    assert any(said.lower() in one.text.lower() for one in faults)


def test_every_bad_line_is_named() -> None:
    _, faults = read((HEAD + "x;5;A;\n10/03/2026;y;B;\n10/03/2026;5;C;\nz;w;;\n").encode())
    assert sorted({one.number for one in faults}) == [2, 3, 5]
    assert len(faults) == 5


def test_whom_a_line_is_for() -> None:
    one = Candidate(1, "07/2026/HĐTD-QHT", "HTX Na", 0, 10 * MILLION)
    other = Candidate(2, "08/2026/HĐTD-QHT", "HTX Hồi", 5 * MILLION, 10 * MILLION)

    def said(text: str, amount: int) -> tuple[int, str] | None:
        found = guess(BankLine(2, ON, amount, "A", text), [one, other])
        return (found.loan_id, found.why) if found else None

    assert said("tra no hd 072026HDTDQHT", 3) == (1, "contract")
    assert said("HĐ 08/2026/HĐTD-QHT kỳ 2", 10 * MILLION) == (2, "contract")
    assert said("nop tien", 5 * MILLION) == (2, "amount")
    assert said("nop tien", 10 * MILLION) is None
    assert said("07/2026/HĐTD-QHT và 08/2026/HĐTD-QHT", 5 * MILLION) is None


def send(client: FlaskClient, body: str) -> object:
    return client.post("/quy/sao-ke", data={"file": (io.BytesIO(body.encode()), "so-phu.csv")})


def test_from_the_file_to_the_loan(session: Session, world: World, client: FlaskClient) -> None:
    desk = Desk(session, world, client)
    desk.disburse()
    day, ahead = written(today()), written(today() + timedelta(days=1))
    bad = send(client, f"{HEAD}{day};5.000.000;BC9;x\n{ahead};7;BC10;y\n{day};9;GN-1;z\n")
    assert bad.status_code == 422  # type: ignore[attr-defined]
    for said in ("Dòng 3", "chưa đến", "Dòng 4", "đã được ghi sổ"):
        assert said in bad.text  # type: ignore[attr-defined]
    assert session.scalars(select(BankStatementLine)).all() == []
    good = f"{HEAD}{day};5.000.000;BC9;HTX tra no 07/2026/HDTD-QHT\n{day};8;BC11;lãi tiền gửi\n"
    assert send(client, good).status_code == 303  # type: ignore[attr-defined]
    assert "đã được nhập" in send(client, good).text  # type: ignore[attr-defined]
    page = client.get("/quy/sao-ke").text
    assert f'value="{desk.loan.id}" selected' in page
    one, other = session.scalars(select(BankStatementLine).order_by(BankStatementLine.id)).all()
    data = {"loan_id": str(desk.loan.id), "choice": "hold"}
    address = f"/quy/sao-ke/{one.id}/khoan-vay"
    assert client.post(address, data=data).status_code == 303
    assert client.post(address, data=data).status_code == 409
    payment = session.scalars(select(LoanPayment)).one()
    assert (payment.source, payment.amount_vnd) == ("statement", 5 * MILLION)
    client.post(f"/quy/sao-ke/{other.id}/bo-qua", data={"reason": "Lãi tiền gửi"})
    assert "Không có dòng nào chờ" in client.get("/quy/sao-ke").text
    sign_in(client, desk.director)
    assert client.get("/quy/sao-ke").status_code == 200
    assert send(client, good).status_code == 403  # type: ignore[attr-defined]
