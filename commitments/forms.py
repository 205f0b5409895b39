"""What the page of a commitment accepts."""

from wtforms import HiddenField, MultipleFileField, RadioField
from wtforms.validators import AnyOf, Optional, ValidationError

from commitments.process import MOVE_NAMES
from commitments.rules import Move
from documents.rules import OFFERED
from web.forms import DayField, Form, LongTextField, at_most, required

NOTE_LENGTH_MAX = 2000


class MoveForm(Form):
    """What became of a commitment: a move, its words, a day where it needs one, the evidence."""

    action = RadioField(
        "Việc đã đến đâu?",
        choices=MOVE_NAMES,
        validators=[AnyOf(MOVE_NAMES, message="Chọn một mục")],
    )
    day = DayField(
        "Ngày",
        description="Ngày làm xong, hoặc hạn mới khi đổi hạn. Ví dụ: {day}",
    )
    note = LongTextField(
        "Nội dung",
        description="Hợp tác xã đọc nguyên văn.",
        validators=[required("Viết nội dung hoặc lý do"), at_most(NOTE_LENGTH_MAX)],
    )
    files = MultipleFileField(
        "Minh chứng", description=f"{OFFERED}. Một tệp.", validators=[Optional()]
    )
    seen = HiddenField()

    def validate_day(self, field: DayField) -> None:
        if self.action.data in ("commitment_keep", "commitment_change") and field.day is None:
            raise ValidationError("Nhập ngày. Ví dụ: {day}")

    def move(self) -> Move:
        return Move(self.action.data, self.note.data, self.day.day)
