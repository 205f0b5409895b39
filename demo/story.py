"""The stories of the demo: what was asked, what was answered, and what happened on which day.

They are written in demo/cases/*.toml. A case starts on a fixed day (`start`) or `ago` working days
before today. `days` says on which working day after filing a verb was done; `rate`, `resolve` and
`also` are verbs with words of their own. In answers, {day:N}, {month:N}, {quarter:N} and {year}
stand for dates counted from the filing.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from workflow.workdays import Calendar

FOLDER = Path(__file__).parent / "cases"
ROMAN = ("I", "II", "III", "IV")
TOKEN = re.compile(r"\{(day|month|quarter|year)(?::(\d+))?\}")


@dataclass(frozen=True, slots=True)
class Ask:
    """One demand and, where it is answered or drafted, the answer to it."""

    text: str
    outcome: str = ""
    answer: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Pledge:
    """A commitment of the answer: the unit's code, what, by when (a token may stand), the sign."""

    by: str
    what: str
    due: str
    sign: str


@dataclass(frozen=True, slots=True)
class Act:
    """A verb, the working day after filing on which it was done, and its words.

    `by` is the login of who did it ("" for whoever it naturally is); `code` is a code of the step
    (why declined, which verdict, which resolution); `papers` are names of files.
    """

    verb: str
    day: int
    text: str = ""
    by: str = ""
    code: str = ""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A petition and its life. Exactly one of `start` and `ago` is set."""

    key: str
    member: str
    topic: str
    subject: str
    situation: str
    asks: tuple[Ask, ...]
    acts: tuple[Act, ...]
    start: date | None = None
    ago: int | None = None
    at: time | None = None
    received: date | None = None
    channel: str = "portal"
    signer: str = ""
    papers: tuple[str, ...] = ()
    may_publish: bool = True
    promises: tuple[Pledge, ...] = ()


def read_cases() -> list[Case]:
    """Return all cases in the order of their files. Raises TypeError on a name they do not have."""
    return [
        _case(row)
        for path in sorted(FOLDER.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


def _case(row: dict[str, Any]) -> Case:
    acts = [Act(verb, day) for verb, day in row.pop("days", {}).items()]
    acts += [_act(act) for act in row.pop("also", [])]
    if "rate" in row:
        rate = row.pop("rate")
        acts.append(Act("rate", rate["day"], rate["text"], code=rate["verdict"]))
    if "resolve" in row:
        resolve = row.pop("resolve")
        acts.append(Act("resolve", resolve["day"], resolve["text"], code=resolve["status"]))
    asks = tuple(Ask(**{name: _plain(text) for name, text in a.items()}) for a in row.pop("asks"))
    row["situation"] = _plain(row["situation"])
    if "at" in row:
        row["at"] = time.fromisoformat(row["at"])
    row["papers"] = tuple(row.get("papers", ()))
    row["promises"] = tuple(Pledge(**one) for one in row.pop("promises", ()))
    acts.sort(key=lambda act: act.day)  # stable: on one day in the order they are written
    return Case(asks=asks, acts=tuple(acts), **row)


def _act(row: dict[str, Any]) -> Act:
    papers = tuple(row.pop("papers", ()))
    return Act(row.pop("do"), row.pop("day"), papers=papers, **row)


def _plain(text: str) -> str:
    """Return paragraphs on one line each, whatever lines they were written on."""
    return "\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def with_dates(text: str, filed_on: date, calendar: Calendar) -> str:
    """Return `text` with its tokens as dates, counted from the day of filing."""

    def spell(found: re.Match[str]) -> str:
        count = int(found[2] or 0)
        months = filed_on.month - 1 + count
        year, month = filed_on.year + months // 12, months % 12 + 1
        match found[1]:
            case "day":
                return f"{calendar.add_workdays(filed_on, count):%d/%m/%Y}"
            case "month":
                return f"tháng {month:02d}/{year}"
            case "quarter":
                return f"quý {ROMAN[(month - 1) // 3]} năm {year}"
        return str(filed_on.year)

    return TOKEN.sub(spell, text)


def workdays_before(calendar: Calendar, today: date, count: int) -> date:
    """Return the latest day with `count` working days after it up to `today`, today included."""
    day = today
    while count > 0:
        count -= calendar.is_working(day)
        day = date.fromordinal(day.toordinal() - 1)
    return next(d for d in _back_from(day) if calendar.is_working(d))


def _back_from(day: date) -> Iterator[date]:
    for n in range(60):
        yield date.fromordinal(day.toordinal() - n)
