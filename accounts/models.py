"""Who may sign in: accounts, what they tried, one-time links, tokens of programs."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from store.db import Model
from units.models import Unit
from workflow.machine import Actor, StandIn
from workflow.roles import Role

ROLES = ", ".join(f"'{role}'" for role in Role if role is not Role.SYSTEM)


class Account(Model):
    """One person with one role. Signs in with e-mail or telephone; staff sit in a unit.

    `session_version` rises when all sessions end, which also voids sign-ins that wait for a code.
    `second_factor_at`: since when a code is asked for after the password, None where it is not.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLES})", name="role"),
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
        CheckConstraint("language IN ('vi', 'en')", name="language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None] = mapped_column(unique=True)
    full_name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    password_hash: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    has_hotkeys: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(default="vi")  # of pages and notices
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]

    unit: Mapped[Unit | None] = relationship(lazy="joined")

    @property
    def login(self) -> str:
        """Return the one name under which tries to sign in are counted."""
        return self.email or self.phone or ""

    @property
    def stands_for(self) -> tuple[StandIn, ...]:
        """Return for whom this account stands in today, as far as it was told (accounts.guard)."""
        found: tuple[StandIn, ...] = self.__dict__.get("_stands_for", ())
        return found

    @stands_for.setter
    def stands_for(self, found: tuple[StandIn, ...]) -> None:
        self.__dict__["_stands_for"] = found

    @property
    def actor(self) -> Actor:
        return Actor(self.id, Role(self.role), self.full_name, self.stands_for)

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        """Return what the session cookie keeps (Flask-Login's name)."""
        return f"{self.id}:{self.session_version}"


class SignInAttempt(Model):
    """One attempt to sign in: for whom (folded login), from where, whether it worked.

    `account_id` is None where there is no such account. `step`: what was shown last.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        CheckConstraint("step IN ('password', 'code', 'recovery', 'link')", name="step"),
        Index("ix_sign_in_attempt_account_id", "account_id", "id"),
        Index("ix_sign_in_attempt_login_at", "login", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]
    is_success: Mapped[bool]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    step: Mapped[str] = mapped_column(default="password")


class SignInSession(Model):
    """A browser in which an account is signed in. Only the hash of its token is kept.

    `seen_at` is written at most once a minute.
    """

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_account_id", "account_id", "seen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    address: Mapped[str]
    since_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SecondFactor(Model):
    """The secret that an account shares with the app on a telephone, sealed with SECRET_KEY.

    `sealed_secret` is empty until a first code confirmed the offered one. `last_step`: the step of
    the last code that was accepted; it and those before it are used up.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(default="")
    last_step: Mapped[int] = mapped_column(default=0)
    offered_secret: Mapped[str] = mapped_column(default="")
    offered_at: Mapped[datetime]


class RecoveryCode(Model):
    """A code on paper that stands in for the telephone once. Only its keyed hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class OneTimeLink(Model):
    """A link to activate an account or to set a new password. Only its hash is kept."""

    __tablename__ = "one_time_link"
    __table_args__ = (CheckConstraint("purpose IN ('activate', 'reset')", name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class AccountChange(Model):
    """What somebody changed about an account: `what` holds [old, new] by field, never a password.

    `by_id` is None for a command. The database refuses UPDATE and DELETE.
    """

    __tablename__ = "account_change"
    __table_args__ = (Index("ix_account_change_account_id", "account_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    what: Mapped[dict[str, Any]]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    by: Mapped[Account | None] = relationship(foreign_keys=[by_id])


class ApiToken(Model):
    """A bearer token of a program that acts for an account. Only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined")


class IdempotencyKey(Model):
    """The first answer to a POST, given again when the same key comes with the same body."""

    __tablename__ = "idempotency_key"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    status: Mapped[int | None]
    body: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
