"""What the pages of minutes and conclusion notice accept."""

from wtforms import SelectField
from wtforms.validators import Optional

from conferences.forms import ChecksField
from conferences.paper_actions import RulingDraft
from web.forms import DayField, Form, LineField, LongTextField, at_most, required

BODY_LENGTH_MAX = 60_000


class PaperForm(Form):
    """The text of minutes or of a notice."""

    body = LongTextField(
        "Nội dung",
        description="Mỗi dòng là một đoạn. Phần đầu, số, ký hiệu và chữ ký do hệ thống trình bày.",
        validators=[required("Viết nội dung văn bản"), at_most(BODY_LENGTH_MAX)],
    )


class RulingForm(Form):
    """What is ruled of one issue."""

    lead_id = SelectField("Cơ quan chủ trì", coerce=str)
    cooperating_ids = ChecksField("Phối hợp", coerce=str)
    until_on = DayField("Trả lời trước ngày", validators=[Optional()])
    words = LineField("Nội dung giao", validators=[Optional(), at_most(500)])

    def draft(self) -> RulingDraft:
        """Return what was typed."""
        return RulingDraft(
            lead_id=int(self.lead_id.data) if self.lead_id.data else None,
            cooperating_ids=tuple(int(one) for one in self.cooperating_ids.data or []),
            until_on=self.until_on.day,
            words=self.words.data or "",
        )
