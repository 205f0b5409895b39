"""Who signs letters in whose name, from which day to which, and by which paper."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from store.db import Model


class SigningAuthority(Model):
    """A dated row: the signer, in whose name ("", TM., KT., TL., TUQ., Q.), the office printed.

    The database lets only `valid_to` be set afterwards. What was signed keeps what it printed.
    """

    __tablename__ = "signing_authority"
    __table_args__ = (
        CheckConstraint("authority IN ('', 'TM.', 'KT.', 'TL.', 'TUQ.', 'Q.')", name="authority"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),
        CheckConstraint("authority <> 'TUQ.' OR valid_to IS NOT NULL", name="term"),
        Index(
            "uq_signing_authority_account_id_valid_from", "account_id", "valid_from", unique=True
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    authority: Mapped[str]
    office: Mapped[str]
    basis: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    made_by: Mapped[Account] = relationship(foreign_keys=[made_by_id])

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
