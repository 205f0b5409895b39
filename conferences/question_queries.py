"""Reads of questions sent before a conference: in groups, by field, by the body that answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from conferences.models import Conference, ConferenceCluster, ConferenceQuestion
from conferences.rules import Asked, suggest_clusters
from feedback.models import Petition
from units.models import Unit
from workflow.refusal import Missing
from workflow.roles import Role


def list_questions(session: Session, conference_id: int) -> list[ConferenceQuestion]:
    """Return all questions of a conference, as they came."""
    found = (
        select(ConferenceQuestion)
        .where(ConferenceQuestion.conference_id == conference_id)
        .order_by(ConferenceQuestion.id)
        .options(
            joinedload(ConferenceQuestion.cooperative),
            joinedload(ConferenceQuestion.topic),
            joinedload(ConferenceQuestion.body).selectinload(Unit.versions),
            joinedload(ConferenceQuestion.cluster),
            joinedload(ConferenceQuestion.petition).joinedload(Petition.dossier),
        )
    )
    return list(session.scalars(found))


def visible_questions(
    session: Session, account: Account, conference: Conference
) -> list[ConferenceQuestion]:
    """Return the questions that `account` may read: a body outside reads those it answers."""
    every = list_questions(session, conference.dossier_id)
    if Role(account.role) is Role.EXTERNAL:
        return [one for one in every if one.body_id == account.unit_id]
    return every


def access_question(
    session: Session, account: Account, conference: Conference, question_id: int
) -> ConferenceQuestion:
    """Return a question that `account` may read. Raises Missing."""
    for question in visible_questions(session, account, conference):
        if question.id == question_id:
            return question
    raise Missing("question")


def access_cluster(session: Session, conference: Conference, cluster_id: int) -> ConferenceCluster:
    """Return a group of questions of this conference. Raises Missing."""
    found = session.get(ConferenceCluster, cluster_id)
    if found is None or found.conference_id != conference.dossier_id:
        raise Missing("cluster")
    return found


def own_questions(
    session: Session, conference: Conference, cooperative_ids: Iterable[int]
) -> list[ConferenceQuestion]:
    """Return what these cooperatives sent for a conference."""
    ids = set(cooperative_ids)
    every = list_questions(session, conference.dossier_id)
    return [one for one in every if one.cooperative_id in ids]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the agenda's questions: a group that asks the same, or one alone."""

    cluster: ConferenceCluster | None
    questions: list[ConferenceQuestion]

    @property
    def title(self) -> str:
        return self.cluster.title if self.cluster else self.questions[0].subject


@dataclass(frozen=True, slots=True)
class Field:
    """The questions of one field."""

    name: str
    items: list[Item]
    count: int


def by_field(questions: Iterable[ConferenceQuestion]) -> list[Field]:
    """Return questions by field, those that were put together as one item."""
    ordered = sorted(questions, key=lambda one: (one.topic.sort, one.id))
    fields = []
    for name, members in groupby(ordered, key=lambda one: one.topic.name):
        listed = list(members)
        fields.append(Field(name, _items(listed), len(listed)))
    return fields


def _items(questions: list[ConferenceQuestion]) -> list[Item]:
    clusters: dict[int, list[ConferenceQuestion]] = {}
    for question in questions:
        key = -question.id if question.cluster_id is None else question.cluster_id
        clusters.setdefault(key, []).append(question)
    return [Item(members[0].cluster, members) for members in clusters.values()]


def suggested(questions: Iterable[ConferenceQuestion]) -> list[list[ConferenceQuestion]]:
    """Return groups of free questions that seem to ask the same; a person confirms."""
    free = {one.id: one for one in questions if one.cluster_id is None and not one.petition_id}
    asked = [Asked(q.id, q.topic_code, f"{q.subject} {q.text}") for q in free.values()]
    return [[free[question_id] for question_id in group] for group in suggest_clusters(asked)]


def bodies_of(questions: Iterable[ConferenceQuestion]) -> list[tuple[Unit, int]]:
    """Return which bodies answer how many questions, the most first."""
    counts: dict[int, int] = {}
    units: dict[int, Unit] = {}
    for question in questions:
        if question.body is not None:
            units[question.body.id] = question.body
            counts[question.body.id] = counts.get(question.body.id, 0) + 1
    return sorted(
        ((units[key], n) for key, n in counts.items()), key=lambda one: (-one[1], one[0].name)
    )
