"""Pages in English: the switch, what it keeps, what it leaves alone."""

from flask import Flask
from flask.testing import FlaskClient

from tests.world import World, sign_in


def switch(client: FlaskClient, language: str, way_on: str = "/") -> str:
    answer = client.post("/ngon-ngu", data={"language": language, "way_on": way_on})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_visitor_reads_english_and_goes_back(client: FlaskClient) -> None:
    assert '<html class="govuk-template" lang="vi">' in client.get("/dang-nhap").text
    assert switch(client, "en", "/dang-nhap?x=1") == "/dang-nhap?x=1"
    page = client.get("/dang-nhap").text
    assert '<html class="govuk-template" lang="en">' in page
    assert "E-mail or phone number" in page
    assert "Tiếng Việt" in page
    switch(client, "vi")
    assert "E-mail hoặc số điện thoại" in client.get("/dang-nhap").text


def test_how_a_date_is_counted_is_said_in_english(client: FlaskClient) -> None:
    switch(client, "en")
    page = client.get("/tinh-han?ngay=02/03/2026&so_ngay=5").text
    assert "Received on 02/03, counted from the next day on. Not counted: Saturdays" in page
    assert "Working day 5 is" in page


def test_it_never_leads_elsewhere(client: FlaskClient) -> None:
    for target in ("//evil.example", "https://evil.example", "\\evil"):
        assert switch(client, "en", target) == "/"


def test_an_account_keeps_it(app: Flask, world: World, client: FlaskClient) -> None:
    world.session.commit()
    switch(sign_in(client, world.owner), "en")
    elsewhere = sign_in(app.test_client(), world.owner)
    page = elsewhere.get("/tai-khoan-cua-toi/thong-bao").text
    assert 'lang="en"' in page
    assert '<option selected value="en">English</option>' in page


def test_what_is_wrong_is_said_in_english_and_what_was_typed_stays(
    world: World, client: FlaskClient
) -> None:
    world.session.commit()
    switch(client, "en")
    answer = client.post("/dang-nhap", data={"login": "Đã nhận", "password": ""})
    assert answer.status_code == 422
    assert "Enter your password" in answer.text
    assert 'value="Đã nhận"' in answer.text


def test_a_missing_page_in_english(client: FlaskClient) -> None:
    switch(client, "en")
    page = client.get("/khong-co")
    assert page.status_code == 404
    assert "Page not found" in page.text
