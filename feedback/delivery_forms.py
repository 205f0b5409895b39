"""What staff say about a call or a paper that brought an answer."""

from wtforms import RadioField
from wtforms.validators import InputRequired, ValidationError

from feedback.delivery_actions import DeliveryNote
from feedback.delivery_rules import BY_STAFF
from web.forms import DayField, Form, LongTextField, TextField, at_most, required

RESULTS = {
    "telephone": "Đã đọc qua điện thoại",
    "paper": "Đã ký nhận bản giấy",
    "missed": "Chưa gọi được",
}
VOID = {"void": "Ghi nhầm trước đó, thực ra chưa đến tay"}


class DeliveryForm(Form):
    """One attempt to bring an answer to its reader."""

    result = RadioField("Kết quả", [required("Chọn kết quả.")], choices=RESULTS | VOID)
    person = TextField("Người nghe hoặc người nhận", [at_most(120)])
    on = DayField("Ngày", [InputRequired("Nhập ngày. Ví dụ: 13/03/2026")])
    note = LongTextField("Ghi chú (không bắt buộc)", [at_most(1000)])

    def validate_person(self, field: TextField) -> None:
        """Whoever listened or signed has a name."""
        if self.result.data in BY_STAFF and not field.data:
            raise ValidationError("Nhập tên người đã nghe hoặc đã ký nhận.")

    def validate_note(self, field: LongTextField) -> None:
        """What is taken back has a reason."""
        if self.result.data == "void" and not field.data:
            raise ValidationError("Ghi vì sao lần trước là nhầm.")

    @property
    def said(self) -> DeliveryNote:
        """Return what was entered. Raises ValueError before the form is valid."""
        if self.on.day is None:
            raise ValueError("no day")
        return DeliveryNote(self.result.data, self.person.data, self.on.day, self.note.data)
