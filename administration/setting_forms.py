"""What the page of a dated setting accepts."""

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired

from feedback.process import CHANNELS
from rulebook.setting_rules import BASIS_LENGTH_MAX, VALUE_LENGTH_MAX, Scope, SettingDraft
from web.forms import CHOOSE, DayField, Form, LineField, TextField, at_most, open_choice, required

EVERY_TOPIC, EVERY_CHANNEL = "Mọi lĩnh vực", "Mọi cách gửi"


class SettingForm(Form):
    """A value that begins on a day."""

    ma = SelectField("Quy định", [required(CHOOSE)])
    linh_vuc = SelectField("Lĩnh vực", [open_choice()])
    cach_gui = SelectField("Cách gửi", [open_choice()])
    gia_tri = TextField("Giá trị", [required("Nhập giá trị. Ví dụ: 15"), at_most(VALUE_LENGTH_MAX)])
    tu = DayField("Từ ngày", [InputRequired("Nhập ngày bắt đầu. Ví dụ: {day}")])
    can_cu = LineField("Căn cứ", [required("Nhập căn cứ hoặc lý do."), at_most(BASIS_LENGTH_MAX)])

    def offer(self, names: Mapping[str, str], topics: Mapping[str, str]) -> "SettingForm":
        """Let a setting and a topic be chosen; return the form."""
        self.ma.choices = dict(names)
        self.linh_vuc.choices = {"": EVERY_TOPIC} | dict(topics)
        ways = {key: f"{name[0].upper()}{name[1:]}" for key, name in CHANNELS.items()}
        self.cach_gui.choices = {"": EVERY_CHANNEL} | ways
        return self

    def draft(self) -> SettingDraft:
        """Return the value that was typed."""
        if self.tu.day is None:
            raise ValueError("a form that was not validated")
        scope = Scope(self.linh_vuc.data or "", self.cach_gui.data or "")
        value = self.gia_tri.data.replace(" ", "")
        return SettingDraft(self.ma.data, scope, value, self.tu.day, self.can_cu.data)


class SettingKeyForm(Form):
    """Which value is meant, by a button beside it."""

    ma = TextField("Quy định", [required(CHOOSE)])
    linh_vuc = TextField("Lĩnh vực")
    cach_gui = TextField("Cách gửi")
    tu = DayField("Từ ngày", [InputRequired(CHOOSE)])

    def named(self) -> dict[str, Any]:
        """Return the key, the scope and the first day."""
        scope = Scope(self.linh_vuc.data or "", self.cach_gui.data or "")
        return {"key": self.ma.data, "scope": scope, "valid_from": self.tu.day}
