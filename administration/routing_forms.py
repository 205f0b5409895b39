"""What the pages of routing accept: a rule that begins, a text to try."""

from collections.abc import Mapping, Sequence
from datetime import date

from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from feedback.process import CHANNELS
from feedback.routing_actions import RuleDraft
from feedback.rules import SITUATION_LENGTH_MAX, SUBJECT_LENGTH_MAX, PetitionText
from rulebook.setting_rules import BASIS_LENGTH_MAX
from units.models import Unit
from web.forms import (
    CHOOSE,
    COUNTED_YEARS,
    DayField,
    Form,
    LineField,
    LongTextField,
    at_most,
    required,
    within_years,
)


class RuleForm(Form):
    """A rule that begins on a day."""

    linh_vuc = SelectField("Lĩnh vực", [required(CHOOSE)])
    don_vi = SelectField("Đơn vị trả lời", [required(CHOOSE)])
    co_quan = SelectMultipleField("Cơ quan cùng tham gia")
    tu = DayField("Từ ngày", [InputRequired("Nhập ngày bắt đầu. Ví dụ: {day}")])
    can_cu = LineField("Căn cứ", [required("Nhập căn cứ hoặc lý do."), at_most(BASIS_LENGTH_MAX)])

    def offer(self, topics: Mapping[str, str], units: Sequence[Unit], on: date) -> "RuleForm":
        """Let a topic, a unit and bodies that exist on a day be chosen; return the form."""
        held = [one for one in units if one.valid_to is None or one.valid_to >= on]
        self.linh_vuc.choices = dict(topics)
        self.don_vi.choices = {str(one.id): one.name for one in held if one.kind != "body"}
        self.co_quan.choices = {str(one.id): one.name for one in held if one.kind == "body"}
        return self

    def draft(self) -> RuleDraft:
        """Return the rule that was typed."""
        if self.tu.day is None:
            raise ValueError("a form that was not validated")
        bodies = tuple(int(each) for each in self.co_quan.data or ())
        unit_id = int(self.don_vi.data)
        return RuleDraft(self.linh_vuc.data, unit_id, bodies, self.tu.day, self.can_cu.data)


class TrialForm(Form):
    """A text to try: nothing of it is kept."""

    tieu_de = LineField("Tiêu đề", [required("Nhập tiêu đề."), at_most(SUBJECT_LENGTH_MAX)])
    noi_dung = LongTextField(
        "Nội dung", [required("Dán nội dung vào đây."), at_most(SITUATION_LENGTH_MAX)]
    )
    linh_vuc = SelectField("Lĩnh vực", [required(CHOOSE)])
    cach_gui = SelectField("Cách gửi", [required(CHOOSE)])
    ngay = DayField(
        "Ngày nhận",
        [InputRequired("Nhập ngày nhận. Ví dụ: 10/02/2026"), within_years(*COUNTED_YEARS)],
    )

    def offer(self, topics: Mapping[str, str]) -> "TrialForm":
        """Let a topic and a channel be chosen; return the form."""
        self.linh_vuc.choices = dict(topics)
        ways = {key: f"{name[0].upper()}{name[1:]}" for key, name in CHANNELS.items()}
        self.cach_gui.choices = ways
        return self

    def text(self) -> PetitionText:
        """Return the text as it would be filed, by somebody who can be reached."""
        return PetitionText(
            subject=self.tieu_de.data, situation=self.noi_dung.data, demands=(),
            topic_code=self.linh_vuc.data, commune_code=None, contact_name="",
            contact_phone="0900000000",
        )  # fmt: skip
