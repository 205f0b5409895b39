"""What the pages of what is passed on accept."""

from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf, InputRequired, ValidationError

from feedback.forms import NOTE_LENGTH_MAX, NoteForm, OptionalNoteForm
from web.forms import LongTextField, at_most

ACTS = {
    "body_accept": "Nhận giải quyết",
    "body_return": "Trả lại, không thuộc thẩm quyền",
    "body_answer": "Trả lời",
}


class ForwardForm(NoteForm):
    """To which body, and why."""

    body_id = SelectField(
        "Cơ quan có thẩm quyền", validators=[InputRequired(message="Chọn cơ quan")], coerce=str
    )


class BodyForm(OptionalNoteForm):
    """What the body decides. Returning and answering need words."""

    act = RadioField(
        "Quý cơ quan",
        choices=ACTS,
        validators=[AnyOf(ACTS, message="Chọn một việc")],
    )
    note = LongTextField(
        "Nội dung",
        description="Khi trả lại: vì sao, nên gửi đến đâu. Khi trả lời: nguyên văn câu trả lời.",
        validators=[at_most(NOTE_LENGTH_MAX)],
    )

    def validate_note(self, field: LongTextField) -> None:
        if self.act.data != "body_accept" and not (field.data or "").strip():
            raise ValidationError("Viết lý do trả lại hoặc nội dung trả lời")
