"""The words of notices and mails: one text per kind of dossier, voice and action.

The first line is the subject, the rest the body. A variable that is missing is an error.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from dossiers.urgency import Urgency
from web.filters import FILTERS, weekday_day

log = logging.getLogger("donghanh.notices")
VIETNAMESE, ENGLISH = "vi", "en"
LANGUAGES = VIETNAMESE, ENGLISH
WEEKDAYS = "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
FOLDER = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Text:
    """A subject of one line, and a body."""

    subject: str
    body: str


def left_words(urgency: Urgency, language: str = VIETNAMESE) -> str:
    """Return in words how far away a due date is."""
    if language == ENGLISH:
        return _left_in_english(urgency)
    match urgency.mark:
        case "paused":
            return "đang tạm dừng tính hạn"
        case "overdue":
            return f"đã quá {urgency.days} ngày làm việc"
        case "today":
            return "đến hạn hôm nay"
    return f"còn {urgency.days} ngày làm việc"


def _left_in_english(urgency: Urgency) -> str:
    days = f"{urgency.days} working {'day' if urgency.days == 1 else 'days'}"
    match urgency.mark:
        case "paused":
            return "the time stands still"
        case "overdue":
            return f"{days} overdue"
        case "today":
            return "due today"
    return f"{days} left"


def iso_day(value: str) -> str:
    """Return a day that an event keeps as text (2026-03-13) as people read it."""
    return weekday_day(date.fromisoformat(value))


def _english_day(value: date) -> str:
    """Tuesday, 17/03/2026"""
    return f"{WEEKDAYS[value.weekday()]}, {value:%d/%m/%Y}"


def _english_iso_day(value: str) -> str:
    return _english_day(date.fromisoformat(value))


def _environment(language: str = VIETNAMESE) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701 - plain text; pages escape it when they show it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({function.__name__: function for function in (*FILTERS, iso_day)})
    if language == ENGLISH:
        environment.filters.update(weekday_day=_english_day, iso_day=_english_iso_day)
    return environment


ENVIRONMENTS = {language: _environment(language) for language in LANGUAGES}
ENVIRONMENT = ENVIRONMENTS[VIETNAMESE]


def _file(name: str, language: str) -> str:
    """Return the path of a text in a language, below templates/."""
    return f"{name}.txt" if language == VIETNAMESE else f"{name}.{language}.txt"


def spoken(name: str, language: str) -> str:
    """Return `language` where the text `name` is written in it, else Vietnamese."""
    return language if (FOLDER / _file(name, language)).exists() else VIETNAMESE


def render(name: str, **values: object) -> Text:
    """Return the Vietnamese text `name`, a path below templates/ without its ending."""
    return render_in(VIETNAMESE, name, values)


def render_in(language: str, name: str, values: Mapping[str, object]) -> Text:
    """Return the text `name` in a language; in Vietnamese where it is not written in that one.

    Raises: jinja2.TemplateNotFound, jinja2.UndefinedError.
    """
    written = spoken(name, language)
    template = ENVIRONMENTS[written].get_template(_file(name, written))
    return in_two(template.render(**values))


def in_two(whole: str) -> Text:
    """Return a whole text as its subject and its body."""
    subject, _, body = whole.strip().partition("\n")
    return Text(" ".join(subject.split()), body.strip())


def render_edited(source: str, language: str, name: str, values: Mapping[str, object]) -> Text:
    """Return an edited text; the shipped one where the edited lacks a value of this event."""
    try:
        return in_two(ENVIRONMENTS[language].from_string(source).render(**values))
    except (UndefinedError, TypeError, ValueError):
        log.warning("an edited notice fell back", extra={"text": name, "language": language})
        return render_in(language, name, values)


def source_of(name: str, language: str) -> str:
    """Return the words of the shipped text `name`, as they are written."""
    return (FOLDER / _file(name, language)).read_text().strip()


def notice_name(kind: str, voice: str, action: str) -> str:
    """Return the name of the text that tells "owner" or "staff" of an action."""
    return f"notices/{kind}/{voice}/{action}"
