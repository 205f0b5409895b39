"""What the pages of petitions accept. `draft()` and `text()` give the values that actions take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FieldList,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import (
    AnyOf,
    InputRequired,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from commitments.rules import PROMISES_MAX, SIGN_LENGTH_MAX, WHAT_LENGTH_MAX, PromiseDraft
from documents.rules import FILES_MAX, OFFERED, SIZE_BYTES_MAX
from dossiers.numbering import format_code, parse_code
from feedback.models import Petition
from feedback.process import DECLINE_CODES, OUTCOMES, RESOLUTIONS, VERDICTS
from feedback.rules import (
    ANSWER_LENGTH_MAX,
    DEMAND_LENGTH_MAX,
    DEMANDS_MAX,
    EXTENSION_DAYS_MAX,
    SITUATION_LENGTH_MAX,
    SUBJECT_LENGTH_MAX,
    AnswerDraft,
    ItemDraft,
    PetitionText,
)
from web.forms import (
    Form,
    LineField,
    LongTextField,
    TextField,
    at_most,
    checked_phone,
    open_choice,
    required,
)
from workflow.numbers import dotted, number
from workflow.text import clean

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
DUE_LENGTH_MAX = 20
NOTE_LENGTH_MAX = 4000


class ContentForm(Form):
    """What a petition says: field, one sentence, the story, demands, place, publication."""

    topic_code = SelectField(
        "Lĩnh vực", validators=[InputRequired(message="Chọn lĩnh vực của kiến nghị")]
    )
    subject = LineField(
        "Tóm tắt trong một câu",
        description="Câu này sẽ là tên hồ sơ.",
        validators=[required("Viết tóm tắt trong một câu"), at_most(SUBJECT_LENGTH_MAX)],
    )
    situation = LongTextField(
        "Hợp tác xã đang gặp khó khăn gì?",
        description="Viết như khi nói chuyện: việc gì, ở đâu, từ khi nào.",
        validators=[required("Kể lại khó khăn của hợp tác xã"), at_most(SITUATION_LENGTH_MAX)],
    )
    demands = FieldList(
        LineField("Đề nghị", validators=[at_most(DEMAND_LENGTH_MAX)]),
        label="Hợp tác xã đề nghị điều gì?",
        description="Mỗi ô một đề nghị. Mỗi đề nghị sẽ được trả lời riêng.",
        min_entries=1,
    )
    commune_code = SelectField("Nơi xảy ra", validators=[open_choice()])
    may_publish = RadioField(
        "Công khai câu trả lời",
        description="Câu trả lời giúp hợp tác xã khác gặp việc giống mình.",
        choices={"1": "Đồng ý, không nêu tên hợp tác xã", "0": "Không đồng ý"},
        default="1",
        validators=[AnyOf(("1", "0"), message="Chọn đồng ý hoặc không đồng ý")],
    )

    def validate_demands(self, field: FieldList) -> None:
        written = [entry for entry in field.entries if (entry.data or "").strip()]
        if not written:
            raise ValidationError("Viết ít nhất một đề nghị")
        if len(written) > DEMANDS_MAX:
            raise ValidationError(f"Nhiều nhất {DEMANDS_MAX} đề nghị. Hãy gộp hoặc bỏ bớt.")

    def set_choices(self, topics: Sequence[Any], communes: Sequence[Any]) -> None:
        """Offer the topics and communes there are."""
        self.topic_code.choices = {"": "Chọn một lĩnh vực"} | {t.code: t.name for t in topics}
        named = {c.code: f"{c.full_name} ({c.former_district} cũ)" for c in communes}
        self.commune_code.choices = {"": "Không chọn"} | named


class ContactForm(Form):
    """Whom to ask back."""

    contact_name = TextField(
        "Người liên hệ", validators=[required("Ghi tên người liên hệ"), at_most(100)]
    )
    contact_phone = StringField(
        "Số điện thoại để hỏi lại",
        validators=[required("Ghi số điện thoại. Ví dụ: 0912 345 678"), checked_phone],
    )
    contact_email = TextField(
        "Thư điện tử",
        validators=[
            Optional(),
            Regexp(EMAIL, message="Thư điện tử chưa đúng. Ví dụ: htx.na@langson.example"),
            at_most(200),
        ],
    )


class SenderForm(ContactForm):
    """Who sends: the cooperative that is spoken for, and whom to ask back."""

    cooperative_id = RadioField(
        "Gửi cho hợp tác xã nào?",
        validators=[InputRequired(message="Chọn hợp tác xã")],
    )

    def set_cooperatives(self, cooperatives: Sequence[Any]) -> None:
        """Offer the cooperatives that the account speaks for; the only one is chosen."""
        self.cooperative_id.choices = {str(one.id): one.name for one in cooperatives}
        if len(cooperatives) == 1:
            self.cooperative_id.data = str(cooperatives[0].id)
            self.cooperative_id.raw_data = [self.cooperative_id.data]


class PetitionForm(ContentForm, ContactForm):
    """A whole petition, as it is checked before it is filed."""

    def chosen(self) -> dict[str, str]:
        """Return the words of what was chosen from a list, by the name of the field."""
        fields = (self.topic_code, self.commune_code, self.may_publish)
        return {field.name: field.choices.get(field.data or "", "") for field in fields}

    def text(self) -> PetitionText:
        """Return the checked petition."""
        return PetitionText(
            subject=self.subject.data,
            situation=self.situation.data,
            demands=tuple(d for d in self.demands.data if d.strip()),
            topic_code=self.topic_code.data,
            commune_code=self.commune_code.data or None,
            contact_name=self.contact_name.data,
            contact_phone=self.contact_phone.data,
            contact_email=self.contact_email.data or "",
            may_publish=self.may_publish.data == "1",
        )


def typed(form: Form) -> dict[str, Any]:
    """Return what was typed into a form, as a draft keeps it: clean, blank demands left out."""
    kept: dict[str, Any] = {}
    for name, value in form.data.items():
        if isinstance(value, list):
            kept[name] = [clean(text) for text in value if (text or "").strip()] or [""]
        else:
            kept[name] = clean(value or "")
    return kept


def as_typed(data: Mapping[str, Any]) -> MultiDict[str, str]:
    """Return what a draft keeps in the shape that a browser sends."""
    pairs: list[tuple[str, str]] = []
    for name, value in data.items():
        if isinstance(value, list):
            pairs += [(f"{name}-{number}", text) for number, text in enumerate(value)]
        else:
            pairs.append((name, value))
    return MultiDict(pairs)


def differing(form: Form, kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the label and the kept words of each field of which something else was typed."""
    said = typed(form)
    return [
        (field.label.text, _in_words(field, kept.get(field.name)))
        for field in form
        if said[field.name] != kept.get(field.name)
    ]


def _in_words(field: Field, value: Any) -> str:
    choices = getattr(field, "choices", None) or {}
    return "\n".join(value) if isinstance(value, list) else choices.get(value, value or "")


FILES_HINT = (
    f"{OFFERED}. Mỗi tệp không quá {SIZE_BYTES_MAX // 1024 // 1024}\u00a0MB, "
    f"nhiều nhất {FILES_MAX}\u00a0tệp. Ảnh chụp bằng điện thoại cũng được."
)


class FilesForm(Form):
    """Papers to go with a petition."""

    files = MultipleFileField("Chọn tệp", description=FILES_HINT, validators=[Optional()])


class PapersForm(Form):
    """Papers that are sent later, with a few words. The act says which of the two it needs."""

    files = MultipleFileField("Giấy tờ", description=FILES_HINT)
    note = LongTextField("Lời nhắn kèm theo", validators=[at_most(NOTE_LENGTH_MAX)])


EXAMPLE_CODE = format_code("petition", 2026, 123)
WRONG_CODE = (
    f"Mã hồ sơ chưa đúng. Xem lại từng chữ số trên phiếu tiếp nhận. Ví\u00a0dụ:\u00a0{EXAMPLE_CODE}"
)


WRONG_DAYS = f"Nhập số ngày từ 1 đến {EXTENSION_DAYS_MAX}. Ví dụ: 5"


class TrackForm(Form):
    """The code of a dossier and the last digits of the telephone that was given with it."""

    code = TextField("Mã hồ sơ", validators=[required("Nhập mã hồ sơ ghi trên phiếu tiếp nhận")])
    last_four = StringField(
        "Bốn số cuối điện thoại liên hệ",
        description="Số điện thoại đã ghi khi gửi kiến nghị.",
        validators=[
            required("Nhập bốn số cuối điện thoại liên hệ"),
            Regexp(r"^\s*[0-9]{4}\s*$", message="Chỉ nhập bốn chữ số. Ví dụ: 0123"),
        ],
    )

    def validate_code(self, field: TextField) -> None:
        if parse_code(field.data) is None:
            raise ValidationError(WRONG_CODE)


class ClaimForm(Form):
    """What only the sender knows: the code on the slip, and the telephone that was given then."""

    cooperative_id = RadioField(
        "Nhận về cho hợp tác xã nào?",
        validators=[InputRequired(message="Chọn hợp tác xã")],
    )
    code = TextField("Mã hồ sơ", validators=[required("Nhập mã hồ sơ ghi trên phiếu tiếp nhận")])
    phone = StringField(
        "Số điện thoại đã báo khi gửi",
        description="Số đã ghi trong đơn hoặc số đã gọi đến Liên minh.",
        validators=[required("Nhập số điện thoại. Ví dụ: 0912 345 678"), checked_phone],
    )

    def validate_code(self, field: TextField) -> None:
        if parse_code(field.data) is None:
            raise ValidationError(WRONG_CODE)

    def set_cooperatives(self, cooperatives: Sequence[Any]) -> None:
        """Offer the cooperatives that the account speaks for."""
        self.cooperative_id.choices = {str(one.id): one.name for one in cooperatives}


class NoteForm(Form):
    """A reason or message that is required."""

    note = LongTextField(
        "Nội dung", validators=[required("Viết nội dung"), at_most(NOTE_LENGTH_MAX)]
    )
    version = HiddenField()


class OptionalNoteForm(Form):
    """A message that may be left out."""

    note = LongTextField("Nội dung", validators=[at_most(NOTE_LENGTH_MAX)])
    version = HiddenField()


class ExtendForm(NoteForm):
    """How many working days more."""

    days = IntegerField(
        "Thêm bao nhiêu ngày làm việc?",
        validators=[
            InputRequired(message=WRONG_DAYS),
            NumberRange(1, EXTENSION_DAYS_MAX, message=WRONG_DAYS),
        ],
    )


class DeclineForm(NoteForm):
    """A code and a text for the cooperative."""

    code = SelectField(
        "Lý do không thụ lý",
        choices={"": "Chọn một lý do"} | DECLINE_CODES,
        validators=[InputRequired(message="Chọn lý do không thụ lý")],
    )


class HandOverForm(NoteForm):
    """An officer to give the dossier to, and why."""

    officer_id = SelectField(
        "Giao cho", validators=[InputRequired(message="Chọn cán bộ nhận hồ sơ")], coerce=str
    )


class RateForm(OptionalNoteForm):
    """The cooperative's verdict."""

    verdict = RadioField(
        "Câu trả lời có giải quyết được việc của hợp tác xã không?",
        choices=VERDICTS,
        validators=[InputRequired(message="Chọn một mức đánh giá")],
    )


class ResolveForm(OptionalNoteForm):
    """What became of the matter."""

    status = SelectField(
        "Kết quả giải quyết",
        choices={"": "Chọn kết quả"} | RESOLUTIONS,
        validators=[InputRequired(message="Chọn kết quả giải quyết")],
    )


def typed_promises(data: MultiDict[str, str]) -> tuple[PromiseDraft, ...]:
    """Return the commitments that were typed into the rows of a page, without empty rows."""
    rows = (_promise(data, place) for place in range(1, PROMISES_MAX + 1))
    return tuple(one for one in rows if not one.is_empty)


def _promise(data: MultiDict[str, str], place: int) -> PromiseDraft:
    unit, due = data.get(f"promise-unit-{place}", ""), data.get(f"promise-due-{place}", "")
    return PromiseDraft(
        unit_id=number(unit),
        what=clean(data.get(f"promise-what-{place}", "")).replace("\n", " "),
        due=clean(due)[:DUE_LENGTH_MAX],
        sign=clean(data.get(f"promise-sign-{place}", "")).replace("\n", " "),
    )


def too_long_promise(promises: Iterable[PromiseDraft]) -> str:
    """Return which commitment is too long, "" where none is."""
    for place, one in enumerate(promises, start=1):
        if len(one.what) > WHAT_LENGTH_MAX or len(one.sign) > SIGN_LENGTH_MAX:
            return f"Cam kết {place} dài quá {dotted(WHAT_LENGTH_MAX)} ký tự. Hãy rút gọn."
    return ""


class AnswerForm:
    """The draft beside the petition: one block per demand. Everything typed is kept as it is."""

    def __init__(self, petition: Petition, data: MultiDict[str, str]) -> None:
        self.seen_version = number(data.get("version")) or 0
        self.items = tuple(
            ItemDraft(
                demand_id=demand.id,
                outcome=self._outcome(data.get(f"outcome-{demand.id}", "")),
                text=clean(data.get(f"text-{demand.id}", "")),
                legal_basis=clean(data.get(f"basis-{demand.id}", "")),
            )
            for demand in petition.demands
        )
        self.promises = typed_promises(data)
        self.opening = clean(data.get("opening", ""))
        self.closing = clean(data.get("closing", ""))

    def insert(self, demand_id: int, piece: str) -> None:
        """Put a piece of text after what is typed to a demand."""
        self.items = tuple(
            replace(one, text=f"{one.text}\n{piece}".strip()) if one.demand_id == demand_id else one
            for one in self.items
        )

    @property
    def too_long(self) -> str | None:
        """Return what is too long, None where everything fits."""
        most = dotted(ANSWER_LENGTH_MAX)
        for place, item in enumerate(self.items, start=1):
            if len(item.text) > ANSWER_LENGTH_MAX or len(item.legal_basis) > ANSWER_LENGTH_MAX:
                return f"Trả lời yêu cầu {place} dài quá {most} ký tự. Hãy rút gọn."
        if said := too_long_promise(self.promises):
            return said
        if max(len(self.opening), len(self.closing)) > ANSWER_LENGTH_MAX:
            return f"Phần mở đầu hoặc kết dài quá {most} ký tự. Hãy rút gọn."
        return None

    @staticmethod
    def _outcome(value: str) -> str:
        return value if value in OUTCOMES else ""

    def draft(self) -> AnswerDraft:
        return AnswerDraft(self.items, self.opening, self.closing, self.promises)
