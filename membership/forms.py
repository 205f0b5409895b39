"""What the pages of membership accept."""

from typing import Any

from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from cooperatives.values import Unreadable, read_number
from membership.rules import PAPERS
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

NOTE_MAX = 2000


class ApplyForm(Form):
    """Who wants to become a member and why; files come beside it."""

    reason = LongTextField(
        "Vì sao muốn gia nhập",
        [required("Viết vài câu về hợp tác xã và điều mong đợi."), at_most(NOTE_MAX)],
    )
    contact_name = TextField("Người liên hệ", [required("Nhập họ và tên."), at_most(120)])
    contact_phone = TextField("Điện thoại", [required("Nhập số điện thoại."), checked_phone])
    papers = SelectMultipleField("Giấy tờ đã nộp bản giấy", choices=PAPERS)


class SupplyForm(Form):
    """Papers that came later."""

    papers = SelectMultipleField("Giấy tờ đã nhận bản giấy", choices=PAPERS)


class NoteForm(Form):
    """A note with a step."""

    note = LongTextField("Nội dung", [at_most(NOTE_MAX)])


class HandOverForm(Form):
    """When, where and to whom a decision was handed over."""

    on = DayField("Ngày trao", [InputRequired("Nhập ngày trao. Ví dụ: 02/12/2024")])
    place = TextField(
        "Nơi trao",
        [required("Nhập nơi trao."), at_most(200)],
        description="Ví dụ: Hội nghị đối thoại ngày 02/12/2024",
    )
    person = TextField("Người nhận", [required("Nhập họ tên người nhận."), at_most(120)])


class ChangeForm(Form):
    """Why a decision about a member is proposed."""

    reason = LineField("Lý do", [required("Viết lý do của quyết định."), at_most(500)])


class FeeForm(Form):
    """A payment of a year's fee."""

    year = IntegerField(
        "Hội phí năm",
        [
            InputRequired("Nhập năm. Ví dụ: 2026"),
            NumberRange(2000, 2100, "Nhập năm từ 2000 đến 2100."),
        ],
    )
    amount = TextField("Số tiền", [required("Nhập số tiền. Ví dụ: 500.000"), at_most(40)])
    paid_on = DayField("Ngày nộp", [Optional()], description="Để trống là hôm nay")
    payer = TextField("Người nộp", [required("Nhập họ tên người nộp."), at_most(120)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.amount_vnd = 0

    def validate_amount(self, field: TextField) -> None:
        """A sum of money as people write it."""
        try:
            self.amount_vnd = read_number(field.data)
        except Unreadable as error:
            raise ValidationError("Số tiền chưa đúng. Ví dụ: 500.000") from error
        if not 0 < self.amount_vnd <= 10**12:
            raise ValidationError("Số tiền chưa đúng. Ví dụ: 500.000")
