"""Writes of the floor: numbers for a device, what was said, once and in order. No commit."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from conferences.floor_input import ENTRIES_MAX, FloorEntry, read_entry
from conferences.floor_queries import blocks_of, default_owed_on, used_numbers
from conferences.floor_rules import (
    Block,
    Entry,
    floor_order,
    is_block_due,
    may_give,
    next_block,
    next_number,
    said_at,
)
from conferences.models import (
    Conference,
    ConferenceAttendance,
    ConferenceBlock,
    ConferenceIssue,
    ConferenceQuestion,
)
from conferences.rules import demands_of, subject_of
from config import Settings
from cooperatives.models import Cooperative
from feedback import conference_actions
from feedback.actions import Filing, file
from feedback.conference_actions import Heard
from feedback.models import Topic
from feedback.rules import PetitionText
from units.models import Unit
from workflow.localtime import local_day
from workflow.refusal import Missing, Refusal

Row = TypeVar("Row")
FLOOR_STATES = ("in_session", "minuted")
SLIP_BYTES = 12
OWED_MAX = timedelta(days=366)
NOT_TO_BE_DATED = "Chưa có quy định về thời hạn cho ngày này. Hãy báo văn thư."
DELEGATE = "Đại biểu tại hội nghị"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one entry: "kept", "same" (it was there before), or "refused" and why."""

    key: str
    status: str
    number: int | None = None
    petition: str = ""
    text: str = ""


def reserve(
    session: Session,
    conference: Conference,
    device: str,
    last_used: int,
    account: Account,
    now: datetime,
) -> list[Block]:
    """Return the numbers that a device may give, with a new block where few are left.

    `last_used`: the highest number that the device gave, arrived here or not.
    """
    _lock(session, conference)
    if not device.isalnum() or not device.isascii() or len(device) > 64:
        raise Refusal("device", "Máy này chưa có mã. Hãy tải lại trang.")
    blocks = blocks_of(session, conference.dossier_id, device)
    if is_block_due(blocks, range(1, last_used + 1)):
        block = next_block(conference.last_number)
        session.add(
            ConferenceBlock(
                conference_id=conference.dossier_id,
                device=device,
                first_number=block.first,
                last_number=block.last,
                reserved_at=now,
                account_id=account.id,
            )
        )
        conference.last_number = block.last
        session.flush()
        blocks.append(block)
    return blocks


def _lock(session: Session, conference: Conference) -> None:
    session.refresh(conference, ["last_number"], with_for_update=True)
    if conference.dossier.state not in FLOOR_STATES:
        raise Refusal("state", "Phiên họp chưa khai mạc hoặc đã có kết luận, không ghi thêm được.")


def take(
    session: Session,
    settings: Settings,
    conference: Conference,
    device: str,
    sent: Iterable[Mapping[str, Any]],
    account: Account,
    now: datetime,
) -> list[Taken]:
    """Take what a device sends: once each, in the floor's order, one wrong entry stops no other."""
    _lock(session, conference)
    entries, taken = [], []
    for one in list(sent)[:ENTRIES_MAX]:
        try:
            entry = read_entry(one)
        except ValueError as error:
            taken.append(Taken(str(one.get("key", "")), "refused", text=str(error)))
            continue
        at = said_at(entry.at, entry.skew_ms, conference.begins_at, now)
        entries.append(replace(entry, at=at, skew_ms=0))
    floor = Floor(session, settings, conference, device, account, now)
    return taken + [floor.take(entry) for entry in _in_order(device, entries)]


def _in_order(device: str, entries: list[FloorEntry]) -> list[FloorEntry]:
    by_key: dict[str, FloorEntry] = {}
    for one in entries:
        if one.key not in by_key or one.revision > by_key[one.key].revision:
            by_key[one.key] = one
    placed = floor_order(
        Entry(one.key, device, one.sequence, one.revision, one.number or 0, one.at)
        for one in by_key.values()
    )
    return [by_key[entry.key] for entry in placed]


@dataclass(slots=True)
class Floor:
    """One sending: who sends, from which device, to which conference."""

    session: Session
    settings: Settings
    conference: Conference
    device: str
    account: Account
    now: datetime

    def take(self, entry: FloorEntry) -> Taken:
        """Take one entry, whole or not at all."""
        try:
            with self.session.begin_nested():
                return self._take(entry)
        except Refusal as refusal:
            return Taken(entry.key, "refused", entry.number, text=refusal.text)
        except Missing:
            return Taken(entry.key, "refused", entry.number, text=NOT_TO_BE_DATED)

    def _take(self, entry: FloorEntry) -> Taken:
        known = self.session.scalars(
            select(ConferenceIssue).where(ConferenceIssue.entry_key == entry.key)
        ).one_or_none()
        if known is not None and known.conference_id != self.conference.dossier_id:
            raise Refusal("key", "Ý kiến này thuộc hội nghị khác.")
        if known is not None and known.revision >= entry.revision:
            return self._said(known, "same")
        issue = known or self._new(entry)
        before = (issue.words, issue.demands, issue.topic_code, issue.cooperative_id)
        heard = (issue.outcome, issue.answered_by, issue.oral_answer, issue.owed_by_on)
        self._write(issue, entry)
        self.session.add(issue)
        self.session.flush()
        if known is None:
            self._file(issue)
        else:
            self._follow(issue, before, heard)
        return self._said(issue, "kept")

    def _said(self, issue: ConferenceIssue, status: str) -> Taken:
        code = issue.petition.dossier.code if issue.petition else ""
        return Taken(issue.entry_key, status, issue.number, code)

    def _new(self, entry: FloorEntry) -> ConferenceIssue:
        return ConferenceIssue(
            conference_id=self.conference.dossier_id,
            entry_key=entry.key,
            device=self.device,
            sequence=entry.sequence,
            number=self._number(entry),
            raised_at=entry.at,
            arrived_at=self.now,
            recorded_by_id=self.account.id,
            slip_token=secrets.token_urlsafe(SLIP_BYTES),
        )

    def _number(self, entry: FloorEntry) -> int:
        """Return the entry's number, where it is the device's to give and free."""
        place = self.conference.dossier_id
        blocks = blocks_of(self.session, place, self.device)
        used = used_numbers(self.session, place)
        if entry.number is None:
            if next_number(blocks, used) is None:
                last = max((block.last for block in blocks), default=0)
                blocks = reserve(
                    self.session, self.conference, self.device, last, self.account, self.now
                )
            return next_number(blocks, used) or 0
        if not may_give(blocks, entry.number):
            raise Refusal("number", "Số này không thuộc dải số của máy.")
        if entry.number in used:
            raise Refusal("number", "Số này đã có ý kiến khác.")
        return entry.number

    def _write(self, issue: ConferenceIssue, entry: FloorEntry) -> None:
        person = self._person(entry)
        for name in (
            "revision", "words", "outcome", "answered_by", "oral_answer", "question_id",
        ):  # fmt: skip
            setattr(issue, name, getattr(entry, name))
        issue.attendance_id = person.id if person else None
        cooperative_id = person.cooperative_id if person else entry.cooperative_id
        issue.cooperative = self._get(Cooperative, cooperative_id)
        issue.cooperative_id = issue.cooperative.id if issue.cooperative else None
        issue.speaker_name = person.full_name if person else entry.speaker_name
        issue.speaker_position = person.position if person else ""
        issue.subject = subject_of(entry.words)
        issue.demands = list(demands_of(entry.words, entry.demands))
        issue.topic = self.session.get(Topic, entry.topic_code) or self.session.get_one(
            Topic, "other"
        )
        issue.topic_code = issue.topic.code
        issue.owed_by = self._get(Unit, entry.owed_by_id)
        issue.owed_by_id = issue.owed_by.id if issue.owed_by else None
        issue.owed_by_on = self._owed_on(issue, entry)
        self._check_question(entry)

    def _person(self, entry: FloorEntry) -> ConferenceAttendance | None:
        person = self._get(ConferenceAttendance, entry.attendance_id)
        is_here = person is not None and person.conference_id == self.conference.dossier_id
        return person if is_here else None

    def _get(self, kind: type[Row], row_id: int | None) -> Row | None:
        return self.session.get(kind, row_id) if row_id else None

    def _check_question(self, entry: FloorEntry) -> None:
        question = self._get(ConferenceQuestion, entry.question_id)
        if entry.question_id and (
            question is None or question.conference_id != self.conference.dossier_id
        ):
            raise Refusal("question", "Câu hỏi gửi trước này thuộc hội nghị khác.")

    def _owed_on(self, issue: ConferenceIssue, entry: FloorEntry) -> date:
        said_on = local_day(issue.raised_at)
        usual = default_owed_on(self.session, said_on)
        if entry.outcome == "oral" or entry.owed_by_on is None:
            return usual
        if not said_on < entry.owed_by_on <= said_on + OWED_MAX:
            text = "Ngày hẹn trả lời phải sau ngày họp, không quá một năm."
            raise Refusal("owed_by_on", text)
        return entry.owed_by_on

    def _file(self, issue: ConferenceIssue) -> None:
        """Make the issue a petition: it arrived by voice, on the day of the conference."""
        filing = Filing(
            account=self.account,
            cooperative=issue.cooperative,
            channel="conference",
            received_on=local_day(issue.raised_at),
            asker_name=issue.speaker_name or f"{DELEGATE} (ý kiến số {issue.number})",
            form_key=f"conference:{issue.entry_key}",
        )
        text = text_of(issue)
        issue.petition = file(self.session, self.settings, filing, text, [], self.now)
        self._hear(issue)
        self._answer_question(issue)
        self.session.flush()

    def _answer_question(self, issue: ConferenceIssue) -> None:
        question = self._get(ConferenceQuestion, issue.question_id)
        if question is not None and question.petition_id is None:
            question.petition = issue.petition

    def _hear(self, issue: ConferenceIssue) -> None:
        if issue.petition is not None:
            conference_actions.hear(
                self.session, issue.petition, heard_of(issue), self.account.actor, self.now
            )

    def _follow(
        self, issue: ConferenceIssue, before: tuple[object, ...], heard: tuple[object, ...]
    ) -> None:
        """Let the petition follow a correction of the record."""
        if issue.petition is None:
            return
        if before != (issue.words, issue.demands, issue.topic_code, issue.cooperative_id):
            conference_actions.amend(
                self.session, issue.petition, text_of(issue), issue.cooperative,
                self.account.actor, self.now,
            )  # fmt: skip
        if heard != (issue.outcome, issue.answered_by, issue.oral_answer, issue.owed_by_on):
            self._hear(issue)


def text_of(issue: ConferenceIssue) -> PetitionText:
    """Return an issue as a petition says it."""
    cooperative = issue.cooperative
    known = cooperative.representative_name if cooperative else ""
    return PetitionText(
        subject=issue.subject,
        situation=issue.words,
        demands=tuple(issue.demands),
        topic_code=issue.topic_code,
        commune_code=cooperative.commune_code if cooperative else None,
        contact_name=issue.speaker_name or known or DELEGATE,
        contact_phone=cooperative.phone if cooperative else "",
        contact_email=cooperative.email if cooperative else "",
        may_publish=True,
    )


def heard_of(issue: ConferenceIssue) -> Heard:
    """Return what was answered on the floor, as the petition's history keeps it."""
    by = issue.answered_by if issue.outcome == "oral" else ""
    return Heard(
        number=issue.number,
        outcome=issue.outcome,
        by=by or issue.owed_by_called,
        words=issue.oral_answer if issue.outcome == "oral" else "",
        until_on=issue.owed_by_on,
    )


def project(session: Session, conference: Conference, number: int | None) -> None:
    """Choose what the projector shows; None: always the latest."""
    if number is not None and number not in used_numbers(session, conference.dossier_id):
        raise Refusal("number", "Ý kiến này chưa được gửi lên.")
    conference.shown_number = number
    session.flush()
