"""What the capture page accepts where no script runs."""

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import AnyOf, Optional, Regexp, ValidationError

from conferences.floor_input import NAME_LENGTH_MAX
from conferences.process import OUTCOMES
from feedback.rules import SITUATION_LENGTH_MAX
from web.forms import DayField, Form, LongTextField, TextField, at_most, required


class CaptureForm(Form):
    """One issue: who, the words, the field, what was answered."""

    SENT = (
        "question_id", "attendance_id", "speaker_name", "words", "demands", "topic_code", "outcome",
        "answered_by", "oral_answer", "owed_by_id", "owed_by_on",
    )  # fmt: skip

    entry_key = HiddenField(validators=[Regexp(r"^[0-9a-f]{32}$", message="Mở lại trang rồi ghi.")])
    question_id = HiddenField()
    attendance_id = SelectField("Người nêu", coerce=str)
    speaker_name = TextField(
        "Người nêu, nếu không có trong danh sách",
        validators=[Optional(), at_most(NAME_LENGTH_MAX)],
    )
    words = LongTextField(
        "Lời nêu", validators=[required("Ghi lời nêu"), at_most(SITUATION_LENGTH_MAX)]
    )
    demands = LongTextField(
        "Đề nghị",
        description="Mỗi dòng một đề nghị. Để trống thì lấy cả lời nêu.",
        validators=[Optional(), at_most(SITUATION_LENGTH_MAX)],
    )
    topic_code = SelectField("Lĩnh vực", coerce=str)
    outcome = RadioField(
        "Trả lời",
        choices=OUTCOMES,
        default="owed",
        validators=[AnyOf(OUTCOMES, message="Chọn đã trả lời hay nợ trả lời")],
    )
    answered_by = TextField("Người trả lời", validators=[at_most(NAME_LENGTH_MAX)])
    oral_answer = LongTextField("Tóm tắt lời đáp", validators=[at_most(SITUATION_LENGTH_MAX)])
    owed_by_id = SelectField("Cơ quan nợ trả lời", coerce=str)
    owed_by_on = DayField("Hạn trả lời", validators=[Optional()])

    def validate_answered_by(self, field: TextField) -> None:
        if self.outcome.data == "oral" and not (field.data or "").strip():
            raise ValidationError("Ghi người trả lời tại chỗ")

    def validate_oral_answer(self, field: LongTextField) -> None:
        if self.outcome.data == "oral" and not (field.data or "").strip():
            raise ValidationError("Ghi tóm tắt lời đáp")
