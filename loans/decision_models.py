"""What was decided on an application, by whom, on which figures."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from letters.models import Letter
from loans.appraisal_models import LoanAppraisal
from loans.models import LoanApplication
from loans.programme_models import LoanProgrammeVersion
from store.db import Model


class LoanDecision(Model):
    """One decision: at most one on each round of appraisal. It never changes.

    `body`: "director", or "council" by the votes of `item_id`; `decided_by_id` is who answers for
    it, the director or the chair: never the appraiser, which the database refuses. `version_id`
    holds the rules of the day of the decision; `reasons` are the rules that failed, with the
    smallest change that would pass; `checked` are the figures that were weighed.
    """

    __tablename__ = "loan_decision"
    __table_args__ = (
        UniqueConstraint("appraisal_id"),
        UniqueConstraint("item_id"),
        CheckConstraint("kind IN ('approve', 'reject')", name="kind"),
        CheckConstraint("body IN ('director', 'council')", name="body"),
        CheckConstraint("(body = 'council') = (item_id IS NOT NULL)", name="item"),
        CheckConstraint("amount_vnd > 0 AND months > 0", name="amounts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("loan_application.dossier_id"), index=True
    )
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("loan_appraisal.id"))
    kind: Mapped[str]
    body: Mapped[str]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("council_item.id"))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]
    decided_on: Mapped[date]
    version_id: Mapped[int] = mapped_column(ForeignKey("loan_programme_version.id"))
    amount_vnd: Mapped[int]
    months: Mapped[int]
    conditions: Mapped[str] = mapped_column(default="")
    reasons: Mapped[list[Any]]
    checked: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))

    application: Mapped[LoanApplication] = relationship()
    appraisal: Mapped[LoanAppraisal] = relationship()
    decided_by: Mapped[Account] = relationship()
    version: Mapped[LoanProgrammeVersion] = relationship()
    letter: Mapped[Letter] = relationship(lazy="joined")
    offer: Mapped["LoanOffer | None"] = relationship(back_populates="decision")


class LoanOffer(Model):
    """What an approval offers until a day. answer: "", "accepted", "declined", "lapsed" or
    "withdrawn" (the applicant withdrew the whole application)."""

    __tablename__ = "loan_offer"
    __table_args__ = (
        CheckConstraint(
            "answer IN ('', 'accepted', 'declined', 'lapsed', 'withdrawn')", name="answer"
        ),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("loan_decision.id"), primary_key=True)
    expires_on: Mapped[date]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(default="")

    decision: Mapped[LoanDecision] = relationship(back_populates="offer")
    answered_by: Mapped[Account | None] = relationship()
