"""What the pages of the registry accept: one control for each field of the table of fields."""

from typing import Any

from wtforms import Field as Control
from wtforms import IntegerField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from cooperatives.fields import BY_KEY, CHOICES, FIELDS, Field, fields_for
from cooperatives.models import Commune, Cooperative
from cooperatives.values import Unreadable, commune_codes, empty_value, read, show
from web.forms import DayField, Form, LineField, LongTextField, TextField, at_most

NEEDED = frozenset({"name", "kind", "sector", "commune_code", "founded_on", "status"})
REASON_LENGTH_MAX = 500
HINTS = {
    "name": "Như trên giấy chứng nhận, ví dụ: Hợp tác xã Nông nghiệp Chi Lăng",
    "tax_code": "10 chữ số; tổ hợp tác chưa có thì để trống",
    "founded_on": "Ví dụ: 13/03/2020; với tổ hợp tác là ngày hợp đồng",
    "former_address": "Xã, huyện cũ ghi trên giấy tờ",
    "main_line_code": "Ví dụ: 0121",
    "representative_id_no": "Chỉ văn thư xem được",
}
UNITS = {"money": "đồng"}


def _readable(form: Any, control: Control) -> None:
    """A validator: the value can be read by the kind of its field; it is kept in `form.read`."""
    field = BY_KEY[control.name]
    codes = commune_codes(form.commune_names)
    try:
        value = read(field, control.data, codes)
    except Unreadable as error:
        words = str(error)
        raise ValidationError(f"{words[0].upper()}{words[1:]}.") from error
    form.values_read[field.key] = empty_value(field) if value is None else value


def _control(field: Field) -> Control:
    hint = HINTS.get(field.key, "")
    if field.key in NEEDED:
        checks: list[Any] = [InputRequired(f"Nhập {field.label.lower()}."), _readable]
    else:
        checks = [_readable]
    if field.kind in CHOICES:
        return SelectField(
            field.label,
            checks,
            choices=[SelectChoice(*pair) for pair in CHOICES[field.kind].items()],
        )
    if field.kind == "commune":
        return SelectField(field.label, checks, choices=[], validate_choice=False)
    if field.kind == "text":
        return LongTextField(field.label, [*checks, at_most(field.length_max)], description=hint)
    if field.kind == "day":
        return TextField(field.label, checks, description=hint)
    return TextField(field.label, [*checks, at_most(field.length_max)], description=hint)


class EntryForm(Form):
    """All fields of a row of the registry, why it changes, and since when."""

    reason = LineField(
        "Căn cứ, lý do",
        [at_most(REASON_LENGTH_MAX)],
        description="Ví dụ: Giấy chứng nhận đăng ký thay đổi lần 3 ngày 05/03/2026",
    )
    effective_on = DayField("Có hiệu lực từ ngày", description="Để trống là hôm nay")
    seen_version = IntegerField("Lần sửa", [Optional()])
    commune_names: dict[str, str] = {}

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.values_read: dict[str, Any] = {}

    def offer(self, communes: list[Commune]) -> "EntryForm":
        """Fill the list of communes; return the form."""
        self.commune_names = {commune.code: commune.name for commune in communes}
        named = [SelectChoice(c.code, f"{c.name} ({c.former_district})") for c in communes]
        self._fields["commune_code"].choices = [SelectChoice("", "Chọn xã, phường"), *named]
        return self

    def draft(self) -> dict[str, Any]:
        """Return the values that were read, those that the kind does not have left empty."""
        kind = self.values_read["kind"]
        mine = {field.key for field in fields_for(kind)}
        return {
            key: value if key in mine else empty_value(BY_KEY[key])
            for key, value in self.values_read.items()
        }


for _field in FIELDS:
    setattr(EntryForm, _field.key, _control(_field))


def shown_values(cooperative: Cooperative) -> dict[str, str]:
    """Return the values of a row as the form shows them."""
    shown = {}
    for field in FIELDS:
        value = getattr(cooperative, field.key)
        choice = field.kind in CHOICES or field.kind == "commune"
        is_nothing = field.kind in ("money", "count") and value == 0
        shown[field.key] = value if choice else "" if is_nothing else show(field, value)
    return shown
