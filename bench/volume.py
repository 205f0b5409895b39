"""Much of one thing: published answers to resemble, dossiers to count, open ones to move."""

from datetime import date, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from administration import calendar_actions
from bench.figures import Figure, took
from bench.pages import end
from bench.scale import filled
from bench.stack import Stack
from dossiers.models import Dossier
from feedback import merge_actions
from feedback.models import Petition
from feedback.screening_queries import list_earlier, select_earlier, text_of
from feedback.similar_queries import SHOWN_MAX, list_similar
from feedback.similar_rules import terms
from reports.period import Period
from reports.petition_queries import DIMENSIONS, Asked, petition_figures
from rulebook.data import Day
from rulebook.rules import Plan
from store.clock import today, utc_now
from store.db import db
from workflow.roles import Role

DOSSIERS = 100_000
OPEN = 10_000
MERGED = 100
ROUNDS = 7
TYPED = "đề nghị vay vốn mua máy sấy thạch cho hợp tác xã"
ANSWERS = (
    """INSERT INTO answer (petition_id, kind, stage, body, drafter_id, opening, closing, version,
        created_at, saved_at, issued_at, promises)
       SELECT id, 'final', '', '', officer_id, '', '', 1, received_at, received_at, settled_at,
        '[]'
       FROM dossier WHERE year < 2020""",
    """INSERT INTO publication (answer_id, topic_code, kind, title, question, body, demands,
        answered_by, letter_number, asked_on, answered_on, published_at, useful_count,
        unclear_count, fit_count, search_fold, promises)
       SELECT answer.id, 'other', 'final', subject, subject, '', '[]', 'Văn phòng', '1/LMHTX',
        received_on, received_on + 20, received_at, 0, 0, 0, dossier.search_fold, '[]'
       FROM answer JOIN dossier ON dossier.id = petition_id WHERE year < 2020""",
    "ANALYZE",
)
REOPENED = (
    """UPDATE dossier SET state = 'accepted', settled_at = NULL, received_on = :on, due_on = :due,
        next_due_on = :due, limit_days = 15 WHERE id IN
        (SELECT id FROM dossier WHERE year < 2020 ORDER BY id LIMIT :count)""",
    """INSERT INTO dossier_event (dossier_id, seq, action, source, target, actor_role, actor_name,
        at, audience, note, data, prev_hash, hash)
       SELECT id, 4, 'reopen', 'answered', 'accepted', 'representative', '',
        (received_on + time '02:00') AT TIME ZONE 'UTC', 'owner', '',
        jsonb_build_object('limit_days', 15), '', ''
       FROM dossier WHERE year < 2020 AND state = 'accepted'""",
    "UPDATE dossier SET head_seq = 4 WHERE year < 2020 AND state = 'accepted'",
    "ANALYZE",
)


def measure(stack: Stack) -> list[Figure]:
    """Fill a copy of the demo's database, and measure each on it."""
    app = filled(stack, DOSSIERS, "volume")
    found = []
    with app.app_context():
        session = db.session()
        for statement in ANSWERS:
            session.execute(text(statement))
        session.commit()
        typed = took(session, lambda: _similar(session), ROUNDS)
        found.append(typed.figure(f"similar answers while typing, {DOSSIERS:,} published"))
        found.append(_compare(session))
        for key in DIMENSIONS:
            asked = _asked(session, key)
            count = lambda asked=asked: petition_figures(session, asked)  # noqa: E731
            name = f"figures by {key}, {DOSSIERS:,} dossiers"
            found.append(took(session, count, ROUNDS).figure(name))
        found += _move(session)
        found.append(_merge(session))
    end(app)
    return found


def _similar(session: Session) -> None:
    list_similar(session, terms(TYPED), SHOWN_MAX)


def _compare(session: Session) -> Figure:
    """Look for what the demo's last petition may repeat, among all others, as its check does."""
    latest = select(Petition).join(Dossier, Dossier.id == Petition.dossier_id)
    petition = session.scalars(latest.order_by(Dossier.received_at.desc()).limit(1)).one()
    asked, among = text_of(petition), select_earlier(Dossier.id != petition.dossier_id)
    found = took(session, lambda: list_earlier(session, asked, None, among), ROUNDS)
    return found.figure(f"a new petition compared with {DOSSIERS:,}")


def _asked(session: Session, key: str) -> Asked:
    role = Role.HEAD if DIMENSIONS[key].is_of_own_unit else Role.LEADER
    who = session.scalars(select(Account).where(Account.role == str(role)).limit(1)).one()
    return Asked(who, DIMENSIONS[key], Period(date(2017, 1, 1), today()), today())


def _move(session: Session) -> list[Figure]:
    """Open OPEN dossiers, add a day off that moves them all, see it and save it."""
    received_on = today() - timedelta(days=7)
    values = {"on": received_on, "due": received_on + timedelta(days=21), "count": OPEN}
    for statement in REOPENED:
        session.execute(text(statement), values if ":on" in statement else {})
    session.commit()
    day = today() + timedelta(days=7 - today().weekday())
    plan = Plan((Day(day, "holiday", "Bão", "Công điện"),))
    admin = session.scalars(select(Account).where(Account.role == "admin").limit(1)).one()
    seen = [calendar_actions.preview(session, plan)]

    def look() -> None:
        seen.append(calendar_actions.preview(session, plan))

    def save() -> None:
        calendar_actions.save(session, plan, seen[-1].mark, admin.actor, utc_now())

    moved = f"calendar change that moves {len(seen[0].moves):,} open items"
    looked, saved = took(session, look), took(session, save)
    session.rollback()
    return [looked.figure(f"{moved}: seen"), saved.figure(f"{moved}: saved")]


def _merge(session: Session) -> Figure:
    """Let the answer of one petition answer a hundred others."""
    ids = select(Dossier.id).where(Dossier.year < 2020, Dossier.state == "accepted")
    wanted = select(Petition).where(Petition.dossier_id.in_(ids)).order_by(Petition.dossier_id)
    lead, *others = session.scalars(wanted.limit(MERGED + 1)).all()
    head = session.scalars(select(Account).where(Account.role == "head").limit(1)).one()

    def merge() -> None:
        for one in others:
            pairs = zip(one.demands, lead.demands, strict=True)
            same = {mine.id: theirs.id for mine, theirs in pairs}
            merge_actions.merge(session, one, lead, same, "Cùng nội dung", head, utc_now())

    merged = took(session, merge)
    session.rollback()
    return merged.figure(f"merge of {MERGED}")
