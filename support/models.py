"""Support activities: programmes with their budget lines, what was planned, who came, what they
said of it.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from cooperatives.models import Cooperative
from documents.models import Document
from letters.models import Letter
from store.db import Model


class SupportProgramme(Model):
    """A support programme: its name, and the decision it rests on."""

    __tablename__ = "support_programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_fold: Mapped[str] = mapped_column(unique=True)
    basis: Mapped[str]


class SupportBudget(Model):
    """A budget line of a programme in a year: for what, from where, how much."""

    __tablename__ = "support_budget"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0", name="amount"),
        UniqueConstraint("programme_id", "year", "name"),
        Index("ix_support_budget_year", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("support_programme.id"))
    year: Mapped[int]
    name: Mapped[str]
    source: Mapped[str]
    amount_vnd: Mapped[int]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]

    programme: Mapped[SupportProgramme] = relationship(lazy="joined")
    entered_by: Mapped[Account] = relationship()


class SupportActivity(Model):
    """A course, an advice session, a round of propaganda, or what a programme gave.

    status: "planned", "held", "cancelled". Once it is held, attendance and cost stay as they are:
    `closed_at` is the moment from which reports know of it. `result`: what came of it, or why it
    was cancelled.
    """

    __tablename__ = "support_activity"
    __table_args__ = (
        CheckConstraint("kind IN ('training', 'advice', 'propaganda', 'programme')", name="kind"),
        CheckConstraint("status IN ('planned', 'held', 'cancelled')", name="status"),
        CheckConstraint("(status = 'planned') = (closed_at IS NULL)", name="closed"),
        CheckConstraint("(status = 'held') = (spent_vnd IS NOT NULL)", name="spent"),
        CheckConstraint("begins_on <= ends_on", name="days"),
        CheckConstraint("planned_vnd >= 0 AND spent_vnd >= 0", name="amounts"),
        Index("ix_support_activity_begins_on", "begins_on"),
        Index("ix_support_activity_budget_id", "budget_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    topic: Mapped[str]
    content: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[str]
    place: Mapped[str]
    teacher: Mapped[str]
    source: Mapped[str]
    budget_id: Mapped[int | None] = mapped_column(ForeignKey("support_budget.id"))
    planned_vnd: Mapped[int]
    spent_vnd: Mapped[int | None]
    status: Mapped[str] = mapped_column(default="planned")
    result: Mapped[str] = mapped_column(default="")
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    planned_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    budget: Mapped[SupportBudget | None] = relationship()
    planned_by: Mapped[Account] = relationship(foreign_keys=[planned_by_id])
    closed_by: Mapped[Account | None] = relationship(foreign_keys=[closed_by_id])

    __mapper_args__ = {"version_id_col": version}


class SupportGuest(Model):
    """A cooperative on the list of an activity: invited or come by itself, who came, what it said.

    `invited_at`: when it was put on the list, None where it came by itself; `letter` is what
    invites it, signed at `sent_at`. `people` None: not recorded yet; 0: nobody came. `token`
    opens invitation and evaluation.
    """

    __tablename__ = "support_guest"
    __table_args__ = (
        CheckConstraint("reply IN ('', 'yes', 'no')", name="reply"),
        CheckConstraint(
            "rating IN ('', 'very_useful', 'useful', 'little', 'useless')", name="rating"
        ),
        CheckConstraint("people >= 0", name="people"),
        UniqueConstraint("activity_id", "cooperative_id"),
        CheckConstraint("(letter_id IS NULL) = (sent_at IS NULL)", name="sent"),
        Index("ix_support_guest_cooperative_id", "cooperative_id"),
        Index("ix_support_guest_letter_id", "letter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("support_activity.id"))
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    token: Mapped[str] = mapped_column(unique=True)
    invited_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    sent_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None]
    people: Mapped[int | None]
    names: Mapped[str] = mapped_column(default="")
    rating: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[datetime | None]

    activity: Mapped[SupportActivity] = relationship()
    cooperative: Mapped[Cooperative] = relationship()
    letter: Mapped[Letter | None] = relationship()

    @property
    def is_unsent(self) -> bool:
        """Return whether it waits for a letter that invites it; who came by itself does not."""
        return self.letter_id is None and self.invited_at is not None


class SupportPaper(Model):
    """A paper of an activity: the plan, a list with signatures, pictures, receipts."""

    __tablename__ = "support_paper"

    activity_id: Mapped[int] = mapped_column(ForeignKey("support_activity.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    title: Mapped[str]

    document: Mapped[Document] = relationship()
