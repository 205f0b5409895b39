"""What the pages of units accept."""

from collections.abc import Iterable

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from administration.unit_actions import EndDraft
from units.actions import SAID, UnitDraft, VersionDraft
from units.models import Unit
from web.forms import (
    DayField,
    Form,
    LineField,
    TextField,
    at_most,
    checked_email,
    checked_phone,
    required,
)

KIND_NAMES = {
    "leadership": "Lãnh đạo Liên minh",
    "records": "Văn thư",
    "office": "Đơn vị chuyên môn",
    "inspection": "Kiểm tra",
    "body": "Cơ quan ngoài Liên minh",
}
REASON_LENGTH_MAX = 300


class SaidForm(Form):
    """What a unit is called and where it is reached."""

    name = TextField(
        "Tên đầy đủ", [required("Nhập tên đầy đủ."), at_most(200)], description="In trên văn bản."
    )
    short_name = TextField("Tên gọn", [required("Nhập tên gọn."), at_most(60)])
    symbol = TextField(
        "Ký hiệu trên văn bản",
        [Optional(), at_most(20)],
        description="Ví dụ: CSPT trong số 87/LMHTX-CSPT",
    )
    phone = TextField("Điện thoại", [Optional(), checked_phone])
    email = TextField("E-mail", [Optional(), checked_email, at_most(254)])

    def said(self) -> dict[str, str]:
        """Return what was entered, by the names of a version."""
        return {name: self._fields[name].data or "" for name in SAID}


class CorrectForm(SaidForm):
    """What was typed wrong of a unit that nothing uses yet."""

    def draft(self, unit: Unit) -> VersionDraft:
        """Return what was entered, from the unit's first day."""
        return VersionDraft(valid_from=unit.valid_from, **self.said())


class ChangeForm(SaidForm):
    """What a unit is called from a day on, and why."""

    valid_from = DayField("Từ ngày", [InputRequired("Nhập ngày. Ví dụ: {day}")])
    reason = LineField(
        "Căn cứ, lý do",
        [required("Nhập quyết định hoặc lý do."), at_most(REASON_LENGTH_MAX)],
        description="Ví dụ: Quyết định 12/QĐ-UBND ngày 18/02/2027",
    )

    def draft(self) -> VersionDraft:
        """Return what was entered. To be asked after validation only."""
        if self.valid_from.day is None:
            raise ValueError("the form was not validated")
        return VersionDraft(valid_from=self.valid_from.day, **self.said())


def _offer(field: SelectField, units: Iterable[Unit]) -> None:
    field.choices = {"": "Không có"} | {str(unit.id): unit.name for unit in units}


class EndForm(Form):
    """The last day of a unit, and what takes its place."""

    valid_to = DayField("Hoạt động đến hết ngày", [InputRequired("Nhập ngày. Ví dụ: {day}")])
    successor_id = SelectField(
        "Đơn vị kế thừa",
        choices={},
        description="Sáp nhập vào đơn vị mới thì thêm đơn vị mới trước, rồi chọn ở đây.",
    )
    reason = LineField(
        "Căn cứ, lý do",
        [required("Nhập quyết định hoặc lý do."), at_most(REASON_LENGTH_MAX)],
        description="Ví dụ: Nghị quyết 04/NQ-HĐND ngày 18/02/2027",
    )

    def offer_units(self, units: Iterable[Unit], own: Unit) -> "EndForm":
        """Let a successor be chosen from units of the same sort; return the form."""
        is_body = own.kind == "body"
        _offer(
            self.successor_id,
            (u for u in units if u is not own and (u.kind == "body") == is_body),
        )
        return self

    def draft(self) -> EndDraft:
        """Return what was entered. To be asked after validation only."""
        if self.valid_to.day is None:
            raise ValueError("the form was not validated")
        chosen = self.successor_id.data
        return EndDraft(self.valid_to.day, int(chosen) if chosen else None)


class UnitForm(SaidForm):
    """A new unit or body."""

    kind = SelectField("Loại", [required("Chọn loại.")], choices={"": "Chọn loại"} | KIND_NAMES)
    code = TextField(
        "Mã", [required("Nhập mã."), at_most(30)], description="Không đổi khi đổi tên. Ví dụ: CSPT"
    )
    valid_from = DayField(
        "Có từ ngày", [InputRequired("Nhập ngày bắt đầu.")], description="Ví dụ: 01/03/2025"
    )
    valid_to = DayField("Đến hết ngày", [Optional()], description="Để trống khi còn hoạt động.")
    successor_id = SelectField("Đơn vị kế thừa", choices={})

    def offer_units(self, units: Iterable[Unit]) -> "UnitForm":
        """Let a successor be chosen; return the form."""
        _offer(self.successor_id, units)
        return self

    def draft(self) -> UnitDraft:
        """Return what was entered. To be asked after validation only."""
        if self.valid_from.day is None:
            raise ValueError("the form was not validated")
        return UnitDraft(
            code=self.code.data,
            kind=self.kind.data,
            valid_from=self.valid_from.day,
            valid_to=self.valid_to.day,
            successor_id=int(self.successor_id.data) if self.successor_id.data else None,
            **self.said(),
        )
