"""The dossier (hồ sơ): number, state, holder, dates; its history; the seals over all histories."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from cooperatives.models import Cooperative
from documents.models import Document
from store.db import Model
from units.models import Unit
from workflow.localtime import local_day

OPEN = text("settled_at IS NULL")
HELD = text("lifted_at IS NULL")


@dataclass(frozen=True, slots=True)
class NamedAsker:
    """Whom a dossier was recorded for where the registry has no row: only a name."""

    name: str
    id: None = None
    tax_code: None = None
    representative_name: str = ""

    @property
    def short_name(self) -> str:
        return self.name


class DossierSeries(Model):
    """The last serial given to a kind of dossier in a year."""

    __tablename__ = "dossier_series"

    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_serial: Mapped[int]


class Dossier(Model):
    """One file that somebody owns. Only `dossiers.actions.advance` writes `state`.

    `due_on` is when the answer is owed; `next_due_on` is the earliest limit that is not met yet,
    which the desk sorts by, and `next_due` names it ("acknowledge", "classify", "first_answer",
    "answer"): all three are what the clock gave at the last event. `paused_on` is the day the
    clock was stopped on, while it stands still. `settled_at` is set while nothing is owed;
    `first_due_on` and `first_settled_at` keep the first answer of what was reopened since, for
    figures. Without a cooperative of the registry it holds only the name that staff wrote down:
    read `asker`, which
    is one or the other.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("kind", "year", "serial"),
        CheckConstraint("cooperative_id IS NOT NULL OR asker_name <> ''", name="asker"),
        Index("ix_dossier_open_unit", "unit_id", "next_due_on", postgresql_where=OPEN),
        Index("ix_dossier_open_officer", "officer_id", "next_due_on", postgresql_where=OPEN),
        Index("ix_dossier_open_due", "next_due_on", postgresql_where=OPEN),
        Index("ix_dossier_cooperative", "cooperative_id", "updated_at"),
        Index("ix_dossier_filed_by", "filed_by_id", "id"),
        Index("ix_dossier_updated_at", "updated_at", "id"),
        Index("ix_dossier_search", "search_tsv", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    serial: Mapped[int]
    state: Mapped[str]
    version: Mapped[int] = mapped_column()
    subject: Mapped[str]
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"))
    asker_name: Mapped[str] = mapped_column(default="")
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    held_since: Mapped[datetime | None]
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    limit_days: Mapped[int]
    due_on: Mapped[date]
    next_due_on: Mapped[date]
    next_due: Mapped[str]
    is_due_provisional: Mapped[bool] = mapped_column(default=False)
    paused_on: Mapped[date | None]
    settled_at: Mapped[datetime | None]
    first_due_on: Mapped[date | None]
    first_settled_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    head_seq: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(default="")
    search_fold: Mapped[str] = mapped_column(default="")
    search_tsv: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('simple', search_fold)", persisted=True), deferred=True
    )

    cooperative: Mapped[Cooperative | None] = relationship()
    filed_by: Mapped[Account] = relationship(foreign_keys=[filed_by_id])
    unit: Mapped[Unit | None] = relationship()
    officer: Mapped[Account | None] = relationship(foreign_keys=[officer_id])
    events: Mapped[list["DossierEvent"]] = relationship(
        back_populates="dossier", order_by="DossierEvent.seq"
    )
    papers: Mapped[list["DossierDocument"]] = relationship(
        back_populates="dossier", order_by="DossierDocument.id"
    )
    parties: Mapped[list["DossierParty"]] = relationship(back_populates="dossier")

    __mapper_args__ = {"version_id_col": version}

    @property
    def asker(self) -> Cooperative | NamedAsker:
        return self.cooperative or NamedAsker(self.asker_name)

    @property
    def unit_called(self) -> str:
        """The name of the unit that holds it; of what is settled, the name on that day."""
        settled_on = local_day(self.settled_at) if self.settled_at else None
        return self.unit.called(settled_on) if self.unit else ""


class DossierEvent(Model):
    """One thing that happened. The database refuses UPDATE and DELETE; `hash` covers the row and
    the hash of the event before it (see `dossiers.chain`).

    `audience` says who reads it: "owner" (cooperative and staff) or "staff". `effective_on` is the
    day it counts from, where that is not the day it was written on. `once_key` makes it unique.
    """

    __tablename__ = "dossier_event"
    __table_args__ = (
        UniqueConstraint("dossier_id", "seq"),
        UniqueConstraint("dossier_id", "once_key"),
        CheckConstraint("audience IN ('owner', 'staff')", name="audience"),
        Index("ix_dossier_event_actor_id", "actor_id", "at"),
        Index("ix_dossier_event_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    seq: Mapped[int]
    action: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_role: Mapped[str]
    actor_name: Mapped[str]
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"))
    at: Mapped[datetime]
    effective_on: Mapped[date | None]
    audience: Mapped[str]
    note: Mapped[str]
    data: Mapped[dict[str, Any]]
    once_key: Mapped[str | None]
    prev_hash: Mapped[str]
    hash: Mapped[str]

    dossier: Mapped[Dossier] = relationship(back_populates="events")

    @property
    def is_automatic(self) -> bool:
        return self.actor_role == "system"


class ViewLog(Model):
    """Who of the staff looked at something confidential: the first time in each hour.

    what: "page", "paper" (`document_id`, else 0), "program", "export". Append-only.
    `loan_no`: the contract whose loan was looked at, which may have no dossier; else "".
    """

    __tablename__ = "view_log"
    __table_args__ = (
        UniqueConstraint(
            "dossier_id",
            "loan_no",
            "account_id",
            "what",
            "document_id",
            "hour",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("dossier_id IS NOT NULL OR loan_no <> ''", name="about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    loan_no: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    account_name: Mapped[str]
    account_role: Mapped[str]
    what: Mapped[str]
    document_id: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    hour: Mapped[datetime]

    dossier: Mapped[Dossier | None] = relationship()


class DossierDocument(Model):
    """A paper of a dossier. role: "attachment", "supplement", "answer", "receipt", "internal"."""

    __tablename__ = "dossier_document"
    __table_args__ = (
        UniqueConstraint("dossier_id", "document_id"),
        CheckConstraint("audience IN ('owner', 'staff')", name="audience"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    role: Mapped[str]
    audience: Mapped[str] = mapped_column(default="owner")
    title: Mapped[str]

    dossier: Mapped[Dossier] = relationship(back_populates="papers")
    document: Mapped[Document] = relationship(lazy="joined")


class DossierParty(Model):
    """A unit or body that takes part beside the holder; its people may read and comment."""

    __tablename__ = "dossier_party"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)

    dossier: Mapped[Dossier] = relationship(back_populates="parties")
    unit: Mapped[Unit] = relationship(lazy="joined")


class DossierBar(Model):
    """An account, or everybody of a unit, for whom a dossier does not exist: it names them.

    Exactly one of `account_id` and `unit_id` is set. A bar that was lifted stays as a row.
    """

    __tablename__ = "dossier_bar"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (unit_id IS NULL)", name="one_target"),
        Index("ix_dossier_bar_dossier_id", "dossier_id"),
        Index(
            "uq_dossier_bar_account", "account_id", "dossier_id", unique=True,
            postgresql_where=HELD,
        ),
        Index("uq_dossier_bar_unit", "unit_id", "dossier_id", unique=True, postgresql_where=HELD),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    reason: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lift_reason: Mapped[str] = mapped_column(default="")

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    unit: Mapped[Unit | None] = relationship()
    created_by: Mapped[Account | None] = relationship(foreign_keys=[created_by_id])

    @property
    def name(self) -> str:
        """Return who is barred, by name."""
        return self.account.full_name if self.account else self.unit.name if self.unit else ""


class AuditSeal(Model):
    """One night's seal: the Merkle root over the heads of all dossiers, chained to the seal before.

    The database refuses UPDATE and DELETE.
    """

    __tablename__ = "audit_seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed_on: Mapped[date] = mapped_column(unique=True)
    at: Mapped[datetime]
    dossier_count: Mapped[int]
    root: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]


class SealHead(Model):
    """The head of a dossier that changed since the seal before. Refuses UPDATE and DELETE."""

    __tablename__ = "seal_head"
    __table_args__ = (Index("ix_seal_head_dossier_id", "dossier_id", "seal_id"),)

    seal_id: Mapped[int] = mapped_column(ForeignKey("audit_seal.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
