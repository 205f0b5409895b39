"""What the pages for everybody show, gathered from the records. Reads only."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup
from sqlalchemy.orm import Session

from dossiers.models import Dossier
from dossiers.urgency import urgency
from feedback.models import Publication, PublicDay, Topic
from feedback.process import PETITION
from feedback.queries import (
    PAGE_SIZE,
    WORDS_MAX,
    list_topics,
    search_publications,
)
from rulebook.models import DatedSetting
from rulebook.queries import list_settings, working_calendar
from web.filters import day, number, weekday_day
from web.found import excerpt, mark_found, richest
from workflow.text import words

SHARE_BASE_MIN = 10
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the home page: the number, a small unit after it, what it counts."""

    value: str
    unit: str
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One found answer with the found words marked in its excerpt."""

    publication: Publication
    excerpt: Markup


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: its words, what the address gets (None: left out), its count."""

    label: str
    topic: str | None
    year: int | None
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """A page of the list of published answers, with its filters."""

    text: str
    topic: Topic | None
    year: int | None
    page: int
    total: int
    hits: list[Hit]
    topics: list[Choice]
    years: list[Choice]

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.hits) - 1

    @property
    def has_next(self) -> bool:
        return self.last < self.total


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a code and four digits let somebody see: the public state and dates, nothing else."""

    code: str
    state_name: str
    tone: str
    received_on: date
    due: str
    left: str


def figures(found: PublicDay) -> list[Figure]:
    """Return the three figures; a share is a percentage only where its base is large enough."""
    filed = f"kiến nghị nhận từ đầu năm, {number(found.answered_of_these)} đã có trả lời"
    return [
        Figure(number(found.filed_this_year), "", filed),
        _in_time(found.answered_in_time, found.due_in_twelve_months),
        Figure(number(found.cooperatives), "", "hợp tác xã, tổ hợp tác trong danh bạ"),
    ]


def _in_time(in_time: int, due: int) -> Figure:
    if due < SHARE_BASE_MIN:
        label = "kiến nghị đến hạn trong 12 tháng qua được trả lời đúng hẹn"
        return Figure(f"{in_time} trong {due}", "", label)
    share = (HUNDRED * in_time / due).quantize(Decimal("0.1"), ROUND_HALF_UP)
    label = "kiến nghị đến hạn trong 12 tháng qua được trả lời đúng hẹn"
    return Figure(str(share).replace(".", ","), "%", label)


def answers_page(
    session: Session, text: str, topic_code: str, year: int | None, page: int
) -> AnswersPage:
    """Search the published answers and gather what the list shows."""
    topics = {topic.code: topic for topic in list_topics(session)}
    topic = topics.get(topic_code)
    found = search_publications(session, text, topic.code if topic else None, year, page)
    wanted = frozenset(words(text)[:WORDS_MAX])
    in_all = sum(count for _, count in found.by_topic)
    in_topic = sum(count for _, count in found.by_year)
    chosen = topic.code if topic else None
    return AnswersPage(
        text=text,
        topic=topic,
        year=year,
        page=page,
        total=found.total,
        hits=[_hit(one, wanted) for one in found.rows],
        topics=[
            Choice("Tất cả", None, None, in_all, chosen is None),
            *(Choice(t.name, t.code, None, n, t.code == chosen) for t, n in found.by_topic),
        ],
        years=[
            Choice("Mọi lúc", chosen, None, in_topic, year is None),
            *(Choice(f"Năm {y}", chosen, y, n, y == year) for y, n in found.by_year),
        ],
    )


def _hit(publication: Publication, wanted: frozenset[str]) -> Hit:
    said = [part["text"] for part in publication.demands]
    text = richest([*said, publication.question], wanted)
    return Hit(publication, mark_found(excerpt(text, wanted), wanted))


def tracked(session: Session, dossier: Dossier, today: date) -> Tracked:
    """Return what tracking shows of a dossier."""
    state = PETITION.states[dossier.state]
    due, left = weekday_day(dossier.due_on), ""
    if dossier.paused_on is not None:
        due, left = "Đang tạm dừng", "Thời hạn được tính tiếp khi hợp tác xã gửi bổ sung."
    elif dossier.settled_at is not None:
        left = f"Hồ sơ xong ngày {day(dossier.settled_at)}."
    else:
        found = urgency(dossier.due_on, None, today, working_calendar(session))
        left = f"{found.text[0].upper()}{found.text[1:]} làm việc." if found.days else "Hôm nay."
    return Tracked(dossier.code, state.public_name, state.tone, dossier.received_on, due, left)


def limits_on(session: Session, on: date) -> dict[str, DatedSetting]:
    """Return the dated settings of petitions that hold on a day, by the last part of their key."""
    return {
        row.key.partition(".")[2]: row
        for row in list_settings(session)
        if row.key.startswith("petition.")
        and not (row.topic_code or row.channel)
        and row.valid_from <= on
        and (row.valid_to is None or on <= row.valid_to)
    }
