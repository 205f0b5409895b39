"""What colleagues are asked to do on a dossier."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from dossiers.models import Dossier
from store.db import Model

OPEN_TASK = text("status = 'open'")


class DossierTask(Model):
    """Somebody is asked to do something by a day. While one is open the answer is not signed.

    status: "open", "done", "waived". `reply` is what was done, or why it is not needed.
    """

    __tablename__ = "dossier_task"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'done', 'waived')", name="status"),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended"),
        Index("ix_dossier_task_dossier_id", "dossier_id"),
        Index("ix_dossier_task_open", "asked_of_id", "due_on", postgresql_where=OPEN_TASK),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_of_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    what: Mapped[str]
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(default="open")
    reply: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    dossier: Mapped[Dossier] = relationship()
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    asked_of: Mapped[Account] = relationship(foreign_keys=[asked_of_id])
    ended_by: Mapped[Account | None] = relationship(foreign_keys=[ended_by_id])
