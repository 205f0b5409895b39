"""The fund's council: members with terms, meetings, items, ties, votes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from letters.models import Letter
from loans.appraisal_models import LoanAppraisal
from loans.models import LoanApplication
from store.db import Model

NOT_CLOSED = text("closed_at IS NULL")


class CouncilMember(Model):
    """Somebody's term in the council. It ends on a day and is never deleted."""

    __tablename__ = "council_member"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),
        UniqueConstraint("account_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    position: Mapped[str]
    is_chair: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    basis: Mapped[str]

    account: Mapped[Account] = relationship(lazy="joined")


class CouncilMeeting(Model):
    """One meeting. It is called, opened, and closed with its minutes."""

    __tablename__ = "council_meeting"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    held_on: Mapped[date]
    begins: Mapped[str]
    place: Mapped[str]
    secretary_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    called_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    called_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    minutes_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))

    secretary: Mapped[Account] = relationship(foreign_keys=[secretary_id])
    minutes: Mapped[Letter | None] = relationship()
    items: Mapped[list["CouncilItem"]] = relationship(
        back_populates="meeting", order_by="CouncilItem.position"
    )
    attendance: Mapped[list["CouncilAttendance"]] = relationship()


class CouncilAttendance(Model):
    """Whether a member came, and why not."""

    __tablename__ = "council_attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("council_meeting.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("council_member.id"), primary_key=True)
    is_present: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")


class CouncilItem(Model):
    """One application on the agenda, as it was proposed. `tally` is the count at its close: who
    was entitled, attended, agreed; `outcome` follows from the votes and is checked against them
    by nobody's hand. "postponed" and "no_quorum" go to another meeting.
    """

    __tablename__ = "council_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "application_id"),
        CheckConstraint(
            "outcome IN ('', 'approved', 'refused', 'no_quorum', 'postponed')", name="outcome"
        ),
        CheckConstraint("(outcome = '') = (closed_at IS NULL)", name="closed"),
        Index("uq_council_item_open", "application_id", unique=True, postgresql_where=NOT_CLOSED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("council_meeting.id"))
    position: Mapped[int]
    application_id: Mapped[int] = mapped_column(ForeignKey("loan_application.dossier_id"))
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("loan_appraisal.id"))
    discussion: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    tally: Mapped[dict[str, Any] | None]
    closed_at: Mapped[datetime | None]

    meeting: Mapped[CouncilMeeting] = relationship(back_populates="items")
    application: Mapped[LoanApplication] = relationship(lazy="joined")
    appraisal: Mapped[LoanAppraisal] = relationship(lazy="joined")
    ties: Mapped[list["CouncilTie"]] = relationship()
    votes: Mapped[list["CouncilVote"]] = relationship()


class CouncilTie(Model):
    """A member's tie to one item: declared before, or at the meeting. It bars the vote."""

    __tablename__ = "council_tie"

    item_id: Mapped[int] = mapped_column(ForeignKey("council_item.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("council_member.id"), primary_key=True)
    relation: Mapped[str]
    declared_at: Mapped[datetime]


class CouncilVote(Model):
    """A member's vote on one item. The database refuses it where a tie was declared, and any
    change once the item is closed. `remark`: the reasons of who differs."""

    __tablename__ = "council_vote"
    __table_args__ = (CheckConstraint("vote IN ('yes', 'no', 'abstain')", name="vote"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("council_item.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("council_member.id"), primary_key=True)
    vote: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")
    cast_at: Mapped[datetime]
    cast_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
