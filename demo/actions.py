"""Loads the demo world. No commit: the command commits once, so there is all of it or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from accounts.models import Account
from administration.commands import load_base
from config import Settings
from demo.asked import held
from demo.away import send_away
from demo.bases import load_bases
from demo.book import open_book
from demo.canned import load_canned
from demo.cast import Cast, load_people, load_registry, read_cast
from demo.conferences import hold_past, plan_next
from demo.floor import join_petitions
from demo.imports import bring_in_table
from demo.integrations import load_integration
from demo.lending import lend, write_off_lost
from demo.loans import load_loans
from demo.membership import load_membership
from demo.papers_after import After
from demo.people import STAFF
from demo.player import Player
from demo.reports import make_reports
from demo.requests import ask_for_accounts
from demo.review import review_loans
from demo.signers import load_signers
from demo.story import read_cases
from demo.support import load_support
from demo.timeline import timeline
from demo.units import load_unit_changes
from documents.vault import Vault
from feedback.automatic_actions import count_day
from front.data_actions import refresh
from rulebook.queries import working_calendar
from workflow.localtime import local_day


def is_loaded(session: Session) -> bool:
    """Return whether the demo world is there."""
    known = select(Account.id).where(Account.email == STAFF[0].email)
    return session.scalar(known) is not None


@contextmanager
def kept_alive(session: Session) -> Iterator[None]:
    """Let what was written or read once stay in memory, so that nothing is read twice."""
    rows: list[object] = []

    def keep(_session: Session, row: object) -> None:
        rows.append(row)

    names = ("pending_to_persistent", "loaded_as_persistent")
    for name in names:
        event.listen(session, name, keep)
    try:
        yield
    finally:
        for name in names:
            event.remove(session, name, keep)


def _play_members(session: Session, settings: Settings, now: datetime) -> None:
    load_membership(session, settings, now)
    load_support(session, settings, local_day(now))


def _cast(session: Session, now: datetime) -> Cast:
    """Return who acts in the story, after what some of them wrote before it."""
    cast = read_cast(session)
    load_canned(session, cast.accounts, now)
    load_signers(session, cast.accounts, now)
    load_unit_changes(session, cast.accounts, now)
    return cast


def load(
    session: Session,
    settings: Settings,
    vault: Vault,
    now: datetime,
    say: Callable[[str], None],
) -> None:
    """Load everything as if it had happened up to yesterday; `say` is told what is being done."""
    with held(session), kept_alive(session):
        _play(session, settings, vault, now, say)


def _play(
    session: Session,
    settings: Settings,
    vault: Vault,
    now: datetime,
    say: Callable[[str], None],
) -> None:
    today = local_day(now)
    say("Nạp lịch, quy định, địa danh, đơn vị…")
    load_base(session)
    say("Nạp 539 hợp tác xã, 310 tổ hợp tác và tài khoản…")
    load_registry(session)
    load_people(session)
    load_bases(session)
    ask_for_accounts(session, vault, now)
    load_integration(session, settings, now)
    bring_in_table(session, vault, now)
    _play_members(session, settings, now)
    cast = _cast(session, now)
    make_reports(session, cast)
    cases = read_cases()
    say(f"Diễn lại {len(cases)} kiến nghị từ ngày 03/12/2024…")
    conference, raised = hold_past(session, settings, cast, cases)
    player = Player(session, settings, vault, cast, today, say)
    after = After(session, settings, cast, conference)
    player.beside = after.acts(
        lambda: join_petitions(session, conference, raised, player.petitions)
    )
    player.play(timeline(cases, working_calendar(session), today))
    plan_next(session, settings, cast, today)
    open_book(session)
    lend(session, today, now, cast.cooperatives)
    say("Nạp chương trình cho vay và hồ sơ vay…")
    load_loans(session, vault, cast, today)
    review_loans(session, settings, cast, today)
    write_off_lost(session, settings, now)
    send_away(session, player.cast, now)
    count_day(session, now)
    session.flush()
    refresh(session, vault, settings.base_url, now)
