"""Who calls: accounts of the bench, and the cookies and tokens with which they are signed in."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from accounts.session_actions import begin
from cooperatives.models import Cooperative, Mandate
from store.clock import utc_now
from store.db import db
from workflow.roles import Role

NUMBERS = count(1)
SECRET_IN_SESSION = "5f2a"  # noqa: S105 - what a form's token is made from


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in browser: its cookie, and the token that its forms carry."""

    account_id: int
    cookie: str
    csrf_token: str


def make_owner(session: Session, now: datetime) -> Account:
    """Make an account that speaks for a cooperative of the demo, each time the next one."""
    number = next(NUMBERS)
    found = select(Cooperative).where(Cooperative.status == "active").order_by(Cooperative.id)
    cooperative = session.scalars(found.offset(number % 500).limit(1)).one()
    account = Account(
        email=f"bench{number}@hoptacxa.example",
        phone=f"07{number:08d}",
        full_name=f"Nông Văn Đo {number}",
        role=str(Role.REPRESENTATIVE),
        created_at=now,
    )
    session.add(account)
    session.flush()
    mandate = {"position": "Giám đốc", "starts_on": date(2020, 1, 1)}
    session.add(Mandate(account_id=account.id, cooperative_id=cooperative.id, **mandate))
    session.flush()
    return account


def sign_in(app: Flask, account: Account) -> Caller:
    """Return what a browser holds after signing in, without the work of checking a password."""
    token = begin(db.session(), account, "Bench", "127.0.0.1", utc_now())
    db.session.commit()
    values = {"_user_id": account.get_id(), "_fresh": True, "token": token}
    values["csrf_token"] = SECRET_IN_SESSION
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None or app.secret_key is None:
        raise RuntimeError("no secret key")
    forms = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(values)}"
    return Caller(account.id, cookie, str(forms.dumps(SECRET_IN_SESSION)))
