"""Reads for papers after a conference: minutes and notice, the table, what became of promises."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from commitments.models import Commitment
from commitments.queries import NAMED
from commitments.rules import standing
from conferences.floor_queries import list_issues
from conferences.models import Conference, ConferenceIssue, ConferencePaper
from conferences.paper_texts import Roll
from conferences.queries import list_attendances
from feedback.masking import Known, hide, suggest, usual_spans
from feedback.models import Answer, Petition, Publication
from feedback.process import PETITION, RESOLUTIONS
from units.models import Unit
from workflow.localtime import local_day

RESULTS = {"": "Tất cả", "da-tra-loi": "Đã trả lời", "dang-mo": "Chưa trả lời",
           "qua-han": "Quá hạn"}  # fmt: skip
SOMEBODY = "Một hợp tác xã"


def find_paper(session: Session, conference: Conference, kind: str) -> ConferencePaper | None:
    """Return the minutes or the notice of a conference, None where nobody drafted it yet."""
    return session.scalars(
        select(ConferencePaper)
        .where(ConferencePaper.conference_id == conference.dossier_id)
        .where(ConferencePaper.kind == kind)
        .options(joinedload(ConferencePaper.letter), joinedload(ConferencePaper.secretary))
    ).one_or_none()


def has_minutes(session: Session, conference: Conference) -> bool:
    """Return whether the minutes are signed by both."""
    paper = find_paper(session, conference, "minutes")
    return paper is not None and paper.letter_id is not None


def roll_of(session: Session, conference: Conference) -> Roll:
    """Return who was there, in the order of coming."""
    return Roll(list(reversed(list_attendances(session, conference.dossier_id))))


def units_by_id(session: Session) -> dict[int, Unit]:
    """Return all units and bodies by id."""
    return {unit.id: unit for unit in session.scalars(select(Unit))}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the consolidated table. `answered_on` None: nothing in writing yet."""

    place: int
    issue: ConferenceIssue
    asker: str
    subject: str
    lead: str
    answer: str
    result: str
    letter: str
    due_on: date
    answered_on: date | None
    publication: Publication | None

    def is_late(self, today: date) -> bool:
        return (self.answered_on or today) > self.due_on

    def fits(self, result: str, today: date) -> bool:
        """Return whether a filter of RESULTS holds."""
        match result:
            case "da-tra-loi":
                return self.answered_on is not None
            case "dang-mo":
                return self.answered_on is None
            case "qua-han":
                return self.answered_on is None and self.is_late(today)
        return True


def lines_of(session: Session, conference: Conference) -> list[Line]:
    """Return the consolidated table, in the floor's order."""
    issues = list_issues(session, conference.dossier_id)
    ids = [issue.petition_id for issue in issues if issue.petition_id]
    answers = _answers(session, ids)
    publications = {
        one.answer_id: one
        for one in session.scalars(
            select(Publication).where(Publication.answer_id.in_([a.id for a in answers.values()]))
        )
    }
    return [
        _line(place, issue, answers.get(issue.petition_id or 0), publications)
        for place, issue in enumerate(issues, start=1)
    ]


def _answers(session: Session, petition_ids: Sequence[int]) -> dict[int, Answer]:
    """Return the last issued final answer of each petition."""
    found = session.scalars(
        select(Answer)
        .where(Answer.petition_id.in_(petition_ids), Answer.kind == "final")
        .where(Answer.letter_id.is_not(None))
        .order_by(Answer.id)
        .options(selectinload(Answer.items), joinedload(Answer.letter))
    )
    return {answer.petition_id: answer for answer in found}


def _line(
    place: int,
    issue: ConferenceIssue,
    answer: Answer | None,
    publications: dict[int, Publication],
) -> Line:
    petition = issue.petition
    dossier = petition.dossier if petition else None
    unit = issue.lead or issue.owed_by or (dossier.unit if dossier else None)
    letter = answer.letter if answer else None
    answered_on = local_day(letter.issued_at) if letter else None
    return Line(
        place=place,
        issue=issue,
        asker=issue.asker,
        subject=issue.subject,
        lead=unit.called(answered_on) if unit else "",
        answer=_said(answer) or issue.oral_answer,
        result=_result(petition),
        letter=letter.full_number if letter else "",
        due_on=dossier.due_on if dossier else issue.owed_by_on,
        answered_on=answered_on,
        publication=publications.get(answer.id) if answer else None,
    )


def _said(answer: Answer | None) -> str:
    if answer is None:
        return ""
    items = sorted(answer.items, key=lambda item: item.demand.position)
    return "\n".join(f"{item.demand.position}. {item.text}" for item in items)


def _result(petition: Petition | None) -> str:
    if petition is None:
        return ""
    if petition.resolution:
        return RESOLUTIONS[petition.resolution]
    return PETITION.states[petition.dossier.state].public_name


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A line as everybody may read it: nobody is named."""

    place: int
    field: str
    subject: str
    lead: str
    result: str
    letter: str
    publication_id: int | None


def public_lines(lines: Iterable[Line]) -> list[PublicLine]:
    """Return the table without names: a published answer's own title, else the subject masked."""
    return [
        PublicLine(
            place=line.place,
            field=line.issue.topic.name,
            subject=line.publication.title if line.publication else masked_subject(line.issue),
            lead=line.lead,
            result=line.result,
            letter=line.letter,
            publication_id=line.publication.id if line.publication else None,
        )
        for line in lines
    ]


def masked_subject(issue: ConferenceIssue) -> str:
    """Return what an issue is about, without the names of who raised it."""
    cooperative = issue.cooperative
    people = [issue.speaker_name, cooperative.representative_name if cooperative else ""]
    known = Known(
        cooperative.name if cooperative else SOMEBODY,
        tuple(name for name in people if name),
        cooperative.tax_code or "" if cooperative else "",
    )
    spans = usual_spans(suggest({"title": issue.subject}, known))
    return hide(issue.subject, "title", spans)


def list_promises(session: Session, lines: Sequence[Line]) -> list[Commitment]:
    """Return what was promised about these issues, by date."""
    ids = [line.issue.petition_id for line in lines if line.issue.petition_id]
    found = select(Commitment).where(Commitment.dossier_id.in_(ids)).options(NAMED)
    return list(session.scalars(found.order_by(Commitment.due_on, Commitment.id)))


def opening_counts(
    lines: Sequence[Line], promises: Sequence[Commitment], today: date
) -> dict[str, int]:
    """Return what the opening paper counts. Open ones count as open; nothing is left out."""
    answered = [line for line in lines if line.answered_on is not None]
    late = sum(line.is_late(today) for line in answered)
    still = [line for line in lines if line.answered_on is None]
    stands = Counter(standing(one.facts, today) for one in promises)
    return {
        "raised": len(lines),
        "answered": len(answered),
        "in_time": len(answered) - late,
        "late": late,
        "open": len(still),
        "overdue": sum(line.is_late(today) for line in still),
        "kept": stands["kept"] + stands["kept_late"],
        "running": stands["open"],
        "broken": stands["broken"],
        "lapsed": stands["late"],
    }
