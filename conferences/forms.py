"""What the pages of planning, inviting and checking in accept."""

from datetime import time

from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from conferences.actions import Plan
from conferences.guest_actions import Reply
from conferences.rules import PartDraft, at_local, parse_agenda, parse_clock
from feedback.forms import NOTE_LENGTH_MAX
from web.forms import (
    DayField,
    Form,
    LineField,
    LongTextField,
    TextField,
    at_most,
    checked_phone,
    required,
)

CLOCK_HINT = "Ví dụ: 8:00"
LIST_LENGTH_MAX = 20_000


class ClockField(StringField):
    """A time of the day typed as 8:00 or 8h30. `clock` is the time, None where empty."""

    clock: time | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        typed = (self.data or "").strip()
        self.clock = parse_clock(typed) if typed else None
        if typed and self.clock is None:
            raise ValueError("Giờ chưa đúng. Ví dụ: 8:00")


class ChecksField(SelectMultipleField):
    """Several of a list, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlanForm(Form):
    """The plan of a conference."""

    name = LineField(
        "Tên hội nghị",
        description="Ví dụ: Hội nghị đối thoại với hợp tác xã năm 2026",
        validators=[required("Nhập tên hội nghị"), at_most(200)],
    )
    theme = LineField("Chủ đề", validators=[Optional(), at_most(300)])
    place = LineField("Địa điểm", validators=[required("Nhập địa điểm"), at_most(200)])
    day = DayField("Ngày họp", validators=[required("Nhập ngày họp. Ví dụ: {day}")])
    begins = ClockField(
        "Khai mạc", description=CLOCK_HINT, validators=[required("Nhập giờ khai mạc. Ví dụ: 8:00")]
    )
    ends = ClockField(
        "Bế mạc", description=CLOCK_HINT, validators=[required("Nhập giờ bế mạc. Ví dụ: 11:30")]
    )
    questions_until_on = DayField(
        "Nhận câu hỏi đến hết ngày",
        description="Sau ngày này trang của hợp tác xã không nhận câu hỏi nữa.",
        validators=[required("Nhập ngày cuối nhận câu hỏi")],
    )
    chair_id = SelectField("Chủ trì", coerce=str, validate_choice=True)
    secretary_id = SelectField("Thư ký", coerce=str, validate_choice=True)
    agenda = LongTextField(
        "Chương trình",
        description="Mỗi dòng một phần: giờ, nội dung, rồi dấu | và người trình bày. "
        "Ví dụ: 8:00 Khai mạc | Chủ tịch Liên minh",
        validators=[Optional(), at_most(4000)],
    )
    how_to_take_part = LongTextField(
        "Hướng dẫn tham gia",
        description="In trên trang công khai, dưới giờ và nơi họp.",
        validators=[Optional(), at_most(1000)],
    )
    is_public = RadioField(
        "Trang công khai",
        choices={"1": "Cho mọi người đọc giờ, nơi họp và chương trình", "0": "Chỉ nội bộ"},
        default="1",
        validators=[AnyOf(("1", "0"), message="Chọn công khai hoặc nội bộ")],
    )

    parts: tuple[PartDraft, ...] = ()

    def validate_agenda(self, field: LongTextField) -> None:
        try:
            self.parts = parse_agenda(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def draft(self) -> Plan:
        """Return the checked plan."""
        day = self.day.day
        begins, ends = self.begins.clock, self.ends.clock
        if day is None or begins is None or ends is None:
            raise ValueError("a plan that was not validated")
        return Plan(
            name=self.name.data,
            theme=self.theme.data or "",
            place=self.place.data,
            begins_at=at_local(day, begins),
            ends_at=at_local(day, ends),
            questions_until_on=self.questions_until_on.day or day,
            how_to_take_part=self.how_to_take_part.data or "",
            chair_id=int(self.chair_id.data) if self.chair_id.data else None,
            secretary_id=int(self.secretary_id.data) if self.secretary_id.data else None,
            is_public=self.is_public.data == "1",
            parts=self.parts,
        )


class MoveForm(Form):
    """One step of a conference's way, with a note where it needs one."""

    note = LongTextField("Lý do", validators=[Optional(), at_most(NOTE_LENGTH_MAX)])


class GuestsForm(Form):
    """Whom to invite: bodies by box, cooperatives by district or by a pasted list, people."""

    units = ChecksField("Cơ quan, đơn vị", coerce=str)
    districts = ChecksField("Mọi HTX đang hoạt động ở (huyện, thành phố cũ)", coerce=str)
    cooperatives = LongTextField(
        "Hợp tác xã theo danh sách",
        description="Mỗi dòng một tên hoặc mã số thuế. Không cần dấu; dán được từ bảng tính.",
        validators=[Optional(), at_most(LIST_LENGTH_MAX)],
    )
    people = LongTextField(
        "Khách mời khác",
        description="Mỗi dòng một người, kèm chức danh.",
        validators=[Optional(), at_most(LIST_LENGTH_MAX)],
    )


class ReplyForm(Form):
    """Yes or no, and who comes."""

    reply = RadioField(
        "Tham dự",
        choices={"yes": "Sẽ dự", "no": "Không dự được"},
        validators=[InputRequired(message="Chọn sẽ dự hoặc không dự được")],
    )
    delegate_name = TextField("Họ tên người dự", validators=[at_most(100)])
    delegate_position = TextField("Chức vụ", validators=[Optional(), at_most(100)])
    delegate_phone = StringField("Số điện thoại", validators=[Optional(), checked_phone])

    def validate_delegate_name(self, field: TextField) -> None:
        if self.reply.data == "yes" and not (field.data or "").strip():
            raise ValidationError("Nhập họ tên người dự")

    def said(self) -> Reply:
        """Return the checked answer."""
        return Reply(
            reply=self.reply.data,
            delegate_name=self.delegate_name.data or "",
            delegate_position=self.delegate_position.data or "",
            delegate_phone=self.delegate_phone.data or "",
        )


class CheckInForm(Form):
    """Somebody at the door: invited, or for a cooperative that is typed, or for a unit."""

    full_name = TextField("Họ tên", validators=[required("Nhập họ tên người dự"), at_most(100)])
    position = TextField("Chức vụ", validators=[Optional(), at_most(100)])
    cooperative = TextField(
        "Hợp tác xã",
        description="Vài chữ của tên, không cần dấu, hoặc mã số thuế.",
        validators=[Optional(), at_most(200)],
    )
    cooperative_id = RadioField("Đại diện cho", validate_choice=False)
    unit_id = SelectField("Hoặc cơ quan", coerce=str)

    @property
    def chosen_id(self) -> int | None:
        """Return the number of the chosen cooperative, None where none was chosen."""
        data = self.cooperative_id.data or ""
        return int(data) if data.isdecimal() and len(data) < 10 else None
