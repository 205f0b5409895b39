"""Reads of petitions that are handled together, and of those split from each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import list_bars, visible_to
from feedback.further_queries import last_final
from feedback.merge_models import PetitionMerge, PetitionSplit
from feedback.merge_rules import Side
from feedback.models import Answer, Petition
from feedback.process import LEADS_IN
from feedback.rules import fits_state
from feedback.similar_queries import ranked
from feedback.similar_rules import SHARED_MIN, telling_pairs

LEADS_MAX = 6


def find_merge(session: Session, dossier_id: int) -> PetitionMerge | None:
    """Return the open merge of a petition into a lead, None where it stands for itself."""
    held = select(PetitionMerge).where(
        PetitionMerge.petition_id == dossier_id, PetitionMerge.status == "open"
    )
    return session.scalars(held.options(selectinload(PetitionMerge.demands))).one_or_none()


def list_merged(session: Session, lead_id: int) -> list[PetitionMerge]:
    """Return the petitions that are merged into a lead now, oldest first."""
    held = select(PetitionMerge).where(
        PetitionMerge.lead_id == lead_id, PetitionMerge.status == "open"
    )
    return list(
        session.scalars(
            held.order_by(PetitionMerge.id).options(
                selectinload(PetitionMerge.demands),
                joinedload(PetitionMerge.petition).selectinload(Petition.demands),
            )
        )
    )


def list_along(
    session: Session, lead: Petition, kind: str, corrects: Answer | None
) -> list[tuple[Petition, Answer | None]]:
    """Return who gets a lead's letter after its answer too, each with the own letter it corrects.

    Those who were answered together with it, as long as that answer is the last of both. Who never
    had the letter that is corrected gets no correction of it.
    """
    final = last_final(lead)
    if final is None or kind == "interim":
        return []
    held = select(PetitionMerge).where(
        PetitionMerge.lead_id == lead.dossier_id,
        PetitionMerge.status == "answered",
        PetitionMerge.ended_at == final.issued_at,
    )
    shown = joinedload(PetitionMerge.petition).selectinload(Petition.answers)
    rows = session.scalars(held.order_by(PetitionMerge.id).options(shown)).all()
    found = [(row.petition, _same_letter(row.petition, corrects)) for row in rows]
    return [
        (petition, own)
        for petition, own in found
        if fits_state(kind, petition.dossier.state)
        and _same_letter(petition, final) is last_final(petition)
        and (own is None) == (corrects is None)
    ]


def _same_letter(petition: Petition, letter: Answer | None) -> Answer | None:
    """Return what a petition got when its lead got `letter`: both were issued in one act."""
    if letter is None:
        return None
    same = (letter.kind, letter.issued_at)
    return next((one for one in petition.answers if (one.kind, one.issued_at) == same), None)


def side(session: Session, petition: Petition) -> Side:
    """Return what the rules ask of a petition that is to be merged."""
    dossier = petition.dossier
    count = select(func.count(PetitionMerge.id)).where(
        PetitionMerge.lead_id == dossier.id, PetitionMerge.status == "open"
    )
    has_bars = bool(list_bars(session, dossier.id))
    return Side(dossier.id, dossier.state, session.scalar(count) or 0, has_bars)


def list_leads(session: Session, account: Account, petition: Petition, on: date) -> list[Dossier]:
    """Return open petitions that resemble this one, best first, as far as `account` sees them.

    Those that screening named come first; the others share word pairs of the subject that tell
    something. A word alone, or a pair that every petition has, makes none alike.
    """
    named = {code for one in petition.findings for code in one.data.get("codes", [])}
    open_ones = and_(
        Dossier.id != petition.dossier_id,
        Dossier.kind == "petition",
        Dossier.state.in_(LEADS_IN.split()),
        visible_to(account, on),
    )
    pairs = telling_pairs(petition.dossier.subject)
    least = min(SHARED_MIN, len(pairs))
    ids = Dossier.id, Dossier.search_tsv
    best = ranked(pairs, *ids, open_ones, LEADS_MAX, least).subquery("best")
    is_named = Dossier.code.in_(named)
    found = (
        select(Dossier)
        .outerjoin(best, best.c.id == Dossier.id)
        .where(open_ones, or_(best.c.id.is_not(None), is_named))
        .order_by(is_named.desc(), best.c.score.desc().nulls_last(), Dossier.id)
        .options(joinedload(Dossier.cooperative))
    )
    return list(session.scalars(found.limit(LEADS_MAX)))


@dataclass(frozen=True, slots=True)
class Together:
    """Which petitions stand beside one: its lead, those merged into it, those split from it."""

    merge: PetitionMerge | None
    lead: Dossier | None
    merged: list[Dossier]
    split_from: Dossier | None
    split_off: list[Dossier]

    @property
    def is_any(self) -> bool:
        return bool(self.lead or self.merged or self.split_from or self.split_off)


def together(session: Session, account: Account, dossier_id: int, on: date) -> Together:
    """Return what stands beside a petition, as far as `account` may see it."""
    merges, splits = _merges(session, dossier_id), _splits(session, dossier_id)
    own = [one for one in merges if one.petition_id == dossier_id]
    merge = next((one for one in own if one.status == "open"), None)
    lead_id = own[-1].lead_id if own else 0  # an open one is the latest
    merged = {one.petition_id for one in merges if one.lead_id == dossier_id}
    source_id = next((source for petition, source in splits if petition == dossier_id), 0)
    off = {petition for petition, source in splits if source == dossier_id}
    ids = {lead_id, source_id} - {0} | merged | off
    seen = {one.id: one for one in seen_among(session, account, ids, on)} if ids else {}
    return Together(
        merge,
        seen.get(lead_id),
        [seen[one] for one in sorted(merged) if one in seen],
        seen.get(source_id),
        [seen[one] for one in sorted(off) if one in seen],
    )


def _merges(session: Session, dossier_id: int) -> Sequence[PetitionMerge]:
    """Return the merges that hold with a petition on either side, the latest last."""
    held = select(PetitionMerge).where(
        or_(PetitionMerge.petition_id == dossier_id, PetitionMerge.lead_id == dossier_id),
        PetitionMerge.status.in_(("open", "answered")),
    )
    return session.scalars(held.order_by(PetitionMerge.id)).all()


def _splits(session: Session, dossier_id: int) -> list[tuple[int, int]]:
    """Return each split with a petition on either side: the new petition, and its source."""
    found = select(PetitionSplit.petition_id, PetitionSplit.source_id).where(
        or_(PetitionSplit.petition_id == dossier_id, PetitionSplit.source_id == dossier_id)
    )
    return [(row.petition_id, row.source_id) for row in session.execute(found)]


def seen_among(session: Session, account: Account, ids: set[int], on: date) -> list[Dossier]:
    """Return which of some petitions `account` may see, oldest first."""
    found = select(Dossier).where(Dossier.id.in_(ids), visible_to(account, on))
    shown = found.order_by(Dossier.id).options(joinedload(Dossier.cooperative))
    return list(session.scalars(shown))
