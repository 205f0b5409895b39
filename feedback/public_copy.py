"""The public copy of an answer as a value: what is previewed is what is kept. Pure."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from feedback.masking import Span, hide
from feedback.rules import search_text


@dataclass(frozen=True, slots=True)
class PublicPoint:
    """One demand with what was answered."""

    position: int
    demand: str
    outcome: str
    text: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class PublicPromise:
    """One commitment as it was made: who, what, by when is shown beside it, and how one knows."""

    position: int
    unit: str
    what: str
    due: str
    sign: str


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """What everybody reads. Before `masked` it holds what was written, and is shown to nobody."""

    title: str
    question: str
    points: tuple[PublicPoint, ...]
    body: str = ""
    promises: tuple[PublicPromise, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """Return all texts by the name of their field, as spans call it."""
        found = {"title": self.title, "question": self.question, "body": self.body}
        for point in self.points:
            found[f"demand-{point.position}"] = point.demand
            found[f"text-{point.position}"] = point.text
            found[f"basis-{point.position}"] = point.legal_basis
        for promise in self.promises:
            found[f"promise-{promise.position}"] = promise.what
            found[f"sign-{promise.position}"] = promise.sign
        return found

    @property
    def promises_kept(self) -> list[dict[str, Any]]:
        """Return the commitments as a publication keeps them."""
        return [asdict(one) for one in self.promises]

    @property
    def demands(self) -> list[dict[str, Any]]:
        """Return the points as a publication keeps them."""
        return [asdict(point) for point in self.points]

    @property
    def digest(self) -> str:
        """Return what tells this copy from another: the reader publishes what he saw."""
        said = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return sha256(said.encode()).hexdigest()[:32]


def masked(copy: PublicCopy, spans: Iterable[Span], *, silent: bool = False) -> PublicCopy:
    """Return `copy` with the spans hidden: the one way from what was written to what is public."""
    kept = list(spans)

    def said(field: str) -> str:
        return hide(copy.texts[field], field, kept, silent=silent)

    points = tuple(
        replace(
            point,
            demand=said(f"demand-{point.position}"),
            text=said(f"text-{point.position}"),
            legal_basis=said(f"basis-{point.position}"),
        )
        for point in copy.points
    )
    promises = tuple(
        replace(one, what=said(f"promise-{one.position}"), sign=said(f"sign-{one.position}"))
        for one in copy.promises
    )
    return PublicCopy(said("title"), said("question"), points, said("body"), promises)


def search_words(copy: PublicCopy, spans: Iterable[Span]) -> str:
    """Return what the search over published answers compares: nothing that is hidden."""
    silent = masked(copy, spans, silent=True)
    said = [text for point in silent.points for text in (point.demand, point.text)]
    return search_text(silent.title, silent.question, silent.body, *said)
