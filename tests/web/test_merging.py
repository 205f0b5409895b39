"""Merging and splitting through pages."""

from dataclasses import replace

from flask.testing import FlaskClient

from feedback.merge_queries import find_merge
from tests.actions.test_merging import WHY, second
from tests.web.test_staff_pages import path
from tests.world import TEXT, World, sign_in


def test_merged_and_taken_apart(world: World, client: FlaskClient) -> None:
    lead, petition = world.accepted(), second(world)
    strange = replace(
        TEXT,
        subject="Đề nghị Liên minh hỗ trợ làm đường vào vùng hồi",
        situation="Đường đất, mùa mưa xe không vào được.",
        demands=("Làm đường",),
    )
    other = world.accepted(text=strange)
    sign_in(client, world.officer)
    page = path(petition, "/gop")
    offered = client.get(page).text
    assert lead.dossier.code in offered, "what resembles is offered"
    assert other.dossier.code not in offered, "what only shares common words is not"
    chosen = client.get(f"{page}?vao={lead.dossier.code}").text
    assert "Yêu cầu nào giống yêu cầu nào" in chosen
    assert "mang mã “KN-2026-999999-0”" in client.get(f"{page}?vao=KN-2026-999999-0").text
    data = {"lead": lead.dossier.code, "note": WHY}
    half = client.post(page, data=data | {f"same-{petition.demands[0].id}": "99"})
    assert half.status_code == 422
    assert "Mỗi yêu cầu phải ứng với" in half.text
    data |= {f"same-{one.id}": str(lead.demands[0].id) for one in petition.demands}
    assert client.post(page, data=data).status_code == 303
    assert client.post(page, data=data).status_code == 422, "a second click merges nothing"
    assert "Trả lời chung:" in client.get(path(lead)).text
    assert "Gộp vào" in client.get(path(petition)).text
    owner = petition.dossier.filed_by
    read = sign_in(client, owner).get(path(petition)).text
    assert "vẫn nhận văn bản trả lời riêng" in read
    assert lead.dossier.code not in read, "who else asked is nobody's business"
    assert world.cooperative.name not in read
    sign_in(client, world.officer)
    apart = path(petition, "/bo-gop")
    assert client.get(apart).status_code == 200
    assert client.post(apart, data={"note": ""}).status_code == 422
    assert client.post(apart, data={"note": "Khác việc"}).status_code == 303
    assert find_merge(world.session, petition.dossier_id) is None
    assert client.get(apart).status_code == 409


def test_split(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.officer)
    page = path(petition, "/tach")
    assert client.get(page).status_code == 200
    data = {"subject": "Cho vay tín chấp", "topic": "credit_fund", "note": "Việc của Quỹ"}
    everything = data | {"demands": [str(one.id) for one in petition.demands]}
    refused = client.post(page, data=everything)
    assert refused.status_code == 422
    assert "Để lại ít nhất một yêu cầu" in refused.text
    assert "Cho vay tín chấp" in refused.text
    sent = client.post(page, data=data | {"demands": str(petition.demands[1].id)})
    assert sent.status_code == 303
    read = sign_in(client, world.owner).get(path(petition)).text
    assert "Một phần đã tách thành" in read
    assert sign_in(client, world.head).get(page).status_code == 403
