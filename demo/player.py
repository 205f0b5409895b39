"""Plays the stories through the actions that people use, each at its own moment.

What the worker would do is done here at once, and its message marked as done; only letters and
receipts wait for the worker, who makes and signs real files. Old notices are not sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.actions import watch_commitments
from commitments.models import Commitment
from commitments.queries import list_of_dossier
from config import Settings
from demo.asked import asked_of, asked_since, count_asked, mark_done
from demo.bases import end_basis
from demo.cast import Cast
from demo.grouping import merge_into, split_off
from demo.papers import make_paper
from demo.papers_after import Later, due
from demo.promises import promised, report_commitment
from demo.recorded import record_by_name
from demo.story import Act, Case, with_dates, workdays_before
from demo.timeline import Moment
from documents.actions import keep
from documents.models import Document
from documents.vault import Vault
from dossiers import audit
from dossiers.task_actions import Request, ask_colleague
from feedback import (
    actions,
    answer_actions,
    automatic_actions,
    basis_actions,
    effect_actions,
    forward_actions,
    further_actions,
    retention_actions,
)
from feedback.delivery_actions import DeliveryNote, note_by_owner, note_by_staff
from feedback.models import Answer, Petition
from feedback.process import PETITION
from feedback.publication_queries import find_publication
from feedback.reopen_queries import reopen_until
from feedback.rules import AnswerDraft, ItemDraft, PetitionText
from notices.actions import tell
from notices.models import MailMessage, Notice, SmsMessage
from rulebook.queries import days_on, working_calendar
from store.models import OutboxMessage
from units.models import Unit
from workflow.localtime import VIETNAM, local_day

ONE_DAY = timedelta(days=1)
LATER = timedelta(minutes=5)
WORKER_TAKES = timedelta(seconds=3)
READ_AFTER = timedelta(hours=2)
SEAL_ANSWER = "feedback.seal_answer"
FOR_THE_WORKER = frozenset(
    {
        "conferences.seal_letter",
        "support.seal_letter",
        "feedback.seal_forward",
        "feedback.seal_redirect",
        SEAL_ANSWER,
        "feedback.keep_receipt",
    }
)
BY_STAFF = frozenset({"paper", "telephone", "conference"})
CLOSES_AT, WATCHES_AT, SEALS_AT = time(6, 0), time(7, 30), time(0, 30)
SEALED_DAYS = 10  # before that, one seal a month
WATCHED = frozenset({5, 2, 0, -1})  # working days before the limit, and the first late one
TOLD_DAYS = 3
BASIS_ENDED_DAYS = 3
UNREAD_DAYS = 2
STEPS_BETWEEN_WORDS = 100


@dataclass(slots=True)
class Player:
    """One performance: `petitions` by the key of their story.

    `beside`: acts of other stories, oldest first, each done at its moment. `taken`: how much of
    what was asked for has been looked at. `closing`: until when an answer of a day stays open.
    `mails` and `messages` number the mails and text messages that count as sent.
    """

    session: Session
    settings: Settings
    vault: Vault
    cast: Cast
    today: date
    say: Callable[[str], None]
    petitions: dict[str, Petition] = field(default_factory=dict)
    taken: int = 0
    mails: list[int] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    closing: dict[date, date] = field(default_factory=dict)
    beside: list[Later] = field(default_factory=list)

    def play(self, moments: list[Moment]) -> None:
        """Play all moments in their order, and between them what happens by itself each day."""
        self.taken = count_asked(self.session)
        night = local_day(moments[0].at)
        for number, moment in enumerate(moments):
            if number and number % STEPS_BETWEEN_WORDS == 0:
                self.say(f"  đến ngày {moment.at:%d/%m/%Y}: {number}/{len(moments)} bước")
            night = self._days_until(night, local_day(moment.at))
            for at, act in due(self.beside, moment.at):
                act(at)
                self._work(at)
            self._act(moment)
            self._work(moment.at)
        self._add_recorded(moments[-1].at + LATER)
        self._hand_one(moments[-1].at + 2 * LATER)
        self._days_until(night, self.today)
        self._bring_answers()
        self._retain_one(moments[-1].at + LATER)
        self._mark_sent()

    def _add_recorded(self, now: datetime) -> None:
        """Record a paper by name, and ask about what was answered four weeks ago."""
        clerk = self.cast.accounts["vanthu"]
        self.petitions["recorded"] = record_by_name(self.session, self.settings, clerk, now)
        self._work(now)
        effect_actions.ask_effects(self.session, self.settings, now)
        self._work(now)

    def _hand_one(self, now: datetime) -> None:
        """Let the officer whom the guide follows have something new on her desk, whatever the day.

        Routing gives to whoever has least to do, and that changes with the day the demo begins on.
        """
        officer, head = self.cast.accounts["hanh"], self.cast.accounts["khai"]
        new = [
            one
            for one in self.petitions.values()
            if one.dossier.state == "routed" and one.dossier.unit_id == officer.unit_id
        ]
        if new and all(one.dossier.officer_id != officer.id for one in new):
            latest = max(new, key=lambda one: one.dossier_id)
            why = "Chuyên viên đang theo dõi lĩnh vực này."
            actions.hand_over(self.session, latest, "reassign", officer, why, head.actor, now)
            self._work(now)

    def _retain_one(self, now: datetime) -> None:
        """Keep the oldest closed petition beyond its years, as an inspection asks for it."""
        closed = (one for one in self.petitions.values() if one.dossier.state == "closed")
        oldest = min(closed, key=lambda one: one.dossier_id, default=None)
        if oldest is not None:
            actor, why = self.cast.accounts["vanthu"].actor, "Ủy ban Kiểm tra đang xem hồ sơ mẫu."
            retention_actions.retain(self.session, oldest, why, actor, now)

    # --- what happens by itself -------------------------------------------------------------------

    def _days_until(self, done: date, day: date) -> date:
        """Run the nightly and daily work of the days after `done` up to `day` (never today's)."""
        while done < day:
            done += ONE_DAY
            if done < self.today:
                self._day(done)
        return done

    def _day(self, day: date) -> None:
        if day.day == 1 or (self.today - day).days <= SEALED_DAYS:
            audit.seal(self.session, _moment(day, SEALS_AT))
        if day == workdays_before(working_calendar(self.session), self.today, BASIS_ENDED_DAYS):
            last, head = date.fromordinal(day.toordinal() - 1), self.cast.accounts["luc"]
            end_basis(self.session, last, head, _moment(day, WATCHES_AT))
            self._work(_moment(day, WATCHES_AT))
        if any(one.status == "open" and one.due_on + ONE_DAY == day for one in self.commitments):
            watch_commitments(self.session, {"petition": PETITION}, _moment(day, WATCHES_AT))
            self._work(_moment(day, WATCHES_AT))
        if self._has_answered(day):
            automatic_actions.close_settled(self.session, _moment(day, CLOSES_AT))
        if self._has_due(day):
            automatic_actions.watch_clocks(self.session, _moment(day, WATCHES_AT))
            self._work(_moment(day, WATCHES_AT))

    def _has_answered(self, day: date) -> bool:
        """Return whether something could close on `day`: asking each day would take longer."""
        return any(
            petition.dossier.state == "answered" and self._closes_on(petition) < day
            for petition in self.petitions.values()
        )

    def _closes_on(self, petition: Petition) -> date:
        """Return the last day on which somebody may come back to an answer."""
        settled_at = petition.dossier.settled_at
        if settled_at is None:
            return self.today
        answered_on = local_day(settled_at)
        if answered_on not in self.closing:
            days = days_on(self.session, "petition.close_after_days", answered_on)
            first = working_calendar(self.session).add_workdays(answered_on, days)
            self.closing[answered_on] = max(first, reopen_until(self.session, answered_on))
        return self.closing[answered_on]

    def _has_due(self, day: date) -> bool:
        """Return whether somebody is to be reminded or reported on a working `day`."""
        calendar = working_calendar(self.session)
        return calendar.is_working(day) and any(
            petition.dossier.settled_at is None
            and calendar.working_days_between(day, petition.dossier.next_due_on) in WATCHED
            for petition in self.petitions.values()
        )

    def _work(self, at: datetime) -> None:
        """Do what was asked for, as the worker would, until nothing is left."""
        self.session.flush()
        while messages := asked_since(self.session, self.taken):
            self.taken += len(messages)
            for message in messages:
                self._do(message, at + WORKER_TAKES)
            self.session.flush()

    def _do(self, message: OutboxMessage, now: datetime) -> None:
        if message.task in FOR_THE_WORKER:
            return
        mark_done([message], WORKER_TAKES)
        verb = message.task.partition(".")[2]
        if verb.startswith("tell_") and self._is_recent(now):
            whom = verb.removeprefix("tell_")
            tell(self.session, self.settings, whom, **message.payload, now=now)
        elif verb == "screen":
            automatic_actions.screen_petition(self.session, **message.payload, now=now)
        elif verb == "send_sms":
            self.messages.append(message.payload["sms_id"])
        elif verb == "watch_bases":
            basis_actions.watch_bases(self.session, now)
        elif verb == "send_mail":
            self.mails.append(message.payload["mail_id"])

    def _is_recent(self, at: datetime) -> bool:
        return local_day(at) >= workdays_before(
            working_calendar(self.session), self.today, TOLD_DAYS
        )

    def _bring_answers(self) -> None:
        """Let the answers reach their readers, but for some of the latest: those are to be called.

        Whoever gave a verdict has read the answer anyway.
        """
        caller = self.cast.accounts["vanthu"]
        recent = _moment(workdays_before(working_calendar(self.session), self.today, 40), time(0))
        for number, petition in enumerate(self.petitions.values()):
            answer = answer_actions.current_answer(petition)
            if answer is None or answer.issued_at is None or petition.verdict_at is not None:
                continue
            at, owner = answer.issued_at + READ_AFTER, petition.dossier.filed_by
            if answer.issued_at > recent:
                missed = DeliveryNote("missed", "", local_day(at), "Chuông đổ, không ai nghe.")
                if number % 2:
                    note_by_staff(self.session, answer, missed, 0, caller, at)
            elif petition.channel in BY_STAFF:
                read_out = DeliveryNote("telephone", petition.contact_name, local_day(at))
                note_by_staff(self.session, answer, read_out, 0, caller, at)
            else:
                note_by_owner(self.session, answer, "read", owner, at)

    def _mark_sent(self) -> None:
        """Mark mails as sent, and as read what people would have read by now."""
        sent = update(MailMessage).where(MailMessage.id.in_(self.mails))
        self.session.execute(sent.values(sent_at=MailMessage.created_at))
        self._mark_messages()
        calendar = working_calendar(self.session)
        until = _moment(workdays_before(calendar, self.today, UNREAD_DAYS), time(0))
        old = update(Notice).where(Notice.created_at < until, Notice.read_at.is_(None))
        self.session.execute(old.values(read_at=Notice.created_at + READ_AFTER))
        self.session.flush()

    def _mark_messages(self) -> None:
        """Mark the text messages as sent; those about answers that got a verdict have arrived."""
        mine = update(SmsMessage).where(SmsMessage.id.in_(self.messages))
        named = {"sent_at": SmsMessage.due_at, "reference": SmsMessage.message_key}
        self.session.execute(mine.values(named))
        rated = (
            select(Notice.id)
            .join(Petition, Petition.dossier_id == Notice.dossier_id)
            .where(Petition.verdict_at.is_not(None))
        )
        arrived = {"delivered_at": SmsMessage.due_at + WORKER_TAKES, "report": "DELIVRD"}
        self.session.execute(mine.where(SmsMessage.notice_id.in_(rated)).values(arrived))

    # --- what people do ---------------------------------------------------------------------------

    def _act(self, moment: Moment) -> None:
        case, act, now = moment.case, moment.act, moment.at
        if act is None:
            self.petitions[case.key] = self._file(case, now)
            return
        VERBS[act.verb](self, case, act, now)
        self.session.flush()

    def _file(self, case: Case, now: datetime) -> Petition:
        speaker = self.cast.speaker(case.member, local_day(now))
        cooperative = self.cast.cooperatives[case.member]
        filer = self.cast.accounts["vanthu"] if case.channel in BY_STAFF else speaker
        text = PetitionText(
            subject=case.subject,
            situation=case.situation,
            demands=tuple(ask.text for ask in case.asks),
            topic_code=case.topic,
            commune_code=cooperative.commune_code,
            contact_name=speaker.full_name,
            contact_phone=speaker.phone or "",
            contact_email=speaker.email or "",
            may_publish=case.may_publish,
        )
        filing = actions.Filing(filer, cooperative, case.channel, case.received)
        documents = self._documents(case, case.papers, filer, now)
        return actions.file(self.session, self.settings, filing, text, documents, now)

    def _documents(
        self, case: Case, names: tuple[str, ...], account: Account, now: datetime
    ) -> list[Document]:
        cooperative = self.cast.cooperatives[case.member]
        place = cooperative.full_address
        signer, dated = cooperative.representative_name, f"Lạng Sơn, ngày {now:%d/%m/%Y}"
        papers = [
            make_paper(name, cooperative.name, place, signer, dated, case.subject) for name in names
        ]
        return [keep(self.session, self.vault, paper, account.id, now) for paper in papers]

    def owner(self, case: Case, now: datetime) -> Account:
        return self.cast.speaker(case.member, local_day(now))

    def handler(self, case: Case, act: Act) -> Account:
        """Return who acts for the Alliance: the one named, else whoever holds the dossier."""
        if act.by:
            return self.cast.accounts[act.by]
        return self.petitions[case.key].dossier.officer or self.cast.accounts["vanthu"]

    def head(self, case: Case, act: Act) -> Account:
        if act.by:
            return self.cast.accounts[act.by]
        return self.cast.head_of(self.petitions[case.key].dossier.unit_id)

    def signer(self, case: Case, act: Act) -> Account:
        return self.cast.accounts[act.by or case.signer]


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, VIETNAM)


Verb = Callable[[Player, Case, Act, datetime], object]


def _accept(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition = player.petitions[case.key]
    actions.accept(player.session, petition, player.handler(case, act), now)


def _draft(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition = player.petitions[case.key]
    calendar = working_calendar(player.session)
    filed = petition.dossier.received_on

    def spell(text: str) -> str:
        return with_dates(text, filed, calendar)

    items = tuple(
        ItemDraft(demand.id, ask.outcome, spell(ask.answer), spell(ask.basis))
        for demand, ask in zip(petition.demands, case.asks, strict=True)
        if ask.outcome
    )
    answer = answer_actions.current_answer(petition)
    seen = answer.version if answer else 0
    drafter = player.handler(case, act)
    promises = tuple(promised(player.session, one, spell(one.due)) for one in case.promises)
    draft = AnswerDraft(items, promises=promises)
    answer_actions.save_answer(player.session, petition, draft, seen, drafter, now)


def _move(action: str, who: Callable[[Player, Case, Act], Account]) -> Verb:
    def verb(player: Player, case: Case, act: Act, now: datetime) -> None:
        petition, actor = player.petitions[case.key], who(player, case, act).actor
        answer_actions.move_answer(player.session, petition, action, act.text, actor, now)

    return verb


def _sign(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, signer = player.petitions[case.key], player.signer(case, act)
    begun = count_asked(player.session)
    letter_id = answer_actions.sign(player.session, player.settings, petition, signer, now).id
    if case.promises:
        made = list_of_dossier(player.session, petition.dossier_id)
        player.commitments += [one for one in made if one.letter_id == letter_id]
    # The worker tells the owner when the file is sealed: whoever was told now is not told again.
    seals = asked_of(player.session, SEAL_ANSWER, begun)
    own = next(one for one in seals if one.payload["dossier_id"] == petition.dossier_id)
    facts = (petition.dossier_id, own.payload["event_id"], now + WORKER_TAKES)
    tell(player.session, player.settings, "owner", *facts)


def _publish(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, actor = player.petitions[case.key], player.head(case, act).actor
    answer_actions.publish(player.session, petition, actor, now)


def _letter(player: Player, case: Case, act: Act, now: datetime) -> None:
    """Draft, review and sign a further letter; where the answer is public, so is the letter."""
    petition, signer = player.petitions[case.key], player.signer(case, act)
    answer = _letter_to_sign(player, case, act, now)
    kept = player.session
    further_actions.sign_further(kept, player.settings, petition, answer, signer, now)
    final = answer_actions.current_answer(petition)
    if final is not None and find_publication(kept, final.id) is not None:
        head = player.cast.head_of(petition.dossier.unit_id).actor
        answer_actions.publish(kept, petition, head, now, None, answer)


def _letter_to_sign(player: Player, case: Case, act: Act, now: datetime) -> Answer:
    """Draft and review a further letter, and put it before a leader."""
    petition, kept = player.petitions[case.key], player.session
    final = answer_actions.current_answer(petition)
    corrects_id = final.id if final is not None and act.code == "correction" else None
    draft = further_actions.FurtherDraft(act.code, act.text, corrects_id)
    drafter = petition.dossier.officer or player.cast.accounts["vanthu"]
    answer = further_actions.save_further(kept, petition, None, draft, 0, drafter, now)
    head = player.cast.head_of(petition.dossier.unit_id)
    for action, who in (("submit_further", drafter), ("approve_further", head)):
        further_actions.move_further(kept, petition, answer, action, "", who.actor, now)
    return answer


def _rate(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, actor = player.petitions[case.key], player.owner(case, now).actor
    actions.rate(player.session, petition, act.code, act.text, actor, now)


def _resolve(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, actor = player.petitions[case.key], player.handler(case, act).actor
    actions.resolve(player.session, petition, act.code, act.text, actor, now)


def _note(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, actor = player.petitions[case.key], player.handler(case, act).actor
    actions.note(player.session, petition, act.text, actor, now)


def _ask_more(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, actor = player.petitions[case.key], player.handler(case, act).actor
    actions.request_supplement(player.session, petition, act.text, actor, now)


def _extend(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, signer = player.petitions[case.key], player.signer(case, act)
    kept, days = player.settings, int(act.code)
    actions.extend(player.session, kept, petition, days, act.text, signer, now)


def _pass_on(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, drafter = player.petitions[case.key], player.handler(case, act)
    body = player.session.scalars(select(Unit).where(Unit.code == act.code)).one()
    forward_actions.propose(player.session, petition, body, act.text, drafter, now)
    signer = player.signer(case, act)
    forward_actions.sign_forward(player.session, player.settings, petition, signer, now)


def _decline(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, actor = player.petitions[case.key], player.handler(case, act).actor
    actions.decline(player.session, petition, act.code, act.text, actor, now)


def _send(write: Callable[..., None]) -> Verb:
    def verb(player: Player, case: Case, act: Act, now: datetime) -> None:
        owner = player.owner(case, now)
        documents = player._documents(case, act.papers, owner, now)
        petition = player.petitions[case.key]
        write(player.session, petition, act.text, documents, owner.actor, now)

    return verb


def _say(write: Callable[..., None]) -> Verb:
    def verb(player: Player, case: Case, act: Act, now: datetime) -> None:
        petition = player.petitions[case.key]
        write(player.session, petition, act.text, player.owner(case, now).actor, now)

    return verb


def _commitment(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, actor = player.petitions[case.key], player.handler(case, act)
    papers = player._documents(case, act.papers, actor, now)
    made = [one for one in player.commitments if one.dossier_id == petition.dossier_id]
    paper = papers[0] if papers else None
    report_commitment(player.session, made, act.code, act.text, paper, actor, now)


def _merge(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, lead = player.petitions[case.key], player.petitions[act.code]
    merge_into(player.session, petition, lead, act.text, player.handler(case, act), now)


def _split(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, who, kept = player.petitions[case.key], player.handler(case, act), player.settings
    made = split_off(player.session, kept, petition, act.code, act.text, who, now)
    player.petitions[f"{case.key}-split"] = made
    player._work(now)
    officer = made.dossier.officer or who
    actions.accept(player.session, made, officer, now + LATER)


def _ask_colleague(player: Player, case: Case, act: Act, now: datetime) -> None:
    petition, who = player.petitions[case.key], player.handler(case, act)
    login, days = act.code.split(":")
    due_on = local_day(now) + timedelta(days=int(days))
    request = Request(player.cast.accounts[login].id, act.text, due_on)
    ask_colleague(player.session, PETITION, petition.dossier, request, who, now)


VERBS: dict[str, Verb] = {
    "accept": _accept,
    "draft": _draft,
    "submit": _move("submit_draft", Player.handler),
    "give_back": _move("return_draft", Player.head),
    "approve": _move("approve", Player.head),
    "sent_back": _move("return_unsigned", Player.signer),
    "sign": _sign,
    "publish": _publish,
    "letter": _letter,
    "letter_to_sign": _letter_to_sign,
    "rate": _rate,
    "resolve": _resolve,
    "note": _note,
    "ask_more": _ask_more,
    "supply": _send(actions.supply),
    "add_papers": _send(actions.add_papers),
    "message": _say(actions.message),
    "decline": _decline,
    "extend": _extend,
    "pass_on": _pass_on,
    "commitment": _commitment,
    "merge": _merge,
    "ask_colleague": _ask_colleague,
    "split": _split,
    "withdraw": _say(actions.withdraw),
}
