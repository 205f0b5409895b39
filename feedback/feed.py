"""Published answers as an Atom feed (RFC 4287). Pure: values in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from workflow.localtime import VIETNAM, start_of

ATOM = "http://www.w3.org/2005/Atom"
BEGAN = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer. `number` is the answer's: it stays when it is published anew."""

    number: int
    title: str
    text: str
    topic: str
    author: str
    url: str
    answered_on: date
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A search as a feed: its words, its own address, and the page that people read."""

    title: str
    base_url: str
    path: str
    page_url: str
    entries: Sequence[Entry]


def _tag(base_url: str, on: date, rest: str) -> str:
    """Return an identity that no change of address or text alters (RFC 4151)."""
    return f"tag:{urlsplit(base_url).hostname},{on:%Y-%m-%d}:{rest}"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text or None
    return child


def render(feed: Feed) -> bytes:
    """Return the feed. Its date is that of its latest entry, so the same answers give the same."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "vi"})
    _add(root, "id", _tag(feed.base_url, BEGAN, feed.path))
    _add(root, "title", feed.title)
    latest = max((one.published_at for one in feed.entries), default=start_of(BEGAN))
    _add(root, "updated", latest.isoformat(timespec="seconds"))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.base_url + feed.path)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    for entry in feed.entries:
        _entry(root, feed, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ET.Element, feed: Feed, entry: Entry) -> None:
    one = _add(root, "entry")
    _add(one, "id", _tag(feed.base_url, entry.answered_on, f"tra-loi/{entry.number}"))
    _add(one, "title", entry.title)
    _add(one, "link", rel="alternate", type="text/html", href=entry.url)
    _add(one, "published", start_of(entry.answered_on).isoformat(timespec="seconds"))
    moment = entry.published_at.astimezone(VIETNAM)
    _add(one, "updated", moment.isoformat(timespec="seconds"))
    _add(_add(one, "author"), "name", entry.author)
    _add(one, "category", term=entry.topic)
    _add(one, "content", entry.text, type="text")
