"""What the pages of units accept."""

from dataclasses import fields

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from units.actions import UnitDraft
from units.models import Unit
from web.filters import day
from web.forms import DayField, Form, TextField, at_most, checked_email, checked_phone, required

KIND_NAMES = {
    "leadership": "Lãnh đạo Liên minh",
    "records": "Văn thư",
    "office": "Đơn vị chuyên môn",
    "inspection": "Kiểm tra",
    "body": "Cơ quan ngoài Liên minh",
}


class UnitForm(Form):
    """A unit or body as its administrator edits it."""

    name = TextField(
        "Tên đầy đủ", [required("Nhập tên đầy đủ."), at_most(200)], description="In trên văn bản."
    )
    short_name = TextField("Tên gọn", [required("Nhập tên gọn."), at_most(60)])
    kind = SelectField(
        "Loại",
        [required("Chọn loại.")],
        choices={"": "Chọn loại"} | KIND_NAMES,
    )
    code = TextField(
        "Mã", [required("Nhập mã."), at_most(30)], description="Không đổi khi đổi tên. Ví dụ: CSPT"
    )
    symbol = TextField(
        "Ký hiệu trên văn bản",
        [Optional(), at_most(20)],
        description="Ví dụ: CSPT trong số 87/LMHTX-CSPT",
    )
    phone = TextField("Điện thoại", [Optional(), checked_phone])
    email = TextField("E-mail", [Optional(), checked_email, at_most(254)])
    valid_from = DayField(
        "Có từ ngày", [InputRequired("Nhập ngày bắt đầu.")], description="Ví dụ: 01/03/2025"
    )
    valid_to = DayField("Đến hết ngày", [Optional()], description="Để trống khi còn hoạt động.")
    successor_id = SelectField("Đơn vị kế thừa", choices={})

    @staticmethod
    def values_of(unit: Unit) -> dict[str, object]:
        """Return a unit as the form's fields show it."""
        values = {field.name: getattr(unit, field.name) for field in fields(UnitDraft)}
        return values | {
            "valid_from": day(unit.valid_from),
            "valid_to": day(unit.valid_to) if unit.valid_to else "",
            "successor_id": str(unit.successor_id or ""),
        }

    def offer_units(self, units: list[Unit], own: Unit | None) -> "UnitForm":
        """Let a successor be chosen from the other units; return the form."""
        others = {str(unit.id): unit.name for unit in units if unit is not own}
        self.successor_id.choices = {"": "Chưa có"} | others
        return self

    def draft(self) -> UnitDraft:
        """Return what was entered. To be asked after validation only."""
        if self.valid_from.day is None:
            raise ValueError("the form was not validated")
        return UnitDraft(
            code=self.code.data,
            kind=self.kind.data,
            name=self.name.data,
            short_name=self.short_name.data,
            symbol=self.symbol.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            valid_from=self.valid_from.day,
            valid_to=self.valid_to.day,
            successor_id=int(self.successor_id.data) if self.successor_id.data else None,
        )
