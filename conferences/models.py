"""Dialogue conferences: plan, guests, questions sent before, the floor, papers.

An issue raised on the floor is a petition that arrived by voice: its life is the petition's.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from cooperatives.models import Cooperative
from dossiers.models import Dossier
from feedback.models import Petition, Topic
from letters.models import Letter
from store.db import Model
from units.models import Unit
from workflow.localtime import local_day


class Conference(Model):
    """One conference. Its dossier holds number, name (`subject`), state and history.

    `last_number` is the last number on the floor that a device reserved; `shown_number` is what
    the projector shows, None: the latest.
    """

    __tablename__ = "conference"
    __table_args__ = (CheckConstraint("begins_at < ends_at", name="order"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    theme: Mapped[str] = mapped_column(default="")
    place: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    questions_until_on: Mapped[date]
    how_to_take_part: Mapped[str] = mapped_column(default="")
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    secretary_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_public: Mapped[bool] = mapped_column(default=True)
    began_at: Mapped[datetime | None]
    adjourned_at: Mapped[datetime | None]
    last_number: Mapped[int] = mapped_column(default=0)
    shown_number: Mapped[int | None]

    dossier: Mapped[Dossier] = relationship(lazy="joined")
    chair: Mapped[Account | None] = relationship(foreign_keys=[chair_id])
    secretary: Mapped[Account | None] = relationship(foreign_keys=[secretary_id])
    parts: Mapped[list["ConferencePart"]] = relationship(order_by="ConferencePart.position")

    @property
    def held_on(self) -> date | None:
        """The day on which it was held, None as long as it is not over."""
        return local_day(self.adjourned_at) if self.adjourned_at else None


class ConferencePart(Model):
    """One session of the agenda: when, what, who speaks."""

    __tablename__ = "conference_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.dossier_id"), index=True)
    position: Mapped[int]
    begins_at: Mapped[datetime]
    title: Mapped[str]
    speakers: Mapped[str] = mapped_column(default="")


class ConferenceGuest(Model):
    """Who is invited: a cooperative, a unit or body, or somebody by name.

    `token` opens the page of the invitation: answer yes or no, and check in at the door.
    """

    __tablename__ = "conference_guest"
    __table_args__ = (
        UniqueConstraint("conference_id", "cooperative_id"),
        UniqueConstraint("conference_id", "unit_id"),
        CheckConstraint("reply IN ('', 'yes', 'no')", name="reply"),
        CheckConstraint("num_nonnulls(cooperative_id, unit_id) <= 1", name="one"),
        CheckConstraint("num_nonnulls(cooperative_id, unit_id) = 1 OR name <> ''", name="somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.dossier_id"))
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(default="")
    token: Mapped[str] = mapped_column(unique=True)
    added_at: Mapped[datetime]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    sent_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    delegate_name: Mapped[str] = mapped_column(default="")
    delegate_position: Mapped[str] = mapped_column(default="")
    delegate_phone: Mapped[str] = mapped_column(default="")

    conference: Mapped[Conference] = relationship()
    cooperative: Mapped[Cooperative | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    letter: Mapped[Letter | None] = relationship()
    replied_by: Mapped[Account | None] = relationship()

    @property
    def whole_name(self) -> str:
        """Return who is invited, by the whole name."""
        return self.cooperative.name if self.cooperative else self.unit_name or self.name

    @property
    def address(self) -> str:
        """Return where a cooperative is; "" of everybody else."""
        return self.cooperative.full_address if self.cooperative else ""

    @property
    def short_name(self) -> str:
        """Return who is invited, as lists show it."""
        return self.cooperative.short_name if self.cooperative else self.unit_name or self.name

    @property
    def unit_name(self) -> str:
        """The name of a unit as on the day of its letter, else of the conference, else today's."""
        if self.unit is None:
            return ""
        return self.unit.called(self.letter.issued_on if self.letter else self.conference.held_on)

    @property
    def usual_delegate(self) -> str:
        """Return who comes where nobody typed a name."""
        known = self.cooperative.representative_name if self.cooperative else self.name
        return self.delegate_name or known or f"Đại diện {self.short_name}"

    @property
    def kind(self) -> str:
        """Return "cooperative", "unit" or "person"."""
        return "cooperative" if self.cooperative else "unit" if self.unit else "person"


class ConferenceAttendance(Model):
    """Somebody who came, and for whom. way: "name" (at the table), "qr" (the card)."""

    __tablename__ = "conference_attendance"
    __table_args__ = (
        CheckConstraint("way IN ('name', 'qr')", name="way"),
        Index("ix_conference_attendance_conference_id", "conference_id", "id"),
        Index(
            "uq_conference_attendance_person", "conference_id", "guest_id", "cooperative_id",
            "unit_id", "name_fold", unique=True, postgresql_nulls_not_distinct=True,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.dossier_id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("conference_guest.id"))
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    full_name: Mapped[str]
    name_fold: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    came_at: Mapped[datetime]
    way: Mapped[str]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    cooperative: Mapped[Cooperative | None] = relationship()
    unit: Mapped[Unit | None] = relationship()

    @property
    def stands_for(self) -> str:
        """Return whom this person stands for, as lists show it; "" for nobody but himself."""
        if self.cooperative:
            return self.cooperative.short_name
        return self.unit.called_short(local_day(self.came_at)) if self.unit else ""


class ConferenceCluster(Model):
    """Questions that ask the same, put together by a person. Taken apart, the row stays."""

    __tablename__ = "conference_cluster"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.dossier_id"), index=True)
    title: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]


class ConferenceQuestion(Model):
    """A question sent before the conference. It becomes a petition when it is raised or answered
    in writing.

    placement: "" (not yet), "agenda" (raised at the conference), "written" (answered in writing).
    """

    __tablename__ = "conference_question"
    __table_args__ = (
        CheckConstraint("placement IN ('', 'agenda', 'written')", name="placement"),
        CheckConstraint("cooperative_id IS NOT NULL OR asker_name <> ''", name="asker"),
        Index("ix_conference_question_conference_id", "conference_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.dossier_id"))
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"))
    asker_name: Mapped[str] = mapped_column(default="")
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[str]
    received_on: Mapped[date]
    sent_at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    text: Mapped[str]
    topic_code: Mapped[str] = mapped_column(ForeignKey("topic.code"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    placement: Mapped[str] = mapped_column(default="")
    draft_answer: Mapped[str] = mapped_column(default="")
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    drafted_at: Mapped[datetime | None]
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("conference_cluster.id"), index=True)
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.dossier_id"))
    version: Mapped[int] = mapped_column()

    conference: Mapped[Conference] = relationship()
    cooperative: Mapped[Cooperative | None] = relationship()
    filed_by: Mapped[Account] = relationship(foreign_keys=[filed_by_id])
    drafted_by: Mapped[Account | None] = relationship(foreign_keys=[drafted_by_id])
    topic: Mapped[Topic] = relationship()
    body: Mapped[Unit | None] = relationship()
    cluster: Mapped[ConferenceCluster | None] = relationship()
    petition: Mapped[Petition | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def asker(self) -> str:
        return self.cooperative.short_name if self.cooperative else self.asker_name

    @property
    def body_called(self) -> str:
        """The full name of who answers it: as on the day of the conference, before it today's."""
        return self.body.called(self.conference.held_on) if self.body else ""

    @property
    def body_called_short(self) -> str:
        """The short name of who answers it, of the same day."""
        return self.body.called_short(self.conference.held_on) if self.body else ""


class ConferenceBlock(Model):
    """Numbers of the floor that one device may give, also while it has no network."""

    __tablename__ = "conference_block"
    __table_args__ = (
        UniqueConstraint("conference_id", "first_number"),
        CheckConstraint("first_number <= last_number", name="order"),
        Index("ix_conference_block_device", "conference_id", "device"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.dossier_id"))
    device: Mapped[str]
    first_number: Mapped[int]
    last_number: Mapped[int]
    reserved_at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class ConferenceIssue(Model):
    """What one speaker raised on the floor, as it was written down, and the petition it became.

    `entry_key` is the device's name for it, so that sent twice is once; of several revisions the
    highest counts. `raised_at` is the device's time set right. outcome: "oral" (answered at once,
    confirmed in writing by `owed_by_on`), "owed" (answered in writing by then). What the conclusion
    notice rules: `lead_id` with `cooperating_ids`, until `ruled_by_on`.
    """

    __tablename__ = "conference_issue"
    __table_args__ = (
        UniqueConstraint("conference_id", "number"),
        CheckConstraint("outcome IN ('oral', 'owed')", name="outcome"),
        Index("ix_conference_issue_raised", "conference_id", "raised_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.dossier_id"))
    entry_key: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    sequence: Mapped[int]
    revision: Mapped[int]
    number: Mapped[int]
    raised_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("conference_attendance.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("conference_question.id"))
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"))
    speaker_name: Mapped[str] = mapped_column(default="")
    speaker_position: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    subject: Mapped[str]
    demands: Mapped[list[Any]]
    topic_code: Mapped[str] = mapped_column(ForeignKey("topic.code"))
    outcome: Mapped[str]
    answered_by: Mapped[str] = mapped_column(default="")
    oral_answer: Mapped[str] = mapped_column(default="")
    owed_by_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    owed_by_on: Mapped[date]
    slip_token: Mapped[str] = mapped_column(unique=True)
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.dossier_id"), unique=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    cooperating_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    ruled_by_on: Mapped[date | None]
    ruling: Mapped[str] = mapped_column(default="")

    conference: Mapped[Conference] = relationship()
    cooperative: Mapped[Cooperative | None] = relationship()
    topic: Mapped[Topic] = relationship()
    owed_by: Mapped[Unit | None] = relationship(foreign_keys=[owed_by_id])
    lead: Mapped[Unit | None] = relationship(foreign_keys=[lead_id])
    petition: Mapped[Petition | None] = relationship()

    @property
    def asker(self) -> str:
        """Return whose issue it is, as lists show it."""
        if self.cooperative:
            return self.cooperative.short_name
        return self.speaker_name or "Chưa rõ HTX"

    @property
    def owed_by_called(self) -> str:
        """The full name of who owes the answer, as on the day it was raised."""
        return self.owed_by.called(local_day(self.raised_at)) if self.owed_by else ""

    @property
    def owed_by_called_short(self) -> str:
        """The short name of who owes the answer, of the same day."""
        return self.owed_by.called_short(local_day(self.raised_at)) if self.owed_by else ""


class ConferencePaper(Model):
    """The minutes or the conclusion notice: drafted from the record, edited, then signed.

    The minutes are signed by the secretary first, then by the chair, who issues them.
    """

    __tablename__ = "conference_paper"
    __table_args__ = (
        UniqueConstraint("conference_id", "kind"),
        CheckConstraint("kind IN ('minutes', 'conclusion')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.dossier_id"))
    kind: Mapped[str]
    body: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    secretary_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    secretary_signed_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    version: Mapped[int] = mapped_column()

    letter: Mapped[Letter | None] = relationship()
    secretary: Mapped[Account | None] = relationship(foreign_keys=[secretary_id])

    __mapper_args__ = {"version_id_col": version}
