"""What the pages of legal bases accept."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from feedback.basis_rules import BasisDraft
from web.filters import day
from web.forms import DayField, Form, LineField, TextField, at_most, open_choice, required
from workflow.numbers import number


class BasisForm(Form):
    """A legal basis as it is added or ended."""

    symbol = TextField(
        "Số, ký hiệu",
        [required("Nhập số, ký hiệu."), at_most(60)],
        description="Ví dụ: 45/2021/NĐ-CP. Câu trả lời dẫn số này được nối với dòng này.",
    )
    title = LineField("Tên văn bản", [required("Nhập tên văn bản."), at_most(300)])
    valid_from = DayField(
        "Có hiệu lực từ", [InputRequired("Nhập ngày có hiệu lực.")], description="Ví dụ: 15/05/2021"
    )
    valid_to = DayField(
        "Có hiệu lực đến hết", [Optional()], description="Để trống khi còn hiệu lực."
    )
    successor_id = SelectField("Văn bản thay thế", [open_choice()])

    @staticmethod
    def values_of(basis: Any) -> dict[str, object]:
        """Return a basis as the form's fields show it."""
        return {
            "symbol": basis.symbol,
            "title": basis.title,
            "valid_from": day(basis.valid_from),
            "valid_to": day(basis.valid_to) if basis.valid_to else "",
            "successor_id": str(basis.successor_id or ""),
        }

    def offer(self, bases: Sequence[Any], own: Any) -> "BasisForm":
        """Let a successor be chosen from the other bases; return the form."""
        others = {str(one.id): one.name for one in bases if one is not own}
        self.successor_id.choices = {"": "Không có"} | others
        return self

    def draft(self) -> BasisDraft:
        """Return the checked basis."""
        if self.valid_from.day is None:
            raise ValueError("a form that was not validated")
        return BasisDraft(
            symbol=self.symbol.data,
            title=self.title.data,
            valid_from=self.valid_from.day,
            valid_to=self.valid_to.day,
            successor_id=number(self.successor_id.data),
        )
