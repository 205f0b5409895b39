"""What the page of tasks accepts."""

from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf, InputRequired

from web.forms import DayField, Form, LongTextField, at_most, required

WHAT_LENGTH_MAX = 1000
ENDS = {"finish_task": "Đã làm xong", "waive_task": "Không cần nữa"}


class AskForm(Form):
    """Whom, what, by when."""

    asked_of = SelectField("Nhờ ai", validators=[InputRequired(message="Chọn đồng nghiệp")])
    what = LongTextField(
        "Việc cần làm", validators=[required("Viết việc cần làm"), at_most(WHAT_LENGTH_MAX)]
    )
    due_on = DayField(
        "Hạn", description="Ví dụ: {day}", validators=[required("Nhập hạn. Ví dụ: {day}")]
    )


class EndForm(Form):
    """How a task ended, in words."""

    action = RadioField("Việc này", choices=ENDS, validators=[AnyOf(ENDS, message="Chọn một mục")])
    reply = LongTextField(
        "Kết quả, hoặc vì sao không cần",
        validators=[required("Viết kết quả hoặc lý do"), at_most(WHAT_LENGTH_MAX)],
    )
