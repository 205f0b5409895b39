"""What would happen to a text if it were filed: asked, never done. Nothing is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import visible_to
from feedback.conflict_queries import NO_DOSSIER, select_free
from feedback.limit_queries import whose_words
from feedback.models import RoutingRule, Topic
from feedback.rules import Noticed, PetitionText, answer_key, choose_officer, screen
from feedback.screening_queries import (
    find_rule,
    list_earlier,
    list_names,
    names_bodies,
    select_earlier,
)
from feedback.similar_queries import list_similar
from feedback.similar_rules import terms
from rulebook.queries import setting_row, working_calendar
from rulebook.setting_rules import EVERYWHERE, Scope
from units.models import Unit
from web.derivation import explanation
from workflow.roles import Role
from workflow.workdays import Count, count_days

LIKE_MAX = 5
STAGES = (
    ("petition.acknowledge_days", "Báo đã tiếp nhận"),
    ("petition.classify_days", "Phân loại, giao việc"),
    ("petition.first_answer_days", "Trả lời bước đầu"),
)


@dataclass(frozen=True, slots=True)
class TriedDate:
    """One limit: what is owed, when, after how many working days, and why so many."""

    name: str
    due_on: date
    working_days: int
    why: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What would happen: see the page `administration/trial.html`."""

    topic: Topic
    suggested: Topic | None
    noticed: list[Noticed]
    is_held: bool
    rule: RoutingRule | None
    bodies: list[str]
    officer: Account | None
    load: int
    dates: list[TriedDate]
    explanation: str


def try_text(
    session: Session, account: Account, text: PetitionText, channel: str, received_on: date
) -> Trial:
    """Return what would happen to a text; it is compared with what `account` may see only."""
    topic = session.get_one(Topic, text.topic_code)
    seen = select_earlier(visible_to(account, received_on))
    noticed = screen(text, list_earlier(session, text, None, seen), list_names(session))
    rule = find_rule(session, topic.code, received_on)
    officer, load = _officer(session, rule, noticed) if rule else (None, 0)
    scope = Scope(topic.code, channel)
    owed, count = _owed(session, scope, received_on, is_multi_body=names_bodies(rule))
    return Trial(
        topic=topic,
        suggested=suggest_topic(session, text),
        noticed=noticed,
        is_held=any(one.severity == "stop" for one in noticed),
        rule=rule,
        bodies=_bodies(session, rule),
        officer=officer,
        load=load,
        dates=[*_stages(session, scope, received_on), owed],
        explanation=explanation(received_on, count),
    )


def suggest_topic(session: Session, text: PetitionText) -> Topic | None:
    """Return the topic of most published answers that resemble a text, None where none does."""
    alike = list_similar(session, terms(text.subject, text.situation), LIKE_MAX)
    counts = Counter(one.topic_code for one in alike)
    return session.get(Topic, counts.most_common(1)[0][0]) if counts else None


def _officer(
    session: Session, rule: RoutingRule, noticed: list[Noticed]
) -> tuple[Account | None, int]:
    """Return the lightest desk of the unit that the text does not name, and what lies on it."""
    named: set[object] = set()
    for one in noticed:
        if one.kind == "conflict_officer":
            ids = one.data["account_ids"]
            named |= set(ids) if isinstance(ids, list) else set()
    loads = (
        select_free(NO_DOSSIER)
        .with_only_columns(Account.id, func.count(Dossier.id))
        .outerjoin(Dossier, and_(Dossier.officer_id == Account.id, Dossier.settled_at.is_(None)))
        .where(Account.unit_id == rule.unit_id, Account.role == str(Role.OFFICER))
        .group_by(Account.id)
    )
    held = {row[0]: row[1] for row in session.execute(loads)}
    barred = frozenset(each for each in held if each in named)
    chosen = choose_officer(held, barred)
    return (session.get(Account, chosen), held[chosen]) if chosen is not None else (None, 0)


def _bodies(session: Session, rule: RoutingRule | None) -> list[str]:
    if rule is None or not rule.body_ids:
        return []
    found = select(Unit.name).where(Unit.id.in_(rule.body_ids)).order_by(Unit.name)
    return list(session.scalars(found))


def _why(session: Session, key: str, on: date, scope: Scope) -> tuple[int, str]:
    row = setting_row(session, key, on, scope)
    special = "" if row.scope == EVERYWHERE else f"Riêng cho {whose_words(session, row.scope)}. "
    return int(row.value), f"{special}{row.legal_basis}"


def _stages(session: Session, scope: Scope, on: date) -> list[TriedDate]:
    found = []
    for key, name in STAGES:
        days, why = _why(session, key, on, scope)
        if days:
            due_on = working_calendar(session).add_workdays(on, days)
            found.append(TriedDate(name, due_on, days, why))
    return found


def _owed(
    session: Session, scope: Scope, on: date, *, is_multi_body: bool
) -> tuple[TriedDate, Count]:
    days, why = _why(session, answer_key(is_multi_body), on, scope)
    count = count_days(working_calendar(session), on, days)
    return TriedDate("Trả lời", count.due_on, days, why), count
