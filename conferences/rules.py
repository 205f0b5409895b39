"""Decisions about conferences as pure functions. Source: docs/rules/conference-process.md."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from feedback.rules import DEMAND_LENGTH_MAX, DEMANDS_MAX, SUBJECT_LENGTH_MAX
from workflow.localtime import VIETNAM
from workflow.text import clean, likeness, listed

ALIKE = 0.5
SUBJECT_WORDS_MAX = 18
ASKING = re.compile(r"\b(?:đề nghị|kiến nghị|xin|mong|đề xuất|cho hỏi)\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
CLOCK = re.compile(r"^\s*(\d{1,2})\s*[:hg]\s*(\d{2})?\s*$", re.IGNORECASE)
TOPIC_WORDS = {
    "credit_fund": "quy ho tro|vay quy|quy cho vay|muc vay|von vay cua quy",
    "credit_bank": "ngan hang|tin chap|the chap|lai suat|vay von",
    "land": "dat dai|thue dat|tru so|giao dat|mat bang|thu hoi dat",
    "infrastructure": "dien ba pha|keo dien|duong vao|thuy loi|nuoc tuoi|kenh muong",
    "tax": "thue|hoa don|ma so thue",
    "inputs": "phan bon|thuoc bao ve|giong|vat tu",
    "market_access": "tieu thu|dau ra|sieu thi|bep an|thuong lai",
    "trade_border": "cua khau|xuat khau|bien gioi|trung quoc",
    "branding_ocop": "ocop|thuong hieu|nhan mac|ma so vung trong|truy xuat",
    "human_resources": "lao dong tre|cu nhan|nhan luc",
    "training": "tap huan|dao tao|lop hoc|boi duong",
    "science_tech": "khoa hoc|cong nghe|chuyen doi so",
    "social_insurance": "bao hiem xa hoi|bhxh",
    "registration_law": "giai the|dang ky|chuyen doi mo hinh|luat hop tac xa",
    "disaster_relief": "bao so|thien tai|gian no|khoanh no|dich benh|lu lut",
    "environment": "moi truong|rac thai|nuoc thai",
    "tourism": "du lich|homestay",
}


def parse_clock(typed: str) -> time | None:
    """Return the time of "8:00", "08h30" or "8h"; None where it cannot be one."""
    found = CLOCK.match(typed)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def at_local(day: date, clock: time) -> datetime:
    """Return a moment of `day` in Viet Nam."""
    return datetime.combine(day, clock, VIETNAM)


def subject_of(words: str) -> str:
    """Return what an issue is called in lists: the asking sentence, shortened at a word's end."""
    sentences = [one.strip(" .;") for one in SENTENCE_END.split(clean(words)) if one.strip(" .;")]
    if not sentences:
        return ""
    asking = next((one for one in sentences if ASKING.search(one)), sentences[0])
    found = ASKING.search(asking)
    if found is not None and found.start() > SUBJECT_LENGTH_MAX // 4:
        asking = asking[found.start() :]
    parts = asking.split()
    short = " ".join(parts[:SUBJECT_WORDS_MAX])
    short = short if len(parts) <= SUBJECT_WORDS_MAX else f"{short}…"
    short = short[: SUBJECT_LENGTH_MAX - 1]
    return short[:1].upper() + short[1:]


def demands_of(words: str, points: str = "") -> tuple[str, ...]:
    """Return the demands: one for each line of `points`, else what the words ask for as one."""
    found = [line[:DEMAND_LENGTH_MAX] for line in listed(points)]
    return tuple(found[:DEMANDS_MAX]) or (clean(words)[:DEMAND_LENGTH_MAX],)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the clustering reads it."""

    id: int
    topic: str
    whole: str


def suggest_clusters(questions: Sequence[Asked]) -> list[list[int]]:
    """Return groups of two or more questions of one field that ask about the same.

    A question joins the group whose first question it resembles most. A person confirms.
    """
    groups: list[list[Asked]] = []
    for question in questions:
        near = [g for g in groups if g[0].topic == question.topic]
        scored = [(likeness(g[0].whole, question.whole), g) for g in near]
        best = max(scored, key=lambda one: one[0], default=(0.0, []))
        if best[0] >= ALIKE:
            best[1].append(question)
        else:
            groups.append([question])
    return [[one.id for one in group] for group in groups if len(group) > 1]


@dataclass(frozen=True, slots=True)
class PartDraft:
    """A session of the agenda as it was typed."""

    begins: time
    title: str
    speakers: str = ""


def parse_agenda(text: str) -> tuple[PartDraft, ...]:
    """Return the sessions of an agenda with one a line: "8:00 Khai mạc | Chủ tịch Liên minh".

    Raises: ValueError with the line (from 1) and what is wrong with it.
    """
    parts: list[PartDraft] = []
    for number, line in enumerate(clean(text).splitlines(), start=1):
        if not line.strip():
            continue
        clock, _, rest = line.strip().partition(" ")
        begins = parse_clock(clock)
        if begins is None or not rest.strip():
            raise ValueError(f"Dòng {number}: viết giờ rồi nội dung. Ví dụ: 8:00 Khai mạc")
        title, _, speakers = rest.partition("|")
        if parts and begins < parts[-1].begins:
            raise ValueError(f"Dòng {number}: giờ sớm hơn dòng trên.")
        parts.append(PartDraft(begins, title.strip(), speakers.strip()))
    return tuple(parts)


def agenda_text(parts: Iterable[PartDraft]) -> str:
    """Return an agenda as it is typed: `parse_agenda` gives the same sessions back."""
    lines = []
    for part in parts:
        speakers = f" | {part.speakers}" if part.speakers else ""
        lines.append(f"{part.begins:%H:%M} {part.title}{speakers}")
    return "\n".join(lines)
