"""Writes of the log of views: who looked at what is confidential. No commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    exists,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.models import Dossier, DossierBar, ViewLog
from feedback.models import Finding, Petition

LOANS = "loan_application"  # what a cooperative owns, owes and pledges
COMPLAINT_CODE = "complaint_or_denunciation"


def is_confidential() -> ColumnElement[bool]:
    """Return the condition on a dossier that looks at it are kept.

    An application for a loan, always; a petition that names people, or may be a complaint or
    denunciation, or whose sender wants nothing published.
    """
    names_people = exists().where(DossierBar.dossier_id == Petition.dossier_id)
    complains = exists().where(
        Finding.petition_id == Petition.dossier_id, Finding.kind == "complaint"
    )
    is_declined = Petition.decline_code == COMPLAINT_CODE
    is_loan = Dossier.kind == LOANS
    return or_(is_loan, Petition.may_publish.is_(False), names_people, complains, is_declined)


def note_view(
    session: Session, account: Account, code: str, what: str, document_id: int, now: datetime
) -> bool:
    """Keep that `account` looked, where the dossier is confidential; once an hour.

    Returns whether a row was written. One statement, also where nothing is to be kept.
    """
    about = [Dossier.id, literal("", Text)]
    found = looked(about, account, what, document_id, now)
    found = found.outerjoin(Petition, Petition.dossier_id == Dossier.id)
    return keep(session, found.where(Dossier.code == code, is_confidential()))


def looked(
    about: Sequence[SQLColumnExpression[Any]],
    account: Account,
    what: str,
    document_id: int,
    now: datetime,
) -> Select[Any]:
    """Return the row of a look; `about`: the number of the dossier, and of the contract."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return select(
        *about,
        literal(account.id),
        literal(account.full_name, Text),
        literal(account.role, Text),
        literal(what, Text),
        literal(document_id),
        cast(literal(now), DateTime(timezone=True)),
        cast(literal(hour), DateTime(timezone=True)),
    )


def keep(session: Session, found: Select[Any]) -> bool:
    """Keep a look, once an hour; return whether a row was written."""
    names = [
        "dossier_id", "loan_no", "account_id", "account_name", "account_role", "what",
        "document_id", "at", "hour",
    ]  # fmt: skip
    kept = insert(ViewLog).from_select(names, found).on_conflict_do_nothing()
    return session.execute(kept.returning(ViewLog.id)).first() is not None
