"""An answer has arrived when somebody says so: buttons of the cooperative, calls of staff."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from accounts.models import Account
from documents.models import Document
from dossiers.actions import attach
from feedback import delivery_actions
from feedback.delivery_models import AnswerDelivery
from feedback.delivery_queries import delivery_of, list_unreached
from feedback.models import Petition
from letters.models import Letter
from notices import actions as notices
from notices.models import Notice
from store.clock import today, utc_now
from tests.make import make_cooperative, make_representative
from tests.world import World, sign_in
from workflow.localtime import local_day

WAITED = timedelta(days=12)


@pytest.fixture
def answered(world: World) -> Petition:
    """A petition whose answer was issued twelve days ago."""
    petition = world.answered(utc_now() - WAITED)
    world.session.commit()
    return petition


def ways(session: Session) -> list[str]:
    return list(session.scalars(select(AnswerDelivery.way).order_by(AnswerDelivery.id)))


def listed(world: World, account: Account) -> list[str]:
    found = list_unreached(world.session, account, today())
    assert found.total == len(found.rows)
    return [row.petition.dossier.code for row in found.rows]


def call(**typed: str) -> dict[str, str]:
    usual = {"result": "telephone", "person": "Ông Thắng", "note": "", "seen": "0"}
    return usual | {"on": f"{local_day(utc_now()):%d/%m/%Y}"} | typed


def test_only_the_button_says_that_it_was_read(
    world: World, client: FlaskClient, answered: Petition
) -> None:
    path = f"/kien-nghi/{answered.dossier.code}"
    sign_in(client, world.owner)
    for method in ("GET", "HEAD"):
        assert client.open(path, method=method).status_code == 200
        assert client.open(f"{path}/da-doc", method=method).status_code == 405
        assert client.open(f"{path}/mo-van-ban", method=method).status_code == 405
    assert "Tôi đã đọc văn bản" in client.get(path).text
    assert listed(world, world.records) == [answered.dossier.code]
    for _ in range(2):
        assert client.post(f"{path}/da-doc").status_code == 303
    assert ways(world.session) == ["read"]
    assert listed(world, world.records) == []
    assert "Hợp tác xã đã xác nhận đọc" in client.get(path).text
    assert world.owner.full_name in sign_in(client, world.officer).get(path).text


def test_handing_out_the_file_by_its_button(
    world: World, client: FlaskClient, answered: Petition
) -> None:
    code, session = answered.dossier.code, world.session
    assert sign_in(client, world.owner).post(f"/kien-nghi/{code}/mo-van-ban").status_code == 404
    file = Document(
        sha256="0" * 64, name="a.pdf", media_type="application/pdf", size_bytes=1,
        created_at=utc_now(),
    )  # fmt: skip
    session.add(file)
    attach(session, answered.dossier, file, "answer")
    session.commit()
    answer = client.post(f"/kien-nghi/{code}/mo-van-ban")
    assert answer.location == f"/ho-so/{code}/giay-to/{file.id}"
    assert ways(session) == ["opened"]


def test_opening_the_answers_notice_counts_and_all_read_does_not(
    world: World, client: FlaskClient, answered: Petition
) -> None:
    event = world.last(answered)
    notices.tell(world.session, world.settings, "owner", event.dossier_id, event.id, utc_now())
    world.session.commit()
    notice = world.session.scalars(select(Notice)).one()
    sign_in(client, world.owner).post("/thong-bao/da-doc")
    assert listed(world, world.records) == [answered.dossier.code]
    client.post(f"/thong-bao/{notice.id}/mo")
    assert listed(world, world.records) == []


def test_a_verdict_counts(world: World, client: FlaskClient, answered: Petition) -> None:
    code = answered.dossier.code
    sign_in(client, world.owner).post(f"/kien-nghi/{code}/danh-gia", data={"verdict": "partly"})
    assert listed(world, world.records) == []


def test_the_page_to_call_from(world: World, client: FlaskClient, answered: Petition) -> None:
    code, session = answered.dossier.code, world.session
    sign_in(client, world.officer)
    page = client.get("/chua-den-tay").text
    for said in (code, "tel:0912345678", world.officer.full_name, "Nâng mức vay tối đa"):
        assert said in page
    path, back = f"/kien-nghi/{code}/giao-tra-loi", {"from": "danh-sach"}
    missed = call(result="missed", person="", note="Máy bận") | back
    assert client.post(path, data=missed).location == "/chua-den-tay"
    assert "Máy bận" in client.get("/chua-den-tay").text
    assert client.post(path, data=call(seen="1") | back).location == "/chua-den-tay"
    assert code not in re.sub("<[^>]+>", "", client.get("/chua-den-tay").text)
    dossier = client.get(f"/kien-nghi/{code}").text
    assert "Đã đến tay" in dossier
    assert "Ông Thắng" in dossier
    void = call(result="void", note="Nhầm dòng", seen="2")
    assert client.post(path, data=void).location == f"/kien-nghi/{code}#den-tay"
    assert listed(world, world.officer) == [code]
    assert ways(session) == ["missed", "telephone", "void"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"person": ""}, "Nhập tên người đã nghe"),
        ({"result": "void", "note": ""}, "Ghi vì sao lần trước là nhầm."),
        ({"result": ""}, "Chọn kết quả."),
        ({"on": "01/01/2020"}, "(ngày ban hành) đến hôm nay"),
        ({"on": "01/01/2100"}, "(ngày ban hành) đến hôm nay"),
        ({"seen": "1"}, "Vừa có người ghi một lần liên hệ khác"),
        ({"seen": "x"}, "Vừa có người ghi một lần liên hệ khác"),
    ],
)
def test_what_is_refused_is_kept_as_typed(
    world: World, client: FlaskClient, answered: Petition, typed: dict[str, str], said: str
) -> None:
    data = call(**({"note": "Gọi lúc 9 giờ"} | typed))
    answer = sign_in(client, world.officer).post(
        f"/kien-nghi/{answered.dossier.code}/giao-tra-loi", data=data
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert data["note"] in answer.text
    assert ways(world.session) == []


def test_who_is_no_party_records_nothing(
    world: World, client: FlaskClient, answered: Petition
) -> None:
    stranger = make_representative(world.session, make_cooperative(world.session))
    world.session.commit()
    path = f"/kien-nghi/{answered.dossier.code}"
    for act in ("da-doc", "mo-van-ban"):
        assert sign_in(client, stranger).post(f"{path}/{act}").status_code == 404
        assert sign_in(client, world.officer).post(f"{path}/{act}").status_code == 403
    data = call()
    assert sign_in(client, world.owner).post(f"{path}/giao-tra-loi", data=data).status_code == 403
    assert ways(world.session) == []


def test_a_young_answer_is_not_called_about(world: World) -> None:
    world.answered(utc_now())
    world.session.commit()
    assert listed(world, world.records) == []


def test_many_lines_take_as_many_statements_as_one(world: World, counted: list[str]) -> None:
    def statements() -> int:
        world.session.expire_all()
        list_unreached(world.session, world.records, today())
        counted.clear()
        world.session.expire_all()
        list_unreached(world.session, world.records, today())
        return len(counted)

    world.answered(utc_now() - WAITED)
    world.session.commit()
    one = statements()
    for _ in range(3):
        world.answered(utc_now() - WAITED)
    world.session.commit()
    assert statements() == one


@pytest.fixture
def recorded(world: World, answered: Petition) -> Session:
    answer = answered.answers[-1]
    delivery_actions.note_by_owner(world.session, answer, "read", world.owner, utc_now())
    world.session.commit()
    return world.session


@pytest.mark.parametrize(
    "change",
    [
        update(AnswerDelivery).values(way="paper"),
        text("DELETE FROM answer_delivery"),
        text("TRUNCATE answer_delivery"),
    ],
    ids=["update", "delete", "truncate"],
)
def test_the_database_refuses_to_change_a_row(recorded: Session, change: object) -> None:
    with pytest.raises(DBAPIError, match="append-only"), recorded.begin_nested():
        recorded.execute(change)  # type: ignore[call-overload]


def test_nothing_issued_has_no_way(world: World) -> None:
    assert delivery_of(world.session, world.accepted(), None) is None
    assert world.session.scalars(select(Letter.kind)).all() == ["receipt"]
