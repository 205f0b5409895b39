"""What the page of a piece of text for answers accepts."""

from collections.abc import Mapping

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Optional

from feedback.canned_actions import CannedDraft
from feedback.canned_models import CannedAnswer
from web.filters import day
from web.forms import CHOOSE, DayField, Form, LongTextField, TextField, at_most, required
from workflow.numbers import number

TITLE_LENGTH_MAX = 120
BODY_LENGTH_MAX = 4000


class CannedForm(Form):
    """A piece of text, its topic and its days."""

    topic_code = SelectField("Lĩnh vực", validators=[required(CHOOSE)])
    title = TextField(
        "Tên đoạn mẫu",
        [required("Đặt tên cho đoạn mẫu."), at_most(TITLE_LENGTH_MAX)],
        description="Cán bộ chọn theo tên này. Ví dụ: Điều kiện vay vốn của Quỹ",
    )
    body = LongTextField(
        "Nội dung",
        [required("Viết nội dung đoạn mẫu."), at_most(BODY_LENGTH_MAX)],
        description="Chỗ cần điền thì viết trong ngoặc vuông. Ví dụ: [số tiền]",
    )
    valid_from = DayField("Dùng từ ngày", [InputRequired("Nhập ngày bắt đầu dùng.")])
    valid_to = DayField(
        "Dùng đến hết", [Optional()], description="Để trống khi chưa biết ngày thôi dùng."
    )
    seen = HiddenField(default="0")

    @staticmethod
    def values_of(row: CannedAnswer) -> dict[str, object]:
        """Return a piece as the form's fields show it."""
        return {
            "topic_code": row.topic_code,
            "title": row.title,
            "body": row.body,
            "valid_from": day(row.valid_from),
            "valid_to": day(row.valid_to) if row.valid_to else "",
            "seen": str(row.version),
        }

    def offer(self, topics: Mapping[str, str]) -> "CannedForm":
        """Let a topic be chosen; return the form."""
        self.topic_code.choices = {"": "Chọn lĩnh vực"} | dict(topics)
        return self

    @property
    def seen_version(self) -> int:
        return number(self.seen.data) or 0

    def draft(self) -> CannedDraft:
        """Return what was typed."""
        if self.valid_from.day is None:
            raise ValueError("a form that was not validated")
        return CannedDraft(
            self.topic_code.data,
            self.title.data,
            self.body.data,
            self.valid_from.day,
            self.valid_to.day,
        )
