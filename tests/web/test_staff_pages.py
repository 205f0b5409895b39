"""Staff work on petitions through pages: what they see, what they may do, what is refused."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from feedback import actions
from feedback.answer_actions import current_answer
from feedback.models import Petition
from store.clock import today
from tests.make import MORNING, make_account, make_unit
from tests.web.publication import preview_fields
from tests.world import World, sign_in
from web.filters import dated
from workflow.roles import Role


def path(petition: Petition, rest: str = "") -> str:
    return f"/kien-nghi/{petition.dossier.code}{rest}"


def typed(petition: Petition, version: int = 0, **more: str) -> dict[str, str]:
    """Return the fields of a draft in which every demand is explained."""
    data = {"version": str(version)}
    for demand in petition.demands:
        data[f"outcome-{demand.id}"] = "explained"
        data[f"text-{demand.id}"] = f"Liên minh trả lời điểm {demand.position}."
    return data | more


def test_the_desk_shows_what_one_may_see(world: World, client: FlaskClient) -> None:
    mine = world.accepted()
    elsewhere = make_account(world.session, Role.OFFICER, make_unit(world.session))
    page = sign_in(client, world.officer).get("/ban-lam-viec").text
    assert mine.dossier.subject in page
    page = sign_in(client, elsewhere).get("/ban-lam-viec").text
    assert mine.dossier.subject not in page
    assert sign_in(client, elsewhere).get(path(mine)).status_code == 404


@pytest.mark.parametrize("key", ["qua-han", "toi-giu", "chua-giao", "cho-ben-khac", "linh-tinh"])
def test_every_filter_answers(world: World, client: FlaskClient, key: str) -> None:
    world.accepted()
    assert sign_in(client, world.head).get(f"/ban-lam-viec?loc={key}&trang=x").status_code == 200


def test_search_needs_no_tone_marks(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.officer)
    assert petition.dossier.subject in client.get("/tim-ho-so?q=nang muc vay").text
    assert client.get(f"/tim-ho-so?q={petition.dossier.code}").status_code == 303
    assert "Không tìm thấy" in client.get("/tim-ho-so?q=khongcogi").text


def test_draft_review_sign(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.officer)
    answer = client.post(path(petition, "/du-thao"), data=typed(petition, trinh="1"))
    assert answer.status_code == 303
    assert petition.dossier.state == "in_review"
    assert sign_in(client, world.head).post(path(petition, "/duyet")).status_code == 303
    page = sign_in(client, world.leader).get("/ky-duyet").text
    assert "01/LMHTX-CSPT" in page
    assert f'href="/ky-duyet?ho-so={petition.dossier.code}#van-ban"' in page, "a telephone scrolls"
    assert 'id="van-ban"' in page
    picture = client.get(path(petition, "/ban-in/1.png"))
    assert picture.data.startswith(b"\x89PNG")
    assert client.post(path(petition, "/ky")).status_code == 303
    assert petition.dossier.state == "answered"


def test_the_print_shows_all_sheets_and_the_way_back(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    long = {f"text-{petition.demands[0].id}": "Liên minh trả lời theo quy định.\n" * 90}
    data = typed(petition) | long
    sign_in(client, world.officer).post(path(petition, "/du-thao"), data=data)
    assert f'href="{path(petition, "/ban-in")}"' in client.get(path(petition)).text
    page = client.get(path(petition, "/ban-in")).text
    assert all(path(petition, f"/ban-in/{number}.png") in page for number in (1, 2))
    assert f'href="{path(petition)}"' in page
    assert "được điền khi ký" in page
    assert (
        "được điền khi ký" not in sign_in(client, world.leader).get(path(petition, "/ban-in")).text
    )


def test_an_incomplete_draft_is_kept_and_told_what_is_missing(
    world: World, client: FlaskClient
) -> None:
    petition = world.accepted()
    data = typed(petition, trinh="1")
    data[f"text-{petition.demands[1].id}"] = ""
    page = sign_in(client, world.officer).post(path(petition, "/du-thao"), data=data)
    assert page.status_code == 422
    assert "Yêu cầu 2: chưa có nội dung trả lời." in page.text
    assert "Liên minh trả lời điểm 1." in page.text
    assert petition.dossier.state == "accepted"


def test_a_stale_draft_stands_beside_the_newer_one(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.officer).post(path(petition, "/du-thao"), data=typed(petition))
    mine = typed(petition)
    mine[f"text-{petition.demands[0].id}"] = "Bản của tôi, gõ cùng lúc."
    page = sign_in(client, world.head).post(path(petition, "/du-thao"), data=mine)
    assert page.status_code == 409
    assert "Bản của tôi, gõ cùng lúc." in page.text
    assert "Liên minh trả lời điểm 1." in page.text
    kept = current_answer(petition)
    assert kept is not None
    assert kept.items[0].text == "Liên minh trả lời điểm 1."


def test_a_stale_draft_shows_what_differs_and_nothing_else(
    world: World, client: FlaskClient
) -> None:
    petition = world.accepted()
    first, second = (demand.id for demand in petition.demands)
    sign_in(client, world.officer)
    promised = {"promise-what-1": "Trình thông tư", "promise-due-1": "1/7/2027"}
    client.post(path(petition, "/du-thao"), data=typed(petition) | promised)
    mine = typed(petition) | promised
    mine |= {f"basis-{first}": "Khoản 3", f"outcome-{second}": "refused", "opening": "Kính gửi."}
    mine["promise-unit-1"] = str(world.officer.unit_id)
    page = client.post(path(petition, "/du-thao"), data=mine).text
    panel = page.partition('<section class="conflict"')[2].partition("</section>")[0]
    labels = re.findall('<p class="meta">([^<]+)</p>', panel)
    differing = ["Căn cứ yêu cầu 1", "Kết quả yêu cầu 2", "Cam kết 1", "Câu mở đầu"]
    assert labels == differing * 2
    assert "Ban Chính sách – Phát triển · Trình thông tư · 01/07/2027" in panel


@pytest.mark.parametrize(
    ("on", "example"),
    [
        (date(2026, 1, 1), "30/06/2026"),
        (date(2026, 9, 30), "31/12/2026"),
        (date(2026, 11, 29), "31/03/2027"),
    ],
)
def test_an_example_of_a_day_lies_ahead(on: date, example: str) -> None:
    assert dated("Nhập hạn. Ví dụ: {day}", on) == f"Nhập hạn. Ví dụ: {example}"


def test_a_form_gives_the_example_of_today(world: World, client: FlaskClient) -> None:
    petition, example = world.accepted(), dated("{day}", today())
    sign_in(client, world.officer)
    assert f'placeholder="{example}"' in client.get(path(petition)).text
    asked = client.post(f"/ho-so/{petition.dossier.code}/viec", data={"due_on": ""}).text
    assert asked.count(f"Nhập hạn. Ví dụ: {example}") == 2
    assert f">Ví dụ: {example}<" in asked


def test_limits_are_written_with_dots(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.officer)
    page = client.post(path(petition, "/yeu-cau-bo-sung"), data={"note": "x" * 4001}).text
    assert "Viết ngắn hơn: nhiều nhất 4.000 ký tự." in page
    long = typed(petition) | {f"text-{petition.demands[0].id}": "x" * 8001}
    assert "dài quá 8.000 ký tự" in client.post(path(petition, "/du-thao"), data=long).text


def test_the_address_of_a_button_leads_to_the_page_that_has_it(
    world: World, client: FlaskClient
) -> None:
    petition = world.accepted()
    sign_in(client, world.officer)
    for rest, above in (("/du-thao", ""), ("/chuyen/ky", "/chuyen")):
        answer = client.get(path(petition, rest))
        assert answer.status_code == 405
        assert "Trang này mở bằng nút bấm" in answer.text
        assert f'<a href="{path(petition, above)}">' in answer.text
    assert "Yêu cầu chưa đúng" in client.put(path(petition, "/du-thao")).text


def test_autosave_answers_with_the_version(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.officer)
    headers = {"X-Autosave": "1"}
    first = client.post(path(petition, "/du-thao"), data=typed(petition), headers=headers)
    assert first.json == {"version": 1}
    late = client.post(path(petition, "/du-thao"), data=typed(petition), headers=headers)
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("act", "data", "state"),
    [
        ("yeu-cau-bo-sung", {"note": "Gửi báo cáo tài chính."}, "supplement_requested"),
        ("khong-thu-ly", {"note": "Gửi cơ quan thuế.", "code": "out_of_scope"}, "declined"),
    ],
)
def test_acts_ask_for_what_they_need(
    world: World, client: FlaskClient, act: str, data: dict[str, str], state: str
) -> None:
    petition = world.accepted()
    sign_in(client, world.officer)
    assert client.get(path(petition, f"/{act}")).status_code == 200
    refused = client.post(path(petition, f"/{act}"), data={"note": ""})
    assert refused.status_code == 422
    assert re.search("Có \\d+ chỗ cần sửa", refused.text)
    assert client.post(path(petition, f"/{act}"), data=data).status_code == 303
    assert petition.dossier.state == state


def test_reassigning_tells_the_new_officer(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    other = make_account(world.session, Role.OFFICER, world.officer.unit)
    data = {"note": "Đi công tác", "officer_id": str(other.id)}
    assert sign_in(client, world.head).post(path(petition, "/giao-lai"), data=data).location
    assert (petition.dossier.officer_id, petition.dossier.state) == (other.id, "routed")


def test_a_draft_over_one_that_never_was_is_shown_to_be_saved(
    world: World, client: FlaskClient
) -> None:
    petition = world.accepted()
    data = typed(petition, 1, opening="Kính gửi Hợp tác xã")
    page = sign_in(client, world.officer).post(path(petition, "/du-thao"), data=data)
    assert page.status_code == 409
    assert "Chưa có dự thảo nào được lưu" in page.text
    assert "Liên minh trả lời điểm 1." in page.text
    assert "Kính gửi Hợp tác xã" in page.text
    assert client.post(path(petition, "/du-thao"), data=data | {"version": "0"}).status_code == 303


def test_a_stale_page_changes_nothing(world: World, client: FlaskClient) -> None:
    petition = world.file()
    world.screen_and_route(petition)
    seen = petition.dossier.version
    actions.accept(world.session, petition, world.officer, MORNING)
    world.session.commit()
    data = {"note": "Thiếu giấy <b>số 3</b>", "version": str(seen)}
    late = sign_in(client, world.head).post(path(petition, "/yeu-cau-bo-sung"), data=data)
    assert late.status_code == 409
    assert "Người khác vừa xử lý" in late.text
    assert "Thiếu giấy &lt;b&gt;số 3&lt;/b&gt;</textarea>" in late.text, "what was typed is kept"
    assert f'<a href="{path(petition)}">' in late.text
    assert petition.dossier.state == "accepted"


def test_what_the_table_forbids_is_refused_on_every_path(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    assert sign_in(client, world.leader).post(path(petition, "/ky")).status_code == 409
    assert sign_in(client, world.officer).post(path(petition, "/duyet")).status_code == 403
    assert sign_in(client, world.officer).get(path(petition, "/phan-cong")).status_code == 409
    assert petition.dossier.state == "accepted"


def test_an_internal_note_stays_inside(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.officer).post(path(petition, "/ghi-chu"), data={"note": "CHIM-HOA-MI"})
    assert "CHIM-HOA-MI" in client.get(path(petition)).text
    assert "CHIM-HOA-MI" not in sign_in(client, world.owner).get(path(petition)).text


def test_publishing_and_taking_back(world: World, client: FlaskClient) -> None:
    petition = world.answered()
    sign_in(client, world.leader)
    seen = preview_fields(client.get(path(petition, "/cong-khai")).text)
    answer = client.post(path(petition, "/cong-khai"), data=seen | {"act": "publish"})
    assert answer.status_code == 303
    assert "Đã công khai" in client.get(path(petition)).text
    taken = client.post(path(petition, "/go-cong-khai"), data={"note": "Còn tên riêng"})
    assert taken.status_code == 303
    assert "Đã công khai" not in client.get(path(petition)).text


def test_a_return_needs_a_reason(world: World, client: FlaskClient) -> None:
    petition = world.to_sign()
    sign_in(client, world.leader)
    assert client.post(path(petition, "/tra-lai-trinh-ky"), data={}).status_code == 422
    data = {"note": "Chưa đủ căn cứ"}
    assert client.post(path(petition, "/tra-lai-trinh-ky"), data=data).status_code == 303
    assert petition.dossier.state == "accepted"


def test_a_returned_draft_says_why_above_it_until_it_goes_on(
    world: World, client: FlaskClient
) -> None:
    petition = world.to_sign()
    data = {"note": "Chưa đủ căn cứ"}
    sign_in(client, world.leader).post(path(petition, "/tra-lai-trinh-ky"), data=data)
    sign_in(client, world.officer)
    above, _, _ = client.get(path(petition)).text.partition('<form id="answer"')
    assert "Lãnh đạo trả lại văn bản trình ký." in above
    assert "Chưa đủ căn cứ" in above
    assert world.leader.full_name in above
    client.post(path(petition, "/trinh-duyet"))
    sign_in(client, world.head).post(path(petition, "/tra-lai-du-thao"), data={"note": "Ghi rõ"})
    above, _, _ = client.get(path(petition)).text.partition('<form id="answer"')
    assert "Ghi rõ" in above
    assert "Chưa đủ căn cứ" not in above
    sign_in(client, world.officer).post(path(petition, "/trinh-duyet"))
    assert "Ghi rõ" not in client.get(path(petition)).text.partition('<form id="answer"')[0]


def test_the_desk_takes_a_fixed_number_of_statements(
    world: World, client: FlaskClient, counted: list[str]
) -> None:
    world.accepted()
    sign_in(client, world.officer)
    world.session.expire_all()
    counted.clear()
    client.get("/ban-lam-viec")
    few = len(counted)
    for _ in range(8):
        world.accepted()
    world.session.expire_all()
    counted.clear()
    page = client.get("/ban-lam-viec")
    assert len(counted) == few
    assert page.text.count('class="desk__subject"') == 9


def test_what_is_no_text_and_comes_too_late_is_refused_with_a_page(
    world: World, client: FlaskClient
) -> None:
    """The page that shows what was typed has nothing to show."""
    petition = world.answered()
    answer = sign_in(client, world.officer).post(
        path(petition, "/van-ban/moi/interim"),
        data=b"body=Xin%20%FF",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 409
