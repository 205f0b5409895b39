"""Makers of test records: plain functions, each with sensible values that a test may override."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Commune, Cooperative, Mandate
from documents.vault import Vault
from store.models import OutboxMessage
from units.models import Unit
from workflow.roles import Role
from workflow.text import fold

NUMBERS = count(1)
MORNING = datetime(2026, 2, 10, 2, 14, tzinfo=UTC)  # 09:14 on Tuesday 10/02/2026 in Viet Nam


def make_unit(session: Session, **values: Any) -> Unit:
    number = next(NUMBERS)
    row = {
        "code": f"U{number}",
        "kind": "office",
        "name": f"Ban số {number}",
        "short_name": f"Ban {number}",
        "symbol": f"B{number}",
        "valid_from": date(2020, 1, 1),
    }
    unit = Unit(**(row | values))
    session.add(unit)
    session.flush()
    return unit


def make_account(session: Session, role: Role, unit: Unit | None = None, **values: Any) -> Account:
    number = next(NUMBERS)
    row: dict[str, Any] = {
        "email": f"nguoi{number}@langson.example",
        "full_name": f"Nguyễn Văn {number}",
        "role": str(role),
        "unit_id": unit.id if unit else None,
        "created_at": MORNING,
    }
    account = Account(**(row | values))
    session.add(account)
    session.flush()
    return account


def make_cooperative(session: Session, **values: Any) -> Cooperative:
    number = next(NUMBERS)
    code = "06463"
    if session.get(Commune, code) is None:
        place = {"name": "Chi Lăng", "kind": "commune", "former_district": "Chi Lăng"}
        session.add(Commune(code=code, **place))
        session.flush()
    name = values.get("name", f"Hợp tác xã Na số {number}")
    row = {
        "kind": "cooperative",
        "name": name,
        "name_fold": fold(name),
        "commune_code": code,
        "sector": "agriculture",
        "founded_on": date(2020, 5, 5),
    }
    cooperative = Cooperative(**(row | values))
    session.add(cooperative)
    session.flush()
    return cooperative


def make_representative(session: Session, cooperative: Cooperative, **values: Any) -> Account:
    account = make_account(session, Role.REPRESENTATIVE, **values)
    session.add(
        Mandate(
            account_id=account.id,
            cooperative_id=cooperative.id,
            position="Giám đốc",
            starts_on=date(2020, 1, 1),
        )
    )
    session.flush()
    return account


def tasks_waiting(session: Session) -> list[str]:
    """Return the names of the tasks that were asked for, oldest first."""
    return list(session.scalars(select(OutboxMessage.task).order_by(OutboxMessage.id)))


@contextmanager
def broken_vault(app: Flask, folder: Path) -> Iterator[None]:
    """A vault that can take no file: where its folder should be, there is a file."""
    kept = app.extensions["vault"]
    folder.write_text("not a folder")
    app.extensions["vault"] = Vault(folder)
    yield
    app.extensions["vault"] = kept
