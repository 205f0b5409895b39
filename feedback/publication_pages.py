"""What the pages of publication show, gathered from the records. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from accounts.models import Account
from feedback.masking import Span, by_hand, usual_spans
from feedback.models import Answer, Petition, Publication
from feedback.public_copy import PublicCopy, masked
from feedback.publication_forms import PublicationForm
from feedback.publication_queries import (
    find_masking,
    find_publication,
    issued_answer,
    list_to_publish,
    suggestions,
    written_copy,
)


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The public copy of an answer as everybody will read it, beside what is hidden of it."""

    petition: Petition
    answer: Answer
    copy: PublicCopy
    spans: list[Span]
    publication: Publication | None

    @property
    def hidden_count(self) -> int:
        return len(self.spans)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An issued answer that is not public yet. `hidden_count` None: nobody looked at it."""

    answer: Answer
    hidden_count: int | None
    suggested_count: int


def preview_page(
    session: Session, petition: Petition, answer_id: int | None, data: MultiDict[str, str] | None
) -> tuple[PreviewPage, PublicationForm]:
    """Return the preview and its form. `data` is what was typed, None where nothing was yet."""
    answer = issued_answer(session, petition, answer_id)
    found, written = suggestions(answer), written_copy(answer)
    form = PublicationForm(data) if data is not None else _first_form(session, answer)
    form.set_choices(found)
    form.validate()
    hand, missing = by_hand(written.texts, form.lines)
    form.refuse_missing(missing)
    wanted = set(form.ticked.data or [])
    spans = sorted({span for one in found if one.key in wanted for span in one.spans} | {*hand})
    copy = masked(written, spans)
    page = PreviewPage(petition, answer, copy, spans, find_publication(session, answer.id))
    return page, form


def _first_form(session: Session, answer: Answer) -> PublicationForm:
    """Return the form as it was left, or with what is usually hidden."""
    found, chosen = suggestions(answer), find_masking(session, answer)
    kept = set(usual_spans(found) if chosen is None else chosen)
    ticked = [one.key for one in found if kept.issuperset(one.spans)]
    offered = {span for one in found for span in one.spans}
    texts = written_copy(answer).texts
    own = [texts[span.field][span.start : span.end] for span in sorted(kept - offered)]
    lines = dict.fromkeys(" ".join(passage.split()) for passage in own)
    return PublicationForm(data={"ticked": ticked, "passages": "\n".join(lines)})


def waiting_rows(session: Session, account: Account, on: date) -> list[WaitingRow]:
    """Return the answers that may become public, those that somebody looked at first."""
    rows = []
    for answer in list_to_publish(session, account, on):
        chosen = find_masking(session, answer)
        usual = usual_spans(suggestions(answer))
        rows.append(WaitingRow(answer, None if chosen is None else len(chosen), len(usual)))
    return sorted(rows, key=lambda row: row.hidden_count is None)


def stops(
    rows: Iterable[WaitingRow], wanted: Iterable[int], versions: Mapping[int, int]
) -> list[str]:
    """Return why the wanted answers cannot all become public now: empty where they can."""
    by_id = {row.answer.id: row for row in rows}
    found = []
    for answer_id in wanted:
        row = by_id.get(answer_id)
        if row is None:
            found.append("Một câu trả lời đã chọn không còn chờ công khai. Mở lại trang này.")
            continue
        code = row.answer.petition.dossier.code
        if row.hidden_count is None:
            found.append(f"{code}: chưa ai xem bản công khai. Mở ra xem trước.")
        elif versions.get(answer_id) != row.answer.petition.dossier.version:
            found.append(f"{code}: hồ sơ vừa được người khác xử lý. Xem lại rồi chọn lại.")
    return found
