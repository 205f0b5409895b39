"""The search over everything public: without tone marks, a few of each kind, best first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from conferences.models import Conference
from cooperatives.fields import KINDS
from cooperatives.models import Commune, Cooperative
from dossiers.models import Dossier
from feedback.queries import WORDS_MAX, search_publications
from front.help_pages import PAGES
from front.promised_queries import list_promised
from web.filters import day
from web.found import excerpt, mark_found, richest
from workflow.text import fold, words

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: where it is, and the found words marked in what it says."""

    title: str
    said: Markup
    meta: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """What was found of one kind, how many in all, and where all of them are."""

    title: str
    total: int
    hits: list[Hit]
    endpoint: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def search(session: Session, text: str) -> list[Section]:
    """Return what everybody may read that holds all words of `text`, kind by kind."""
    wanted = words(text)[:WORDS_MAX]
    if not wanted:
        return []
    find: tuple[Callable[[Session, str, Sequence[str]], Section], ...] = (
        _answers, _pages, _cooperatives, _commitments, _conferences,
    )  # fmt: skip
    return [found for one in find if (found := one(session, text, wanted)).hits]


def _marked(said: str, wanted: Sequence[str]) -> Markup:
    held = frozenset(wanted)
    return mark_found(excerpt(said, held), held)


def _answers(session: Session, text: str, wanted: Sequence[str]) -> Section:
    found = search_publications(session, text, None, None, 1)
    hits = []
    for one in found.rows[:SHOWN]:
        said = richest([*(part["text"] for part in one.demands), one.question], frozenset(wanted))
        meta = f"{day(one.answered_on)} · {one.answered_by}"
        values = {"publication_id": one.id, "q": text}
        hits.append(Hit(one.title, _marked(said, wanted), meta, "feedback.answer", values))
    return Section("Câu trả lời", found.total, hits, "feedback.answers", {"q": text})


def _pages(_session: Session, _text: str, wanted: Sequence[str]) -> Section:
    found = [page for page in PAGES if all(word in page.folded.split() for word in wanted)]
    hits = [Hit(one.title, _marked(one.about, wanted), "", one.endpoint) for one in found]
    return Section("Hướng dẫn, việc làm được ngay", len(found), hits[:SHOWN])


def _cooperatives(session: Session, text: str, wanted: Sequence[str]) -> Section:
    """Find in the registry by name, tax code or commune: what is public of it."""
    communes = session.execute(select(Commune.code, Commune.name))
    folded = {row.code: fold(row.name).split() for row in communes}
    matched = select(Cooperative.id)
    for word in wanted:
        places = [code for code, name in folded.items() if word in name]
        held = Cooperative.name_fold.contains(word, autoescape=True)
        matched = matched.where(
            or_(held, Cooperative.tax_code == word, Cooperative.commune_code.in_(places))
        )
    total = session.scalar(select(func.count()).select_from(matched.subquery())) or 0
    found = select(Cooperative).where(Cooperative.id.in_(matched))
    hits = [
        Hit(
            one.name,
            _marked(f"{one.full_address}", wanted),
            KINDS[one.kind],
            "profiles.show",
            {"cooperative_id": one.id},
        )
        for one in session.scalars(found.order_by(Cooperative.name_fold).limit(SHOWN))
    ]
    return Section("Sổ hợp tác xã", total, hits, "cooperatives.list_registry", {"q": text})


def _commitments(session: Session, _text: str, wanted: Sequence[str]) -> Section:
    """Find in the commitments of published answers; they are few, so they are folded here."""
    found = [
        one
        for one in reversed(list_promised(session))
        if set(wanted) <= set(words(f"{one.what} {one.sign} {one.unit}"))
    ]
    hits = [
        Hit(
            one.what,
            _marked(f"Biết khi: {one.sign}" if one.sign else "", wanted),
            f"{one.unit} · hạn {day(one.due_on)}",
            "feedback.answer",
            {"publication_id": one.publication_id},
        )
        for one in found[:SHOWN]
    ]
    return Section("Cam kết", len(found), hits, "commitments.public")


def _conferences(session: Session, _text: str, wanted: Sequence[str]) -> Section:
    rows = session.scalars(
        select(Conference)
        .join(Dossier, Dossier.id == Conference.dossier_id)
        .where(Conference.is_public)
        .order_by(Conference.begins_at.desc())
    )
    found = [
        one
        for one in rows
        if set(wanted) <= set(words(f"{one.dossier.subject} {one.theme} {one.place}"))
    ]
    hits = [
        Hit(
            one.dossier.subject,
            _marked(one.theme, wanted),
            f"{day(one.begins_at)} · {one.place}",
            "conferences.public_show",
            {"code": one.dossier.code},
        )
        for one in found[:SHOWN]
    ]
    return Section("Hội nghị đối thoại", len(found), hits, "conferences.public_list")
