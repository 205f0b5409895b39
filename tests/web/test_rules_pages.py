"""Administrators change settings and routing on their pages, and try a text."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.models import Dossier
from feedback.models import RoutingRule
from rulebook.models import DatedSetting
from store.clock import today
from tests.make import make_account, make_unit
from tests.world import TEXT, World, sign_in
from web.filters import day
from workflow.roles import Role


def tomorrow() -> str:
    return day(today() + timedelta(days=1))


def test_a_setting_of_a_topic_begins_and_ends(
    client: FlaskClient, world: World, session: Session
) -> None:
    admin = sign_in(client, make_account(session, Role.ADMIN))
    form = {
        "ma": "petition.answer_days", "linh_vuc": "credit_fund", "cach_gui": "", "gia_tri": "0",
        "tu": tomorrow(), "can_cu": "Quyết định 7",
    }  # fmt: skip
    wrong = admin.post("/quan-tri/quy-dinh/moi", data=form)
    assert wrong.status_code == 422
    assert "Nhập số ngày từ 1 đến 400" in wrong.get_data(as_text=True)
    assert "Quyết định 7" in wrong.get_data(as_text=True)
    assert admin.post("/quan-tri/quy-dinh/moi", data=form | {"gia_tri": "9"}).status_code == 303
    page = admin.get("/quan-tri/quy-dinh").get_data(as_text=True)
    assert "riêng: lĩnh vực “Vốn vay của Quỹ”" in page
    assert admin.post("/quan-tri/quy-dinh/het-rieng", data=form).status_code == 409
    special = select(DatedSetting).where(DatedSetting.topic_code != "")
    assert session.scalars(special).one().valid_to is None
    assert admin.post("/quan-tri/quy-dinh/bo", data=form).status_code == 303
    assert session.scalars(special).all() == []
    assert admin.post("/quan-tri/quy-dinh/bo", data=form | {"tu": "x"}).status_code == 404


def test_only_administrators_change_rules(
    client: FlaskClient, world: World, session: Session
) -> None:
    for who in (world.head, make_account(session, Role.AUDITOR)):
        reader = sign_in(client, who)
        assert reader.post("/quan-tri/phan-cong/moi").status_code == 403
        assert reader.post("/quan-tri/quy-dinh/moi").status_code == 403
        assert reader.get("/quan-tri/phan-cong").status_code == 200


def test_a_rule_is_changed_from_what_holds_now(
    client: FlaskClient, world: World, session: Session
) -> None:
    bodies = [make_unit(session, kind="body") for _ in range(2)]
    held = session.scalars(select(RoutingRule)).one()
    held.body_ids = [bodies[0].id]
    session.commit()
    admin = sign_in(client, make_account(session, Role.ADMIN))
    page = admin.get("/quan-tri/phan-cong/moi?linh_vuc=credit_fund").get_data(as_text=True)
    ticked = [f'name="co_quan" value="{body.id}" checked' in page for body in bodies]
    assert ticked == [True, False]
    assert f'<option selected value="{held.unit_id}">' in page
    form = {"linh_vuc": "credit_fund", "don_vi": held.unit_id, "tu": tomorrow()}
    for path in ("/quan-tri/phan-cong/moi?linh_vuc=credit_fund", "/quan-tri/phan-cong/moi"):
        refused = admin.post(path, data=form)
        assert refused.status_code == 422
        assert "checked" not in refused.get_data(as_text=True), "who takes all out is believed"


def test_a_trial_keeps_nothing(client: FlaskClient, world: World, session: Session) -> None:
    form = {
        "tieu_de": TEXT.subject, "noi_dung": TEXT.situation, "linh_vuc": "credit_fund",
        "cach_gui": "telephone", "ngay": "10/02/2026",
    }  # fmt: skip
    page = sign_in(client, world.records).post("/quan-tri/thu-van-ban", data=form)
    said = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "10/03/2026" in said
    assert world.officer.full_name in said
    assert session.scalar(select(func.count(Dossier.id))) == 0
    wrong = sign_in(client, world.records).post("/quan-tri/thu-van-ban", data={"tieu_de": "x"})
    assert wrong.status_code == 422
