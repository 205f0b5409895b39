"""What a letter says, as a value. Pure. It is frozen as JSON in `Letter.content` at issue.

    content = LetterContent("official_letter", letterhead(settings), "LMHTX-CSPT", LetterBody(…))

Texts are plain: they are typeset as they stand, never read as markup. Line ends in `opening`,
`closing` and the text of a point begin new paragraphs.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from config import Settings
from letters.rules import ALIGNMENTS, KIND_NAMES, check_address, full_number


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The issuing body as its letters print it, and where they can be checked."""

    parent: str
    name: str
    place: str
    phone: str
    base_url: str


@dataclass(frozen=True, slots=True)
class Point:
    """One numbered point. `heading` is printed bold before `text`, `legal_basis` after it."""

    heading: str
    text: str
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class LetterTable:
    """A table after the points, as strings. `aligns` has a letter a column: l, r or c; `foot` is
    the row of sums, where there is one. A long table goes over pages and repeats its head."""

    title: str
    heads: tuple[str, ...]
    aligns: str
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        width = len(self.heads)
        lines = [self.aligns, *self.rows, *([self.foot] if self.foot else [])]
        if not width or any(len(line) != width for line in lines):
            raise ValueError(f"the rows of {self.title!r} differ in length")
        if set(self.aligns) - ALIGNMENTS:
            raise ValueError(f"{self.aligns!r} are no alignments")


@dataclass(frozen=True, slots=True)
class LetterBody:
    """A công văn, or a named document (phiếu chuyển, tờ trình, biên bản, hợp đồng …).

    `subject` comes without "V/v"; `recipients` and `authority` are whole lines (see
    `rules.recipient_lines`, `rules.authority_lines`). The end mark is added to `closing`.
    `co_signer` is (office, name) of who signs at the left: a secretary, the other party. `annexes`
    stand on pages of their own behind the signature: the list of those whom a letter invites.
    """

    subject: str
    addressees: tuple[str, ...]
    opening: str
    points: tuple[Point, ...]
    closing: str
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    signer_name: str
    enclosures: tuple[str, ...] = ()
    tables: tuple[LetterTable, ...] = ()
    co_signer: tuple[str, ...] = ()
    annexes: tuple[LetterTable, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptBody:
    """A giấy biên nhận: what was received from whom, when, and when the answer is owed.

    `derivation` is the sentence that says how `due_on` was counted; `short_hash` is the short
    hash of the entry in the dossier's history. `recorded` says by which way it came and who wrote
    it down, "" where the sender filed it himself.
    """

    code: str
    subject: str
    cooperative: str
    filed_by: str
    received_at: datetime
    demands: tuple[str, ...]
    papers: tuple[str, ...]
    due_on: date
    derivation: str
    short_hash: str
    recorded: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a letter gets at issue, and not before."""

    number: int
    issued_at: datetime
    check_token: str


@dataclass(frozen=True, slots=True)
class LetterContent:
    """Everything that a letter prints. `stamp` is None until it is issued."""

    kind: str
    letterhead: Letterhead
    symbol: str
    body: LetterBody | ReceiptBody
    stamp: Stamp | None = None

    def __post_init__(self) -> None:
        is_receipt = isinstance(self.body, ReceiptBody)
        if self.kind not in KIND_NAMES or is_receipt != (self.kind == "receipt"):
            raise ValueError(f"{type(self.body).__name__} is no {self.kind}")

    @property
    def addressee(self) -> str:
        """Return whom it is for, on one line."""
        if isinstance(self.body, ReceiptBody):
            return self.body.cooperative
        return "; ".join(self.body.addressees)

    @property
    def signed_by(self) -> str | None:
        """Return who signs, with office; None where nobody does."""
        if isinstance(self.body, ReceiptBody):
            return None
        return f"{self.body.signer_name}, {self.body.authority[-1].capitalize()}"

    @property
    def full_number(self) -> str | None:
        return full_number(self.stamp.number, self.symbol) if self.stamp else None

    @property
    def check_url(self) -> str | None:
        base = self.letterhead.base_url
        return check_address(base, self.stamp.check_token) if self.stamp else None

    def stamped(self, stamp: Stamp) -> "LetterContent":
        return replace(self, stamp=stamp)

    def to_json(self) -> dict[str, Any]:
        """Return the content as JSON values; `from_json` gives an equal content back."""
        return {key: _plain(value) for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "LetterContent":
        """Return the content that `to_json` wrote. Raises KeyError, TypeError on anything else."""
        stamp = data["stamp"]
        return cls(
            kind=data["kind"],
            letterhead=Letterhead(**data["letterhead"]),
            symbol=data["symbol"],
            body=_receipt(data["body"]) if data["kind"] == "receipt" else _body(data["body"]),
            stamp=None if stamp is None else Stamp(**stamp | {"issued_at": _moment(stamp)}),
        )


def letterhead(settings: Settings) -> Letterhead:
    """Return the letterhead of this installation."""
    return Letterhead(
        parent=settings.alliance_parent_name,
        name=settings.alliance_name,
        place=settings.alliance_place,
        phone=settings.alliance_phone,
        base_url=settings.base_url,
    )


def _moment(stamp: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(stamp["issued_at"])


def _body(data: dict[str, Any]) -> LetterBody:
    lists = ("addressees", "recipients", "authority", "enclosures")
    return LetterBody(
        **data
        | {name: tuple(data[name]) for name in lists}
        | {"points": tuple(Point(**point) for point in data["points"])}
        | {"tables": tuple(_table(one) for one in data.get("tables", ()))}
        | {"annexes": tuple(_table(one) for one in data.get("annexes", ()))}
        | {"co_signer": tuple(data.get("co_signer", ()))}
    )


def _table(data: dict[str, Any]) -> LetterTable:
    lists = {name: tuple(data[name]) for name in ("heads", "foot")}
    return LetterTable(**data | lists | {"rows": tuple(tuple(row) for row in data["rows"])})


def _receipt(data: dict[str, Any]) -> ReceiptBody:
    return ReceiptBody(
        **data
        | {
            "demands": tuple(data["demands"]),
            "papers": tuple(data["papers"]),
            "received_at": datetime.fromisoformat(data["received_at"]),
            "due_on": date.fromisoformat(data["due_on"]),
        }
    )


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
