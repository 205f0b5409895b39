"""Pages for everybody: home, published answers, tracking, how it is handled."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.answer_actions import publish
from feedback.automatic_actions import count_day
from feedback.forms import EXAMPLE_CODE
from feedback.models import Publication, PublicDay, Topic
from feedback.public_pages import figures
from feedback.public_queries import count_figures, public_figures
from store.models import RateWindow
from tests.make import MORNING
from tests.world import TEXT, World, sign_in

PAGES = [
    "/", "/tra-loi", "/tra-cuu", "/cach-xu-ly", "/bao-ve-du-lieu", "/vay-von", "/tro-giup",
    "/kha-nang-tiep-can", "/du-lieu-mo", "/tim-kiem", "/tim-kiem?q=vay+von",
]  # fmt: skip


def published(world: World, **values: object) -> Publication:
    """Return a published answer, its row changed by `values`."""
    petition = world.answered()
    publication = publish(world.session, petition, world.leader.actor, MORNING)
    for name, value in values.items():
        setattr(publication, name, value)
    world.session.commit()
    return publication


def tracked(client: FlaskClient, code: str, last_four: str) -> tuple[int, str]:
    page = client.post("/tra-cuu", data={"code": code, "last_four": last_four})
    return page.status_code, page.text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_pages_open_to_everybody(world: World, client: FlaskClient, path: str, method: str) -> None:
    assert client.open(path, method=method).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_pages_open_to_those_signed_in(world: World, client: FlaskClient, path: str) -> None:
    for account in (world.owner, world.officer):
        assert sign_in(client, account).get(path).status_code == 200


def test_links_lead_somewhere(world: World, client: FlaskClient) -> None:
    publication = published(world)
    for path in [*PAGES, f"/tra-loi/{publication.id}"]:
        world.session.execute(delete(RateWindow))  # nobody opens so many pages in a minute
        text = client.get(path).text
        for link in set(re.findall(r'href="(/[^"#]*)"', text)):
            if not link.startswith("/static"):
                found = client.get(link.replace("&amp;", "&"))
                assert found.status_code in (200, 303), f"{link} on {path}"


def test_home_shows_the_latest_answers_and_the_date_owed(world: World, client: FlaskClient) -> None:
    assert "Chưa có câu trả lời nào được công khai" in client.get("/").text
    publication = published(world)
    page = client.get("/").text
    assert publication.title in page
    assert "Tìm trong 1 câu trả lời đã công khai" in page
    assert "15 ngày làm việc" in page


def test_what_is_public_is_counted_as_it_comes_and_goes(world: World, client: FlaskClient) -> None:
    published(world)
    second = published(world)
    assert "Tìm trong 2 câu trả lời đã công khai" in client.get("/").text
    assert "Vốn vay của Quỹ" in client.get("/").text
    world.session.delete(second)
    world.session.commit()
    assert "Tìm trong 1 câu trả lời đã công khai" in client.get("/").text


def test_the_figures_of_a_day_stay_as_they_were_said(world: World, client: FlaskClient) -> None:
    count_day(world.session, MORNING)
    kept = world.session.scalars(select(PublicDay)).one()
    world.answered(MORNING - timedelta(days=3))
    count_day(world.session, MORNING + timedelta(hours=3))
    assert world.session.scalars(select(PublicDay)).one() is kept
    assert kept.filed_this_year == 0
    count_day(world.session, MORNING + timedelta(days=1))
    newest = public_figures(world.session, date(2026, 2, 12))
    assert (newest.until, newest.filed_this_year, newest.answered_of_these) == (
        date(2026, 2, 10),
        1,
        1,
    )


def test_twelve_months_end_with_yesterday(world: World) -> None:
    dossier = world.answered().dossier
    for due_on, today, count in (
        (date(2026, 3, 31), date(2027, 3, 31), 1),
        (date(2026, 3, 30), date(2027, 3, 31), 0),
        (date(2027, 2, 28), date(2028, 2, 29), 1),
    ):
        dossier.due_on = due_on
        world.session.flush()
        assert count_figures(world.session, today).due_in_twelve_months == count


def test_a_share_needs_a_base() -> None:
    until = date(2026, 2, 28)
    names = ("filed_this_year", "answered_of_these", "due_in_twelve_months", "answered_in_time")
    rest = {"until": until, "cooperatives": 539}
    few = figures(PublicDay(**dict(zip(names, (3, 1, 9, 8), strict=True)), **rest))
    many = figures(PublicDay(**dict(zip(names, (1234, 31, 13, 12), strict=True)), **rest))
    assert [(one.value, one.unit) for one in few] == [("3", ""), ("8 trong 9", ""), ("539", "")]
    assert [(one.value, one.unit) for one in many] == [("1.234", ""), ("92,3", "%"), ("539", "")]
    assert "31 đã có trả lời" in many[0].label


def test_answers_are_found_without_tone_marks(world: World, client: FlaskClient) -> None:
    published(world)
    page = client.get("/tra-loi?q=muc+vay+tin+chap").text
    assert "<strong>1 câu trả lời</strong> về “muc vay tin chap”" in page
    assert "<mark>vay tín chấp</mark>" in page
    nothing = client.get("/tra-loi?q=khongcogi")
    assert nothing.status_code == 200
    assert "Chưa có câu trả lời nào" in nothing.text
    assert "Gửi kiến nghị mới" in nothing.text


@pytest.mark.parametrize(
    "query",
    ["q=%00%FF%27", "q=" + "a" * 5000, "q=<b>", "nam=x", "nam=-1", "nam=99999", "trang=x",
     "trang=0", "trang=%D9%A1", "linh-vuc=khongco", "q=%26|!():*", "q=a&q=b"],
)  # fmt: skip
def test_any_question_gets_a_page(world: World, client: FlaskClient, query: str) -> None:
    published(world)
    page = client.get(f"/tra-loi?{query}")
    assert page.status_code == 200
    assert "<b>" not in page.text


def test_filters_count_what_they_lead_to(world: World, client: FlaskClient) -> None:
    world.session.add(Topic(code="land", name="Đất đai", sort=2))
    world.session.flush()
    for year, topic in ((2025, "credit_fund"), (2026, "credit_fund"), (2026, "land")):
        published(world, answered_on=date(year, 3, 1), topic_code=topic)
    page = client.get("/tra-loi").text
    found = re.findall(r'href="(/tra-loi\?[^"]+)">([^<]+)</a> <span[^>]*>(\d+)<', page)
    assert {(words, int(n)) for _, words, n in found} == {
        ("Vốn vay của Quỹ", 2), ("Đất đai", 1), ("Năm 2026", 2), ("Năm 2025", 1)
    }  # fmt: skip
    for link, _, count in found:
        assert (
            f"<strong>{count} câu trả lời</strong>" in client.get(link.replace("&amp;", "&")).text
        )
    both = client.get("/tra-loi?q=vay&linh-vuc=credit_fund&nam=2026").text
    assert "<strong>1 câu trả lời</strong> về “vay” trong Vốn vay của Quỹ, năm 2026" in both


def test_a_long_list_has_pages(world: World, client: FlaskClient) -> None:
    first = published(world)
    copies(world.session, first, 20)
    page = client.get("/tra-loi?q=vay").text
    assert "1–20 trong 21 câu trả lời" in page
    assert 'href="/tra-loi?q=vay&amp;trang=2"' in page
    assert "21–21 trong 21 câu trả lời" in client.get("/tra-loi?q=vay&trang=2").text
    assert client.get("/tra-loi?q=vay&trang=3").status_code == 404


def copies(session: Session, one: Publication, count: int) -> None:
    """Add publications like `one`, whose answers are those of petitions of their own."""
    for _ in range(count):
        values = {c.key: getattr(one, c.key) for c in Publication.__mapper__.column_attrs}
        for name in ("id", "search_tsv", "answer_id"):
            del values[name]
        answer = type(one.answer)(
            petition_id=one.answer.petition_id,
            drafter_id=one.answer.drafter_id,
            created_at=MORNING,
            saved_at=MORNING,
        )
        session.add(Publication(**values, answer=answer))
    session.commit()


@pytest.mark.parametrize("path", ["/", "/tra-loi", "/tra-loi?q=vay"])
def test_lists_cost_the_same_however_long(
    world: World, client: FlaskClient, counted: list[str], path: str
) -> None:
    one = published(world)

    def cost() -> int:
        world.session.expire_all()
        counted.clear()
        assert client.get(path).status_code == 200
        return len(counted)

    first = cost()
    copies(world.session, one, 12)
    assert cost() == first


def test_a_public_answer_names_nobody(world: World, client: FlaskClient) -> None:
    publication = published(world)
    for path in (f"/tra-loi/{publication.id}", "/tra-loi?q=vay", "/"):
        page = client.get(path).text
        assert world.cooperative.name not in page
        assert TEXT.contact_name not in page
        assert TEXT.contact_phone not in page
    page = client.get(f"/tra-loi/{publication.id}?q=muc+vay").text
    assert "Kết quả tìm “muc vay”" in page
    assert "Đã giải thích" in page
    assert "Số 01/LMHTX-CSPT" in page
    assert client.get("/tra-loi/999999").status_code == 404
    assert client.get("/tra-loi/99999999999999999999").status_code == 404


def test_one_says_once_whether_it_was_useful(world: World, client: FlaskClient) -> None:
    publication = published(world)
    place = f"/tra-loi/{publication.id}/danh-gia"
    assert client.get(place).status_code == 405
    client.post(place, data={"y-kien": "linh tinh"})
    for opinion in ("co-ich", "chua-ro", "co-ich"):
        assert client.post(place, data={"y-kien": opinion}).status_code == 303
    world.session.refresh(publication)
    assert (publication.useful_count, publication.unclear_count) == (1, 0)
    assert "Câu trả lời này có ích không?" not in client.get(f"/tra-loi/{publication.id}").text
    assert client.post("/tra-loi/999999/danh-gia", data={"y-kien": "co-ich"}).status_code == 404


def test_tracking_shows_the_public_state_and_dates_only(world: World, client: FlaskClient) -> None:
    petition = world.accepted(datetime.now(UTC) - timedelta(days=1))
    status, page = tracked(client, petition.dossier.code.lower().replace("-", " "), "5678")
    assert status == 200
    assert "Đã tiếp nhận, đang xem xét" in page
    assert f"{petition.dossier.due_on:%d/%m/%Y}" in page
    for hidden in (
        TEXT.subject,
        TEXT.contact_name,
        world.cooperative.name,
        world.officer.full_name,
    ):
        assert hidden not in page


def test_unknown_and_not_matching_look_the_same(world: World, client: FlaskClient) -> None:
    code = world.accepted().dossier.code
    wrong = tracked(client, code, "0000")
    unknown = tracked(client, EXAMPLE_CODE, "0000")
    assert wrong[0] == unknown[0] == 422
    assert "Không có hồ sơ nào khớp" in wrong[1]
    assert wrong[1].replace(code, "") == unknown[1].replace(f'value="{EXAMPLE_CODE}"', 'value=""')


def test_a_slip_of_the_pen_is_found_before_anything_is_asked(
    world: World, client: FlaskClient
) -> None:
    code = world.accepted().dossier.code
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    status, page = tracked(client, wrong, "56")
    assert status == 422
    assert "Mã hồ sơ chưa đúng." in page
    assert "Chỉ nhập bốn chữ số." in page
    assert "Có 2 chỗ cần sửa" in page
    assert wrong in page


def test_a_petition_without_a_telephone_cannot_be_tracked(
    world: World, client: FlaskClient
) -> None:
    petition = world.file(replace(TEXT, contact_phone="", contact_email="a@b.example"))
    for digits in ("----", "    ", "0000"):
        assert tracked(client, petition.dossier.code, digits)[0] == 422


def test_the_code_on_the_slip_leads_to_tracking(world: World, client: FlaskClient) -> None:
    code = world.accepted().dossier.code
    page = client.get(f"/tra-cuu?ma={code}")
    assert f'value="{code}"' in page.text
    assert client.get("/tra-cuu?ma=<script>").status_code == 200
    sign_in(client, world.owner)
    assert client.get(f"/tra-cuu?ma={code}").location == f"/kien-nghi/{code}"
    assert client.get(f"/tra-cuu?ma={EXAMPLE_CODE}").status_code == 200


def test_limits_are_those_of_the_book(world: World, client: FlaskClient) -> None:
    page = client.get("/cach-xu-ly").text
    for words in ("2 ngày làm việc", "15 ngày làm việc", "Công điện 89/CĐ-TTg"):
        assert words in page
