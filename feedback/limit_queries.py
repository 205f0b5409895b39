"""Why a petition has the limit that it has, where it is not the usual one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.models import DossierEvent
from feedback.models import Petition, Topic
from feedback.process import CHANNELS
from feedback.rules import answer_key
from rulebook.queries import SettingRow, days_on, setting_row, working_calendar
from rulebook.setting_rules import EVERYWHERE, Scope


def scope_of(petition: Petition) -> Scope:
    """Return which limits hold for a petition: those of its topic and its channel."""
    return Scope(petition.topic_code, petition.channel)


def limit_note(session: Session, petition: Petition) -> str:
    """Return a sentence that follows how a date was counted, "" where the usual limit holds."""
    key, received_on = answer_key(petition.is_multi_body), petition.dossier.received_on
    row = setting_row(session, key, received_on, scope_of(petition))
    if int(row.value) != petition.dossier.limit_days:
        return ""
    if row.scope == EVERYWHERE:
        return _together_note(row) if petition.is_multi_body else ""
    whose, basis = whose_words(session, row.scope), row.legal_basis.rstrip(".")
    return f" Hạn {row.value} ngày làm việc là hạn riêng của {whose} ({basis})."


def longer_note(session: Session, petition: Petition) -> str:
    """Return a sentence on the limit that holds where another body answers too, "" where none does.

    A receipt needs it: it is issued before routing knows who answers, and never changes.
    """
    received_on = petition.dossier.received_on
    days = days_on(session, answer_key(is_multi_body=True), received_on, scope_of(petition))
    if days <= petition.dossier.limit_days:
        return ""
    due_on = working_calendar(session).add_workdays(received_on, days)
    return (
        f" Nếu cần cơ quan khác cùng trả lời, hạn là {days} ngày làm việc, đến {due_on:%d/%m/%Y}; "
        "quý vị sẽ được báo."
    )


def _together_note(row: SettingRow) -> str:
    basis = row.legal_basis.rstrip(".")
    return f" Hạn {row.value} ngày làm việc vì việc này có cơ quan khác cùng trả lời ({basis})."


def is_extended(session: Session, dossier_id: int) -> bool:
    """Return whether the answer was given more time before: it is, once."""
    extended = select(DossierEvent.id).where(
        DossierEvent.dossier_id == dossier_id, DossierEvent.action == "extend"
    )
    return session.scalars(extended.limit(1)).first() is not None


def whose_words(session: Session, scope: Scope) -> str:
    """Return for whom a value of its own holds: "lĩnh vực “Đất đai”, qua điện thoại"."""
    words = []
    if scope.topic_code:
        topic = session.get(Topic, scope.topic_code)
        words.append(f"lĩnh vực “{topic.name if topic else scope.topic_code}”")
    if scope.channel:
        words.append(f"kiến nghị gửi qua {CHANNELS.get(scope.channel, scope.channel)}")
    return ", ".join(words)
