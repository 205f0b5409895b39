"""Writes on a cooperative's page: requests for a change of its row, yearly figures. No commit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.actions import Note, edit, values_of
from cooperatives.models import Cooperative, YearFigures
from cooperatives.rules import UNLIKELY_REVENUE_TIMES, changes_between
from cooperatives.values import plain_value
from documents.models import Document
from notices.actions import send
from notices.texts import render_in
from profiles.models import RegistryRequest, RegistryRequestPaper
from workflow.refusal import Refusal
from workflow.text import clean

DECIDED = "Đề nghị này đã được quyết định hoặc đã rút."
WAITING = "Hợp tác xã đang có một đề nghị chờ quyết định. Rút đề nghị ấy trước khi gửi đề nghị mới."
STALE = "Người khác vừa ghi số liệu năm này. Hãy xem lại rồi ghi lần nữa."


def ask(
    session: Session,
    cooperative: Cooperative,
    values: Mapping[str, Any],
    reason: str,
    papers: Sequence[Document],
    account: Account,
    now: datetime,
) -> RegistryRequest:
    """Ask for a change. Raises Refusal where nothing differs, or another request is open."""
    changed = changes_between(values_of(cooperative), values)
    if not changed:
        raise Refusal("same", "Chưa có gì khác với sổ.")
    request = RegistryRequest(
        cooperative_id=cooperative.id,
        asked_by_id=account.id,
        asked_at=now,
        what={key: [plain_value(one) for one in both] for key, both in changed.items()},
        reason=clean(reason),
    )
    request.papers = [RegistryRequestPaper(document_id=paper.id) for paper in papers]
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError as error:
        raise Refusal("open", WAITING) from error
    return request


def _open(session: Session, request: RegistryRequest) -> None:
    found = select(RegistryRequest.status).where(RegistryRequest.id == request.id)
    if session.scalar(found.with_for_update(of=RegistryRequest)) != "open":
        raise Refusal("decided", DECIDED)


def _decide(
    request: RegistryRequest, status: str, note: str, account: Account, now: datetime
) -> None:
    request.status, request.note = status, clean(note)
    request.decided_by_id, request.decided_at = account.id, now


def accept(
    session: Session,
    settings: Settings,
    request: RegistryRequest,
    seen_version: int,
    effective_on: date,
    account: Account,
    now: datetime,
) -> None:
    """Write what was asked for into the registry, and tell who asked.

    Raises: Refusal where it is decided already, or the row changed since it was looked at.
    """
    _open(session, request)
    values = {key: both[1] for key, both in request.what.items()}
    reason = f"Đề nghị của hợp tác xã ngày {request.asked_at:%d/%m/%Y}: {request.reason}"
    note = Note("request", reason[:500], effective_on, account.id, now)
    edit(session, request.cooperative_id, values, seen_version, note)
    _decide(request, "accepted", "", account, now)
    _tell(session, settings, request, now)


def refuse(
    session: Session,
    settings: Settings,
    request: RegistryRequest,
    note: str,
    account: Account,
    now: datetime,
) -> None:
    """Say no, with the reason, and tell who asked."""
    _open(session, request)
    _decide(request, "refused", note, account, now)
    _tell(session, settings, request, now)


def withdraw(session: Session, request: RegistryRequest, account: Account, now: datetime) -> None:
    """Take a request back that nobody decided yet."""
    _open(session, request)
    _decide(request, "withdrawn", "", account, now)
    session.flush()


def _tell(session: Session, settings: Settings, request: RegistryRequest, now: datetime) -> None:
    session.flush()
    if request.asked_by.email:
        values = {"request": request, "settings": settings}
        text = render_in(request.asked_by.language, "mail/registry_request", values)
        send(session, f"registry-request-{request.id}", request.asked_by.email, text, now)


def write_figures(
    session: Session,
    cooperative: Cooperative,
    year: int,
    values: Mapping[str, int | None],
    source: str,
    seen: str,
    account: Account,
    now: datetime,
    *,
    is_own: bool,
    is_sure: bool,
) -> YearFigures:
    """Write a year's figures. What the cooperative itself enters is confirmed by that.

    `seen`: the mark of the row that was read (`mark_of`). Raises: Refusal where nothing was
    entered, somebody was faster, or a revenue is not to be believed and nobody says it is right.
    """
    if all(value is None for value in values.values()):
        raise Refusal("empty", "Nhập ít nhất một số liệu.")
    session.execute(
        select(Cooperative.id).where(Cooperative.id == cooperative.id).with_for_update()
    )
    row = session.get(YearFigures, (cooperative.id, year), populate_existing=True)
    if seen != mark_of(row):
        raise Refusal("stale", STALE)
    if not is_sure:
        _check_likely(session, cooperative.id, year, values.get("revenue_vnd"))
    if row is None:
        row = YearFigures(cooperative_id=cooperative.id, year=year)
        session.add(row)
    for key, value in values.items():
        setattr(row, key, value)
    row.source, row.entered_by_id, row.entered_at = source, account.id, now
    row.confirmed_by_id, row.confirmed_at = (account.id, now) if is_own else (None, None)
    session.flush()
    return row


def mark_of(row: YearFigures | None) -> str:
    """Return what tells one state of a year's figures from another, "" where there is none."""
    if row is None:
        return ""
    return row.entered_at.isoformat() if row.entered_at else "brought-in"


def _check_likely(
    session: Session, cooperative_id: int, year: int, revenue_vnd: int | None
) -> None:
    before = session.get(YearFigures, (cooperative_id, year - 1))
    known = before.revenue_vnd if before else None
    if not known or revenue_vnd is None:
        return
    if (
        revenue_vnd >= known * UNLIKELY_REVENUE_TIMES
        or revenue_vnd * UNLIKELY_REVENUE_TIMES <= known
    ):
        said = (
            "Doanh thu này gấp hoặc kém năm trước từ 1.000 lần. Xem lại đơn vị đồng; nếu đúng, "
            "đánh dấu vào ô “Số liệu này đúng” rồi ghi lại."
        )
        raise Refusal("unlikely", said, "revenue_vnd")


def confirm_figures(
    session: Session, cooperative_id: int, year: int, seen: str, account: Account, now: datetime
) -> None:
    """Let the cooperative say that figures are right. Twice is once."""
    row = session.get(YearFigures, (cooperative_id, year), with_for_update=True)
    if row is None or mark_of(row) != seen:
        raise Refusal("stale", STALE)
    if row.confirmed_at is None:
        row.confirmed_by_id, row.confirmed_at = account.id, now
        session.flush()
