"""What the pages of support activities accept."""

from datetime import date

from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import AnyOf, NumberRange, Optional

from support.rules import KINDS, LETTER_KINDS, RATINGS, REPLIES, Plan
from web.filters import day, number
from web.forms import DayField, Form, LineField, LongTextField, TextField, at_most, required
from web.money import MoneyField

LIST_LENGTH_MAX = 20_000
YEAR_MIN, YEAR_MAX = 2000, 2100


class PlanForm(Form):
    """The plan of an activity."""

    kind = RadioField(
        "Loại hoạt động",
        choices=KINDS,
        default="training",
        validators=[AnyOf(tuple(KINDS), message="Chọn loại hoạt động.")],
    )
    topic = LineField(
        "Chuyên đề",
        description="Ví dụ: Kế toán hợp tác xã theo Thông tư 71/2024/TT-BTC",
        validators=[required("Nhập chuyên đề."), at_most(200)],
    )
    content = LongTextField("Nội dung", validators=[Optional(), at_most(4000)])
    begins_on = DayField("Từ ngày", validators=[required("Nhập ngày bắt đầu. Ví dụ: {day}")])
    ends_on = DayField(
        "Đến hết ngày", description="Để trống nếu chỉ một ngày", validators=[Optional()]
    )
    hours = TextField(
        "Giờ", description="Ví dụ: 8:00 đến 11:30", validators=[Optional(), at_most(60)]
    )
    place = LineField("Địa điểm", validators=[required("Nhập địa điểm."), at_most(200)])
    teacher = LineField("Giảng viên, người tư vấn", validators=[Optional(), at_most(200)])
    planned_vnd = MoneyField(
        "Dự toán (đồng)",
        description="Ví dụ: 25 triệu. Để trống nếu không tốn kinh phí",
        validators=[Optional()],
    )
    source = LineField(
        "Nguồn kinh phí",
        description="Ví dụ: Ngân sách tỉnh, Liên minh HTX Việt Nam",
        validators=[Optional(), at_most(200)],
    )
    budget_id = SelectField("Mục chi", coerce=str, default="", validate_choice=True)

    def draft(self) -> Plan:
        """Return the checked plan; an activity without a last day lasts one day."""
        if self.begins_on.day is None:
            raise ValueError("a plan that was not validated")
        return Plan(
            kind=self.kind.data,
            topic=self.topic.data,
            content=self.content.data or "",
            begins_on=self.begins_on.day,
            ends_on=self.ends_on.day or self.begins_on.day,
            hours=self.hours.data or "",
            place=self.place.data,
            teacher=self.teacher.data or "",
            source=self.source.data or "",
            planned_vnd=self.planned_vnd.vnd or 0,
            budget_id=int(self.budget_id.data) if self.budget_id.data else None,
        )


def typed_of(said: Plan) -> dict[str, object]:
    """Return a plan as its form shows it."""
    return {
        **{name: getattr(said, name) for name in ("kind", "topic", "content", "hours", "place")},
        "teacher": said.teacher,
        "source": said.source,
        "begins_on": day(said.begins_on),
        "ends_on": day(said.ends_on) if said.ends_on != said.begins_on else "",
        "planned_vnd": number(said.planned_vnd) if said.planned_vnd else "",
        "budget_id": str(said.budget_id or ""),
    }


class ListForm(Form):
    """Cooperatives, one a line, and those of former districts."""

    cooperatives = LongTextField(
        "Hợp tác xã",
        description="Mỗi dòng một tên hoặc mã số thuế. Dán được cả danh sách.",
        validators=[at_most(LIST_LENGTH_MAX)],
    )


class SignForm(Form):
    """Which kind of letter invites."""

    kind = RadioField(
        "Loại văn bản",
        choices={key: names[0] for key, names in LETTER_KINDS.items()},
        default="invitation",
        validators=[AnyOf(tuple(LETTER_KINDS), message="Chọn giấy mời hoặc công văn.")],
    )


class FinishForm(Form):
    """What it cost, and what came of it."""

    spent = MoneyField(
        "Đã chi (đồng)", description="Để trống nếu không chi", validators=[Optional()]
    )
    result = LongTextField(
        "Kết quả", description="Một, hai câu.", validators=[Optional(), at_most(2000)]
    )


class CancelForm(Form):
    """Why it is cancelled."""

    reason = LineField("Lý do hủy", validators=[required("Nhập lý do hủy."), at_most(500)])


class ReplyForm(Form):
    """Whether somebody comes."""

    reply = RadioField(
        "Hợp tác xã có người dự không?",
        choices={key: name for key, name in REPLIES.items() if key},
        validators=[AnyOf(("yes", "no"), message="Chọn có dự hoặc không dự.")],
    )


class EvaluateForm(Form):
    """What those who came think."""

    rating = RadioField(
        "Hoạt động này có ích không?",
        choices=RATINGS,
        validators=[AnyOf(tuple(RATINGS), message="Chọn một trong bốn mức.")],
    )
    comment = LongTextField(
        "Ý kiến thêm",
        description="Điều gì cần làm khác đi, lần sau muốn nghe gì.",
        validators=[Optional(), at_most(1000)],
    )


class LineForm(Form):
    """A budget line."""

    programme = LineField(
        "Chương trình",
        description="Tên đã có thì mục chi được thêm vào chương trình ấy.",
        validators=[required("Nhập tên chương trình."), at_most(200)],
    )
    basis = LineField(
        "Căn cứ",
        description="Ví dụ: Quyết định 1804/QĐ-TTg ngày 13/11/2020",
        validators=[required("Nhập văn bản làm căn cứ."), at_most(200)],
    )
    year = IntegerField(
        "Năm", validators=[NumberRange(YEAR_MIN, YEAR_MAX, "Nhập một năm. Ví dụ: 2026")]
    )
    name = LineField("Mục chi", validators=[required("Nhập mục chi."), at_most(200)])
    source = LineField("Nguồn", validators=[required("Nhập nguồn kinh phí."), at_most(200)])
    amount = MoneyField("Số tiền (đồng)", validators=[required("Nhập số tiền. Ví dụ: 300 triệu")])

    def line(self) -> tuple[int, str, str, int]:
        """Return year, name, source and đồng."""
        return (
            self.year.data or date.min.year,
            self.name.data,
            self.source.data,
            self.amount.vnd or 0,
        )
