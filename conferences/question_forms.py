"""What the pages of questions sent before a conference accept."""

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import AnyOf, Optional, Regexp, ValidationError

from conferences.process import PLACEMENTS
from conferences.question_actions import QuestionText
from feedback.rules import ANSWER_LENGTH_MAX, SITUATION_LENGTH_MAX, SUBJECT_LENGTH_MAX
from web.forms import DayField, Form, LineField, LongTextField, TextField, at_most, required

CHANNELS = {"paper": "Đơn giấy", "telephone": "Điện thoại"}


class QuestionForm(Form):
    """A question of a cooperative for one conference."""

    form_key = HiddenField(validators=[Regexp(r"^[0-9a-f]{32}$", message="Mở lại trang rồi gửi.")])
    cooperative_id = SelectField("Hợp tác xã", coerce=str)
    topic_code = SelectField("Lĩnh vực", coerce=str)
    subject = LineField(
        "Câu hỏi, đề nghị",
        description="Một câu. Ví dụ: Đề nghị nâng mức vay của Quỹ lên 500 triệu đồng",
        validators=[required("Viết câu hỏi hoặc đề nghị"), at_most(SUBJECT_LENGTH_MAX)],
    )
    text = LongTextField(
        "Khó khăn đang gặp",
        description="Việc gì, ở đâu, từ bao giờ, đã hỏi ai.",
        validators=[required("Viết khó khăn đang gặp"), at_most(SITUATION_LENGTH_MAX)],
    )

    def said(self, account_id: int) -> QuestionText:
        """Return the checked question."""
        key = f"{account_id}:{self.form_key.data}"
        return QuestionText(self.subject.data, self.text.data, self.topic_code.data, key)


class RecordQuestionForm(QuestionForm):
    """A question that came on paper or by telephone, written down by staff."""

    cooperative_id = RadioField("Ghi nhận cho", validate_choice=False)
    channel = RadioField(
        "Nhận qua",
        choices=CHANNELS,
        default="paper",
        validators=[AnyOf(CHANNELS, message="Chọn đơn giấy hoặc điện thoại")],
    )
    received_on = DayField("Ngày nhận", validators=[required("Nhập ngày nhận. Ví dụ: 13/03/2026")])
    asker = TextField(
        "Hợp tác xã hoặc người gửi",
        description="Vài chữ của tên, không cần dấu, hoặc mã số thuế. Không có trong danh bạ thì "
        "ghi theo tên đã nhập.",
        validators=[required("Nhập tên bên gửi"), at_most(200)],
    )

    @property
    def chosen_id(self) -> int | None:
        """Return the number of the chosen cooperative, None where none was chosen."""
        data = self.cooperative_id.data or ""
        return int(data) if data.isdecimal() and len(data) < 10 else None


class PlaceForm(Form):
    """Where a question goes, who answers it, what is prepared."""

    placement = RadioField(
        "Xếp câu hỏi",
        choices=PLACEMENTS,
        default="",
        validators=[AnyOf(PLACEMENTS, message="Chọn nêu tại hội nghị hoặc trả lời bằng văn bản")],
    )
    body_id = SelectField("Cơ quan trả lời", coerce=str)

    def validate_body_id(self, field: SelectField) -> None:
        if self.placement.data == "agenda" and not field.data:
            raise ValidationError("Chọn cơ quan chuẩn bị trả lời")


class DraftForm(Form):
    """What the body prepares to answer."""

    draft_answer = LongTextField(
        "Dự thảo trả lời", validators=[Optional(), at_most(ANSWER_LENGTH_MAX)]
    )
