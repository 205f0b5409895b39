"""A small province for tests: one unit, its people, one cooperative, the rules of the book."""

from dataclasses import dataclass
from datetime import date, datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from accounts.models import Account
from accounts.session_actions import begin
from config import Settings
from cooperatives.models import Cooperative
from dossiers.models import DossierEvent
from feedback import actions, answer_actions, automatic_actions
from feedback.models import Petition, RoutingRule, Topic
from feedback.rules import AnswerDraft, ItemDraft, PetitionText
from rulebook.actions import load_base
from store.clock import utc_now
from tests.make import MORNING, make_account, make_cooperative, make_representative, make_unit
from workflow.roles import Role

TEXT = PetitionText(
    subject="Đề nghị nâng mức vay của Quỹ lên 500 triệu đồng",
    situation="Hợp tác xã có 21 thành viên trồng na ở xã Chi Lăng, mức vay hiện nay quá thấp.",
    demands=("Nâng mức vay tối đa lên 500 triệu đồng", "Cho vay tín chấp theo phương án sản xuất"),
    topic_code="credit_fund",
    commune_code=None,
    contact_name="Hoàng Văn Thắng",
    contact_phone="0912345678",
)


@dataclass
class World:
    """The people and the ways of a petition, each step at a moment of the test's choice."""

    session: Session
    settings: Settings
    cooperative: Cooperative
    owner: Account
    officer: Account
    head: Account
    leader: Account
    records: Account

    def file(self, text: PetitionText = TEXT, now: datetime = MORNING) -> Petition:
        filing = actions.Filing(self.owner, self.cooperative)
        petition = actions.file(self.session, self.settings, filing, text, [], now)
        self.session.commit()
        return petition

    def last(self, petition: Petition) -> DossierEvent:
        return self.session.scalars(
            select(DossierEvent)
            .where(DossierEvent.dossier_id == petition.dossier_id)
            .order_by(DossierEvent.seq.desc())
            .limit(1)
        ).one()

    def screen_and_route(self, petition: Petition, now: datetime = MORNING) -> None:
        event = self.last(petition)
        automatic_actions.screen_petition(self.session, petition.dossier_id, event.id, now)

    def draft(self, petition: Petition) -> AnswerDraft:
        items = [ItemDraft(d.id, "explained", f"Trả lời: {d.text}.", "") for d in petition.demands]
        return AnswerDraft(tuple(items))

    def accepted(self, now: datetime = MORNING, text: PetitionText = TEXT) -> Petition:
        petition = self.file(text, now)
        self.screen_and_route(petition, now)
        actions.accept(self.session, petition, self.officer, now)
        self.session.commit()
        return petition

    def to_sign(self, now: datetime = MORNING, text: PetitionText = TEXT) -> Petition:
        petition, session = self.accepted(now, text), self.session
        draft = self.draft(petition)
        answer_actions.save_answer(session, petition, draft, 0, self.officer, now)
        for action, who in (("submit_draft", self.officer), ("approve", self.head)):
            answer_actions.move_answer(session, petition, action, "", who.actor, now)
        session.commit()
        return petition

    def answered(self, now: datetime = MORNING, text: PetitionText = TEXT) -> Petition:
        petition = self.to_sign(now, text)
        answer_actions.sign(self.session, self.settings, petition, self.leader, now)
        return petition


def make_world(session: Session, settings: Settings) -> World:
    """Return a fresh world: nothing is filed yet."""
    load_base(session)
    unit = make_unit(session, name="Ban Chính sách – Phát triển", symbol="CSPT")
    session.add(Topic(code="credit_fund", name="Vốn vay của Quỹ", sort=1))
    session.flush()
    rule = {"topic_code": "credit_fund", "unit_id": unit.id, "body_ids": []}
    session.add(RoutingRule(**rule, valid_from=date(2020, 1, 1), basis="Quy chế làm việc"))
    cooperative = make_cooperative(session)
    return World(
        session,
        settings,
        cooperative,
        make_representative(session, cooperative),
        make_account(session, Role.OFFICER, unit, full_name="Lương Thị Hạnh"),
        make_account(session, Role.HEAD, unit, full_name="Nông Thị Bích"),
        make_account(session, Role.LEADER, full_name="Hoàng Văn Thái", position="Phó Chủ tịch"),
        make_account(session, Role.RECORDS, make_unit(session, kind="records")),
    )


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Let `client` act for `account` from now on."""
    session = object_session(account)
    assert session is not None
    token = begin(session, account, "Firefox Windows", "127.0.0.1", utc_now())
    session.commit()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = account.get_id(), True
        kept["token"] = token
    return client
