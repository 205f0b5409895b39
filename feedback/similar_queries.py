"""Reads by likeness: published answers, one's own open petitions. Source: docs/rules/similar.md.

One bounded statement: each term gives at most HITS_MAX rows by the GIN index, a rare term weighs
more than a common one, and no text is read but that of the few rows that are shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, Text, and_, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import InstrumentedAttribute, Session

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import visible_to
from feedback.models import Answer, Publication
from feedback.similar_rules import NEXT_TO, shared_min, terms

HITS_MAX = 400
NEAR_MAX = 2_000  # of a pair of neighbours: so many texts with both words are read
SHOWN_MAX = 3


@dataclass(frozen=True, slots=True)
class Near:
    """What resembles a text: published answers, and open petitions of one's own."""

    publications: list[Publication]
    own: list[Dossier]

    def __bool__(self) -> bool:
        return bool(self.publications or self.own)


def ranked(
    wanted: list[str],
    number: InstrumentedAttribute[int],
    tsv: InstrumentedAttribute[str],
    condition: ColumnElement[bool],
    limit: int,
    least: int,
) -> Select[Any]:
    """Return `id` and `score` of the rows that share `least` terms or more, best first."""
    holds = _neighbours if any(NEXT_TO in one for one in wanted) else holding
    asked = literal(wanted, ARRAY(Text))
    return ranked_by(asked, lambda q: holds(q, number, tsv, condition), limit, least)


def ranked_by(
    wanted: ColumnElement[Any],
    holds: Callable[[ColumnElement[str]], Select[Any]],
    limit: int,
    least: int,
) -> Select[Any]:
    """Return the same for an array of terms, of which each is asked for by `holds(term)`.

    They are read as queries once, not beside each text.
    """
    queries = func.unnest(cast(wanted, ARRAY(TSQUERY)))
    term = queries.table_valued("q", with_ordinality="n", name="term").render_derived()
    one = holds(term.c.q).correlate(term).lateral("one")
    hit = select(term.c.n, one.c.id).select_from(term.join(one, true())).cte("hit")
    rarity = func.ln(1 + HITS_MAX / cast(func.count(), Float))
    weight = select(hit.c.n, rarity.label("weight")).group_by(hit.c.n).cte("weight")
    score = func.sum(weight.c.weight).label("score")
    return (
        select(hit.c.id, score)
        .join(weight, weight.c.n == hit.c.n)
        .group_by(hit.c.id)
        .having(func.count() >= least)
        .order_by(score.desc(), hit.c.id.desc())
        .limit(limit)
    )


def holding(
    query: ColumnElement[str],
    number: InstrumentedAttribute[int],
    tsv: InstrumentedAttribute[str],
    condition: ColumnElement[bool],
) -> Select[Any]:
    """Return the rows that hold what a term asks for."""
    held = tsv.op("@@")(query)
    return select(number.label("id")).where(held, condition).limit(HITS_MAX)


def _neighbours(
    query: ColumnElement[str],
    number: InstrumentedAttribute[int],
    tsv: InstrumentedAttribute[str],
    condition: ColumnElement[bool],
) -> Select[Any]:
    """Return the rows in which words stand side by side.

    The index tells who holds both; whether they are neighbours is read in each text, so a pair of
    common words is bounded by NEAR_MAX.
    """
    both = tsv.op("@@")(cast(func.replace(cast(query, Text), NEXT_TO, " & "), TSQUERY))
    near = select(number.label("id"), tsv.label("tsv")).where(both, condition).limit(NEAR_MAX)
    read = near.correlate(query.table).subquery("near")
    held = read.c.tsv.op("@@")(query)
    return select(read.c.id).where(held).limit(HITS_MAX)


def list_similar(
    session: Session, wanted: list[str], limit: int, but: int | None = None
) -> list[Publication]:
    """Return published answers that resemble a text, most alike first.

    `but`: the petition whose own letters are left out.
    """
    if not wanted:
        return []
    own = select(Answer.id).where(Answer.petition_id == but)
    others = Publication.answer_id.not_in(own) if but is not None else true()
    ids, least = (Publication.id, Publication.search_tsv), shared_min(wanted)
    best = ranked(wanted, *ids, others, limit, least).subquery("best")
    found = select(Publication).join(best, best.c.id == Publication.id)
    order = (best.c.score.desc(), Publication.answered_on.desc(), Publication.id.desc())
    return list(session.scalars(found.order_by(*order)))


def list_similar_own(
    session: Session, account: Account, on: date, wanted: list[str], limit: int
) -> list[Dossier]:
    """Return the open petitions of one's cooperatives that share most terms."""
    if not wanted:
        return []
    is_own = and_(visible_to(account, on), Dossier.kind == "petition", Dossier.settled_at.is_(None))
    ids, least = (Dossier.id, Dossier.search_tsv), shared_min(wanted)
    best = ranked(wanted, *ids, is_own, limit, least).subquery("best")
    found = select(Dossier).join(best, best.c.id == Dossier.id)
    return list(session.scalars(found.order_by(best.c.score.desc(), Dossier.id.desc())))


def near(session: Session, account: Account, on: date, *texts: str) -> Near:
    """Return what resembles a text that `account` is about to file. Earlier texts weigh first."""
    wanted = terms(*texts)
    return Near(
        list_similar(session, wanted, SHOWN_MAX),
        list_similar_own(session, account, on, wanted, SHOWN_MAX),
    )
