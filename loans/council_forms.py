"""What the pages of the council accept."""

from collections.abc import Mapping

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import AnyOf, InputRequired, Regexp

from loans.council_rules import VOTE_NAMES
from web.forms import DayField, Form, LongTextField, TextField, at_most, required

TEXT_LENGTH_MAX = 4000
CLOCK = r"^([01]?\d|2[0-3]):[0-5]\d$"


class MeetingForm(Form):
    """A meeting as it is called."""

    held_on = DayField("Ngày họp", validators=[required("Nhập ngày. Ví dụ: 13/03/2026")])
    begins = TextField(
        "Giờ bắt đầu",
        default="14:00",
        validators=[Regexp(CLOCK, message="Giờ chưa đúng. Ví dụ: 14:00")],
    )
    place = TextField("Địa điểm", validators=[required("Ghi địa điểm họp"), at_most(200)])
    secretary_id = SelectField(
        "Thư ký", validators=[InputRequired(message="Chọn thư ký phiên họp")], coerce=str
    )

    def set_choices(self, people: Mapping[str, str]) -> None:
        """Offer the people of the fund."""
        self.secretary_id.choices = {"": "Chọn thư ký"} | dict(people)


class MemberForm(Form):
    """A term in the council."""

    account_id = SelectField(
        "Người được cử", validators=[InputRequired(message="Chọn một người")], coerce=str
    )
    position = TextField(
        "Chức vụ trong Hội đồng", validators=[required("Ghi chức vụ"), at_most(100)]
    )
    is_chair = BooleanField("Là Chủ tịch Hội đồng")
    valid_from = DayField("Từ ngày", validators=[required("Nhập ngày. Ví dụ: 01/01/2026")])
    valid_to = DayField("Đến ngày")
    basis = TextField("Quyết định cử", validators=[required("Ghi số quyết định"), at_most(200)])

    def set_choices(self, people: Mapping[str, str]) -> None:
        """Offer the people of the Alliance."""
        self.account_id.choices = {"": "Chọn một người"} | dict(people)


class EndTermForm(Form):
    """The last day of a term."""

    valid_to = DayField("Ngày cuối", validators=[required("Nhập ngày. Ví dụ: 31/12/2026")])


class VoteForm(Form):
    """One vote."""

    vote = RadioField(
        "Ý kiến",
        choices={str(vote): name for vote, name in VOTE_NAMES.items()},
        validators=[AnyOf([str(vote) for vote in VOTE_NAMES], message="Chọn một ý kiến")],
    )
    remark = TextField("Lý do, ý kiến bảo lưu", validators=[at_most(500)])


class TieForm(Form):
    """A tie that is declared at the meeting."""

    relation = TextField(
        "Liên quan thế nào",
        validators=[required("Ghi rõ liên quan. Ví dụ: góp vốn vào hợp tác xã"), at_most(300)],
    )


class CloseForm(Form):
    """What was said, with the close of an item."""

    discussion = LongTextField("Ý kiến thảo luận, lý do", validators=[at_most(TEXT_LENGTH_MAX)])
