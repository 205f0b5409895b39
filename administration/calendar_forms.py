"""What the pages of the calendar accept."""

from typing import Any

from wtforms import FileField, HiddenField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from administration.names import DAY_KINDS, DAY_STATUSES
from rulebook.data import Day
from rulebook.rules import NAME_LENGTH_MAX, SOURCE_LENGTH_MAX
from web.filters import day as written
from web.forms import CHOOSE, DayField, Form, TextField, at_most, required

KIND_CHOICES = [SelectChoice(name, label) for name, label in DAY_KINDS.items()]
STATUS_CHOICES = [SelectChoice(name, label) for name, (_tone, label) in DAY_STATUSES.items()]


class DayForm(Form):
    """One day that differs from its weekday."""

    ngay = DayField("Ngày", [InputRequired("Nhập ngày. Ví dụ: {day}")])
    loai = SelectField("Loại ngày", choices=KIND_CHOICES, validators=[required(CHOOSE)])
    ten = TextField("Tên", [required("Nhập tên ngày. Ví dụ: Quốc khánh"), at_most(NAME_LENGTH_MAX)])
    can_cu = TextField(
        "Căn cứ",
        [required("Nhập văn bản làm căn cứ."), at_most(SOURCE_LENGTH_MAX)],
        description="Ví dụ: Văn bản 12729/VPCP-KGVX. Hợp tác xã đọc được căn cứ này.",
    )
    tinh_trang = SelectField("Tình trạng", choices=STATUS_CHOICES, validators=[required(CHOOSE)])

    @staticmethod
    def values_of(day: Day) -> dict[str, Any]:
        """Return how the form shows a day."""
        return {
            "ngay": written(day.day), "loai": day.kind, "ten": day.name, "can_cu": day.source,
            "tinh_trang": day.status,
        }  # fmt: skip

    def draft(self) -> Day:
        """Return the day that was typed."""
        if self.ngay.day is None:
            raise ValueError("a day that was not validated")
        said = (self.loai.data, self.ten.data, self.can_cu.data, self.tinh_trang.data)
        return Day(self.ngay.day, *said)


class DropForm(Form):
    """A day that is taken out."""

    ngay = DayField("Ngày", [InputRequired("Nhập ngày. Ví dụ: {day}")])


class ImportForm(Form):
    """A file of the calendar."""

    tep = FileField("Tệp lịch (.ics)", description="Tệp iCalendar, nhiều nhất 500 ngày.")
    can_cu = TextField(
        "Căn cứ của những ngày không ghi căn cứ",
        [at_most(SOURCE_LENGTH_MAX)],
        description="Ví dụ: Thông báo lịch nghỉ năm 2027.",
    )


class SaveForm(Form):
    """What was seen and is now saved: the days as a file, and the mark of what was shown."""

    lich = HiddenField("Lịch", [required(CHOOSE)])
    dau = HiddenField("Dấu", [required(CHOOSE)])
