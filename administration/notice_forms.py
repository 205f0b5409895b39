"""What the page of a notice's text accepts."""

from wtforms import HiddenField

from web.forms import Form, LongTextField, required
from workflow.numbers import number


class NoticeTextForm(Form):
    """The words of a notice: first line the subject, the rest the body."""

    van = LongTextField("Lời báo tin", [required("Nhập tiêu đề và nội dung.")])
    ban = HiddenField("Bản đã xem")

    @property
    def seen(self) -> int:
        """The version that was shown, 0 for the shipped text."""
        return number(self.ban.data) or 0
