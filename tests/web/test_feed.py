"""The Atom feed of any search: found by link, escaped, dated, with identities that stay."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

from flask.testing import FlaskClient

from feedback.answer_actions import publish, unpublish
from feedback.models import Publication
from feedback.rules import PetitionText
from store.clock import utc_now
from tests.world import TEXT, World

LINK = re.compile(r'<link rel="alternate" type="(?P<type>[^"]+)"[^>]* href="(?P<href>[^"]+)"')
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SHARP = replace(TEXT, subject="Kho lạnh <b>50 m³</b> & điện ba pha", situation="Cần điện.")


def feed(client: FlaskClient, query: str = "") -> ET.Element:
    answer = client.get(f"/tra-loi.atom{query}")
    assert answer.mimetype == "application/atom+xml"
    return ET.fromstring(answer.data)  # noqa: S314  our own bytes


def texts(root: ET.Element, path: str) -> list[str | None]:
    return [one.text for one in root.findall(path, ATOM)]


def published(world: World, text: PetitionText = TEXT, days_ago: int = 1) -> Publication:
    petition = world.answered(utc_now() - timedelta(days=days_ago), text)
    found = publish(world.session, petition, world.head.actor, utc_now())
    world.session.commit()
    return found


def test_the_list_names_its_feed_and_its_json(world: World, client: FlaskClient) -> None:
    published(world)
    page = client.get("/tra-loi?q=muc+vay&linh-vuc=credit_fund").text
    links = {one["type"]: one["href"].replace("&amp;", "&") for one in LINK.finditer(page)}
    assert links["application/atom+xml"] == "/tra-loi.atom?q=muc+vay&topic=credit_fund"
    assert client.get(links["application/json"]).get_json()["answers"][0]["title"] == TEXT.subject
    assert client.get(links["application/atom+xml"]).status_code == 200


def test_a_feed_holds_what_the_search_holds_latest_first(world: World, client: FlaskClient) -> None:
    published(world, days_ago=3)
    published(world, SHARP, days_ago=1)
    assert texts(feed(client), "a:entry/a:title") == [SHARP.subject, TEXT.subject]
    assert texts(feed(client, "?q=KHO+LẠNH"), "a:entry/a:title") == [SHARP.subject]
    assert texts(feed(client, "?q=khongcogi"), "a:entry/a:title") == []
    assert client.get("/tra-loi.atom?topic=khong-co").status_code == 404
    raw = client.get("/tra-loi.atom").text
    assert "&lt;b&gt;50 m³&lt;/b&gt; &amp;" in raw
    assert world.cooperative.name not in raw


def test_dates_are_those_of_letter_and_publication(world: World, client: FlaskClient) -> None:
    one = published(world, days_ago=2)
    root = feed(client)
    assert texts(root, "a:entry/a:published") == [f"{one.answered_on}T00:00:00+07:00"]
    (entry_moment,) = texts(root, "a:entry/a:updated")
    assert entry_moment is not None
    assert datetime.fromisoformat(entry_moment) == one.published_at.replace(microsecond=0)
    (feed_moment,) = texts(root, "a:updated")
    assert feed_moment is not None
    assert datetime.fromisoformat(feed_moment) == datetime.fromisoformat(entry_moment)


def test_an_identity_stays_when_a_copy_is_published_anew(world: World, client: FlaskClient) -> None:
    one = published(world)
    petition, before = one.answer.petition, texts(feed(client), "a:entry/a:id")
    answer_id = one.answer_id
    unpublish(world.session, petition, "Xem lại chữ", world.head.actor, utc_now())
    again = publish(world.session, petition, world.head.actor, utc_now())
    world.session.commit()
    assert again.answer_id == answer_id
    assert texts(feed(client), "a:entry/a:id") == before
    assert before[0] is not None
    assert before[0].startswith("tag:localhost,")


def test_who_holds_it_already_gets_nothing_again(world: World, client: FlaskClient) -> None:
    published(world)
    first = client.get("/tra-loi.atom")
    held = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/tra-loi.atom", headers=held).status_code == 304
    published(world, SHARP)
    assert client.get("/tra-loi.atom", headers=held).status_code == 200
    assert "max-age=300" in first.headers["Cache-Control"]
