"""What the pages of the Fund's people accept: an appraiser, a request for more, a note."""

from collections.abc import Iterable

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from loans.eligibility_rules import Check, Given
from loans.staff_queries import Chair
from web.forms import Form, LongTextField, at_most, required

NOTE_LENGTH_MAX = 4000


class GiveForm(Form):
    """Who appraises, and why."""

    officer_id = RadioField("Người thẩm định", validators=[InputRequired("Chọn người thẩm định.")])
    note = LongTextField(
        "Lý do",
        validators=[required("Ghi lý do. Ví dụ: Chị Hà nghỉ thai sản"), at_most(1000)],
        description="Người trong Quỹ đọc được, hợp tác xã không thấy.",
    )

    def offer(self, chairs: Iterable[Chair]) -> None:
        """Offer those who may appraise."""
        free = [one for one in chairs if not one.why_not]
        self.officer_id.choices = {
            str(one.account.id): f"{one.account.full_name} ({one.load})" for one in free
        }


class AskForm(Form):
    """Which papers and values the cooperative has to give, and what has to be explained."""

    papers = SelectMultipleField("Giấy tờ cần bổ sung hoặc thay")
    rules = SelectMultipleField("Số liệu cần sửa")
    note = LongTextField(
        "Cần làm rõ điều gì",
        validators=[at_most(NOTE_LENGTH_MAX)],
        description="Hợp tác xã đọc nguyên văn. Viết rõ cần gì, ở đâu, vì sao.",
    )

    def offer(self, papers: Iterable[Given], checks: Iterable[Check]) -> None:
        """Offer the lines of the checklist, and the rules that are not met."""
        self.papers.choices = {one.code: one.name for one in papers}
        self.rules.choices = {
            one.rule: f"{one.name}: {one.found}, cần {one.needed}"
            for one in checks
            if one.section and one.is_met is False
        }


class NoteForm(Form):
    """A note for the staff."""

    note = LongTextField(
        "Ghi chú",
        validators=[required("Viết ghi chú."), at_most(NOTE_LENGTH_MAX)],
        description="Chỉ người trong Liên minh và Quỹ đọc được. Đã ghi thì không sửa, không xóa.",
    )
