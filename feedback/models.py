"""What a petition is about, and its official answer. State and history lie in the dossier."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import BigInteger, Integer

from accounts.models import Account
from cooperatives.models import Commune, Cooperative
from dossiers.models import Dossier
from letters.models import Letter
from store.db import Model
from units.models import Unit
from workflow.localtime import local_day


class Topic(Model):
    """A field that petitions are about. `code` is the glossary's; `sort` orders lists.

    `published_count` is kept by a trigger of `publication`: nobody else writes it.
    """

    __tablename__ = "topic"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    sort: Mapped[int]
    published_count: Mapped[int] = mapped_column(server_default="0")


class RoutingRule(Model):
    """Which unit handles a topic on which days, and which bodies take part."""

    __tablename__ = "routing_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_code: Mapped[str] = mapped_column(ForeignKey("topic.code"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    body_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    basis: Mapped[str]

    topic: Mapped[Topic] = relationship()
    unit: Mapped[Unit] = relationship()


class Petition(Model):
    """A petition: what is asked, by which channel, how to reach the asker, how it ended.

    `kept_reason`: why it is kept beyond its years; "" where nothing holds it. After
    `anonymised_at` nothing of it names a person: see docs/rules/retention.md.
    """

    __tablename__ = "petition"
    __table_args__ = (Index("ix_petition_fingerprint", "fingerprint"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    channel: Mapped[str]
    topic_code: Mapped[str] = mapped_column(ForeignKey("topic.code"))
    situation: Mapped[str]
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    contact_email: Mapped[str] = mapped_column(default="")
    may_publish: Mapped[bool]
    fingerprint: Mapped[str]
    form_key: Mapped[str | None] = mapped_column(unique=True)
    is_multi_body: Mapped[bool] = mapped_column(default=False)
    receipt_letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    decline_code: Mapped[str | None]
    resolution: Mapped[str | None]
    verdict: Mapped[str | None]
    verdict_note: Mapped[str] = mapped_column(default="")
    verdict_at: Mapped[datetime | None]
    kept_reason: Mapped[str] = mapped_column(default="", server_default="")
    anonymised_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship(lazy="joined")
    topic: Mapped[Topic] = relationship()
    commune: Mapped[Commune | None] = relationship()
    receipt_letter: Mapped[Letter | None] = relationship()
    demands: Mapped[list["Demand"]] = relationship(
        back_populates="petition", order_by="Demand.position"
    )
    findings: Mapped[list["Finding"]] = relationship(order_by="Finding.id")
    answers: Mapped[list["Answer"]] = relationship(back_populates="petition", order_by="Answer.id")


class Demand(Model):
    """One numbered demand (điểm kiến nghị). Each is answered for itself."""

    __tablename__ = "demand"
    __table_args__ = (UniqueConstraint("petition_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"))
    position: Mapped[int]
    text: Mapped[str]

    petition: Mapped[Petition] = relationship(back_populates="demands")


class PetitionDraft(Model):
    """What somebody is about to file: kept as typed, in `data` by field name, until it is filed.

    It is no dossier yet: no number, no history. `filed_dossier_id` makes a second filing of the
    same draft find the first one's dossier.
    """

    __tablename__ = "petition_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    data: Mapped[dict[str, Any]]
    document_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    filed_dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))

    cooperative: Mapped[Cooperative] = relationship()


class Finding(Model):
    """What the automatic check noticed. severity: "stop" (a person decides), "look", "info"."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("severity IN ('stop', 'look', 'info')", name="severity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"), index=True)
    kind: Mapped[str]
    severity: Mapped[str]
    text: Mapped[str]
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    overruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Forward(Model):
    """A matter passed on to a body outside, by a transfer slip.

    status: "proposed" (not signed yet), "sent", "accepted", and at its end "returned", "answered",
    "recalled". One of a petition is open at a time. `accept_by` is when the body says whether it
    takes the matter.
    """

    __tablename__ = "forward"
    __table_args__ = (
        Index(
            "uq_forward_open", "petition_id", unique=True,
            postgresql_where=text("status IN ('proposed', 'sent', 'accepted')"),
        ),
        Index("ix_forward_petition_id", "petition_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    status: Mapped[str]
    note: Mapped[str]
    drafter_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    accept_by: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="")
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))

    petition: Mapped[Petition] = relationship()
    body: Mapped[Unit] = relationship()
    drafter: Mapped[Account] = relationship()
    letter: Mapped[Letter | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.status in ("proposed", "sent", "accepted")

    @property
    def body_called(self) -> str:
        """The name of the body on the day it was sent, today's before."""
        return self.body.called(local_day(self.sent_at) if self.sent_at else None)


class ForwardLink(Model):
    """A single-use link for a body without an account: only the hash of its token is kept."""

    __tablename__ = "forward_link"
    __table_args__ = (Index("ix_forward_link_forward_id", "forward_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forward_id: Mapped[int] = mapped_column(ForeignKey("forward.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    forward: Mapped[Forward] = relationship()


class Answer(Model):
    """An official answer: a draft, then frozen into a letter at issue. Never changed after.

    `letter_id` and `issued_at` are set together; `version` refuses a stale draft. `kind` is
    "final", or that of a further letter: "interim", "follow_up", "correction" (of `corrects_id`).
    A final answer has items and goes the dossier's way; a further letter has a `body` and a `stage`
    of its own: "draft", "in_review", "awaiting_signature", "issued". `promises` are commitments as
    they were typed (fields of commitments.rules.PromiseDraft).
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("kind IN ('final', 'interim', 'follow_up', 'correction')", name="kind"),
        CheckConstraint(
            "stage IN ('', 'draft', 'in_review', 'awaiting_signature', 'issued')", name="stage"
        ),
        CheckConstraint("(kind = 'final') = (stage = '')", name="way"),
        Index("ix_answer_stage", "stage", postgresql_where=text("stage = 'awaiting_signature'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"), index=True)
    kind: Mapped[str] = mapped_column(default="final")
    stage: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), index=True)
    body: Mapped[str] = mapped_column(default="")
    drafter_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opening: Mapped[str] = mapped_column(default="")
    closing: Mapped[str] = mapped_column(default="")
    promises: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))

    petition: Mapped[Petition] = relationship(back_populates="answers")
    drafter: Mapped[Account] = relationship(foreign_keys=[drafter_id])
    reviewer: Mapped[Account | None] = relationship(foreign_keys=[reviewer_id])
    signer: Mapped[Account | None] = relationship(foreign_keys=[signer_id])
    letter: Mapped[Letter | None] = relationship()
    corrects: Mapped["Answer | None"] = relationship(remote_side="Answer.id")
    items: Mapped[list["AnswerItem"]] = relationship(
        back_populates="answer", order_by="AnswerItem.demand_id"
    )

    __mapper_args__ = {"version_id_col": version}


class AnswerItem(Model):
    """The answer to one demand."""

    __tablename__ = "answer_item"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")

    answer: Mapped[Answer] = relationship(back_populates="items")
    demand: Mapped[Demand] = relationship(lazy="joined")


class Masking(Model):
    """What is hidden when an answer becomes public, chosen by a person who saw the public copy.

    `spans` is a list of [field, start, end, kind] (feedback.masking.Span): where, never what.
    """

    __tablename__ = "masking"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    spans: Mapped[list[Any]]
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    chosen_at: Mapped[datetime]


class Publication(Model):
    """The public copy of an answer: the only thing that public pages read.

    It holds no name and no contact of the cooperative. `demands` is a list of objects with
    position, demand, outcome, text, legal_basis; `promises` one of position, unit, what, sign;
    `body` is what a further letter says.
    """

    __tablename__ = "publication"
    __table_args__ = (
        Index("ix_publication_search", "search_tsv", postgresql_using="gin"),
        Index("ix_publication_answered_on", "answered_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), unique=True)
    topic_code: Mapped[str] = mapped_column(ForeignKey("topic.code"), index=True)
    kind: Mapped[str] = mapped_column(default="final")
    title: Mapped[str]
    question: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    demands: Mapped[list[Any]]
    promises: Mapped[list[Any]] = mapped_column(default=list)
    answered_by: Mapped[str]
    letter_number: Mapped[str]
    asked_on: Mapped[date]
    answered_on: Mapped[date]
    published_at: Mapped[datetime]
    useful_count: Mapped[int] = mapped_column(default=0)
    unclear_count: Mapped[int] = mapped_column(default=0)
    fit_count: Mapped[int] = mapped_column(default=0)
    search_fold: Mapped[str]
    search_tsv: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('simple', search_fold)", persisted=True), deferred=True
    )

    answer: Mapped[Answer] = relationship()
    topic: Mapped[Topic] = relationship()


class PublicDay(Model):
    """The public figures as they were at the end of a day, counted once in the night after it.

    `received_by_month`, `answered_by_month`: of the year's petitions, from January on.
    """

    __tablename__ = "public_day"

    until: Mapped[date] = mapped_column(primary_key=True)
    filed_this_year: Mapped[int]
    answered_of_these: Mapped[int]
    due_in_twelve_months: Mapped[int]
    answered_in_time: Mapped[int]
    cooperatives: Mapped[int]
    received_by_month: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    answered_by_month: Mapped[list[int]] = mapped_column(ARRAY(Integer))
