"""Reads of the texts of notices: what ships, what was edited, which versions there were."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import UndefinedError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from config import Settings
from notices.models import NoticeText
from notices.text_samples import sample_values
from notices.texts import ENVIRONMENTS, FOLDER, VIETNAMESE, Text, in_two, source_of
from workflow.refusal import Missing

CACHE_KEY = "edited_texts"
VOICES = ("owner", "staff")
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class EventText:
    """One text: of a process, to whom, about which action, in which language."""

    kind: str
    voice: str
    action: str
    language: str

    @property
    def name(self) -> str:
        return f"notices/{self.kind}/{self.voice}/{self.action}"


def list_texts() -> list[EventText]:
    """Return every text that ships, in the order of their names."""
    found = [_of(path) for path in sorted((FOLDER / "notices").glob("*/*/*.txt"))]
    return [one for one in found if one.voice in VOICES]


def _of(path: Path) -> EventText:
    action, _, language = path.stem.partition(".")
    return EventText(path.parent.parent.name, path.parent.name, action, language or "vi")


def access_text(kind: str, voice: str, action: str, language: str) -> EventText:
    """Return a text that ships. Raises Missing."""
    wanted = EventText(kind, voice, action, language)
    if wanted not in list_texts():
        raise Missing("text")
    return wanted


def edited_texts(session: Session, names: Iterable[str]) -> dict[tuple[str, str], NoticeText]:
    """Return the present edited texts by name and language; those that went back are left out."""
    wanted = set(names)
    return {key: one for key, one in _every_edited(session).items() if key[0] in wanted}


def _every_edited(session: Session) -> dict[tuple[str, str], NoticeText]:
    """Return all of them, read once for as long as the session lives (one request or task)."""
    cached: dict[tuple[str, str], NoticeText] | None = session.info.get(CACHE_KEY)
    if cached is None:
        newest = (
            select(NoticeText)
            .ext(distinct_on(NoticeText.name, NoticeText.language))
            .order_by(NoticeText.name, NoticeText.language, NoticeText.version.desc())
        )
        cached = {(one.name, one.language): one for one in session.scalars(newest) if one.source}
        session.info[CACHE_KEY] = cached
    return cached


def forget(session: Session) -> None:
    """Make the next reader see the texts anew: called by whoever changes them."""
    session.info.pop(CACHE_KEY, None)


def list_versions(session: Session, text: EventText) -> list[NoticeText]:
    """Return the versions of a text, the newest first."""
    found = select(NoticeText).where(
        NoticeText.name == text.name, NoticeText.language == text.language
    )
    return list(session.scalars(found.order_by(NoticeText.version.desc())))


def preview(settings: Settings, source: str, language: str = VIETNAMESE) -> Text | None:
    """Return a text as it would read with invented values, None where it needs others."""
    values = sample_values(language) | {
        "settings": settings,
        "link": f"{settings.base_url}/kien-nghi/…",
    }
    try:
        return in_two(ENVIRONMENTS[language].from_string(source).render(**values))
    except (UndefinedError, TypeError, ValueError):
        return None


def shipped_source(text: EventText) -> str:
    """Return the text that ships."""
    return source_of(text.name, text.language)
