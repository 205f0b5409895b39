"""What a cooperative's page accepts: a request for a change, a year's figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from cooperatives.models import Commune, Cooperative
from cooperatives.values import COUNT_MAX
from profiles.request_rules import REQUESTABLE
from web.filters import number
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
from web.money import MoneyField

FIRST_YEAR = 1990
MONEY = (
    ("revenue_vnd", "Doanh thu"),
    ("member_revenue_vnd", "Doanh thu với thành viên"),
    ("assets_vnd", "Tổng tài sản"),
    ("equity_vnd", "Vốn chủ sở hữu"),
    ("average_income_vnd", "Thu nhập bình quân một lao động một năm"),
)
COUNTS = (("members", "Thành viên"), ("labour", "Lao động"))


class FigureField(MoneyField):
    """An amount that may be nothing: "0"."""

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        typed = [one.strip() for one in valuelist]
        if typed and typed[0] == "0":
            self.raw_data, self.data, self.vnd = typed, "0", 0
        else:
            super().process_formdata(typed)


class AskForm(Form):
    """What the row should say, and why."""

    representative_name = TextField(
        "Người đại diện theo pháp luật", [required("Nhập họ tên người đại diện."), at_most(120)]
    )
    representative_position = TextField("Chức vụ", [Optional(), at_most(120)])
    commune_code = SelectField("Xã, phường", coerce=str, validate_choice=True)
    address = TextField("Số nhà, thôn, khối", [Optional(), at_most(200)])
    phone = TextField("Điện thoại", [Optional(), checked_phone])
    email = TextField("E-mail", [Optional(), checked_email, at_most(200)])
    reason = LineField(
        "Lý do, giấy tờ kèm theo",
        [required("Viết lý do. Ví dụ: Đại hội ngày 05/03/2026 bầu giám đốc mới"), at_most(400)],
    )

    def offer(self, communes: list[Commune]) -> "AskForm":
        """Fill the list of communes; return the form."""
        self.commune_code.choices = {c.code: f"{c.name} ({c.former_district})" for c in communes}
        return self

    def values(self) -> dict[str, Any]:
        """Return what the row should say."""
        return {key: self[key].data or "" for key in REQUESTABLE}


def asked_values(cooperative: Cooperative) -> dict[str, Any]:
    """Return what the row says, for the form."""
    return {key: getattr(cooperative, key) for key in REQUESTABLE}


class AcceptForm(Form):
    """From which day on the change holds. `seen_version`: the row that was compared."""

    effective_on = DayField("Có hiệu lực từ ngày", [Optional()], description="Để trống là hôm nay")
    seen_version = IntegerField("Lần sửa", [Optional()])


class RefuseForm(Form):
    """Why it is refused."""

    note = LineField("Lý do không nhận", [required("Viết lý do không nhận."), at_most(400)])


class FiguresForm(Form):
    """The figures of one year. An empty field is not known."""

    year = IntegerField("Năm", [NumberRange(FIRST_YEAR, 2199, "Nhập một năm. Ví dụ: 2025")])
    profit = FigureField("Lợi nhuận (đồng)", [Optional()])
    is_loss = BooleanField("Năm này lỗ")
    source = LineField(
        "Nguồn số liệu",
        [required("Nhập nguồn số liệu."), at_most(200)],
        description="Ví dụ: Báo cáo tài chính năm 2025",
    )
    is_sure = BooleanField("Số liệu này đúng, đã xem lại đơn vị đồng")
    seen = HiddenField()

    def values(self) -> dict[str, int | None]:
        """Return the figures by the column of the registry; None where nothing was typed."""
        found = {key: self[key].vnd for key, _ in MONEY}
        found |= {key: self[key].data for key, _ in COUNTS}
        profit = self.profit.vnd
        return found | {"profit_vnd": -profit if profit and self.is_loss.data else profit}

    def check_year(self, today: date) -> bool:
        """Return whether the year has begun; the form says so where it has not."""
        if (self.year.data or 0) <= today.year:
            return True
        self.year.errors = [f"Năm {self.year.data} chưa đến."]
        return False


for _key, _label in MONEY:
    setattr(FiguresForm, _key, FigureField(f"{_label} (đồng)", [Optional()]))
for _key, _label in COUNTS:
    _checks = [Optional(), NumberRange(0, COUNT_MAX, "Nhập một số từ 0 trở lên.")]
    setattr(FiguresForm, _key, IntegerField(f"{_label} (người)", _checks))


def typed_figures(row: Any, year: int, seen: str) -> dict[str, Any]:
    """Return a year's figures as the form shows them."""
    if row is None:
        return {"year": year, "seen": seen}
    money = {key: getattr(row, key) for key, _ in MONEY}
    typed: dict[str, Any] = {
        key: number(value) if value is not None else "" for key, value in money.items()
    }
    typed |= {key: getattr(row, key) for key, _ in COUNTS}
    profit = row.profit_vnd
    typed["profit"] = number(abs(profit)) if profit is not None else ""
    typed["is_loss"] = profit is not None and profit < 0
    return typed | {"year": year, "source": row.source, "seen": seen}
