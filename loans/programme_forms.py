"""What the page of a new version accepts: every condition of a programme, as people write them."""

import re
from secrets import token_hex
from typing import Any

import wtforms
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from loans.calculator_forms import DAY_COUNTS
from loans.forms import MoneyField, RateField
from loans.money_text import number, percent_number
from loans.programme_rules import MONTHS_MAX, Item, LegalLimits, Period, Terms
from loans.words import (
    APPLIES,
    BORROWER_KINDS,
    COLLATERAL_RULES,
    EVERY_MONTHS,
    METHODS,
    SECTOR_GROUPS,
)
from web.forms import DayField, Form, LongTextField, TextField, at_most, required
from workflow.refusal import Refusal

MORE_ITEMS, BLANK_ITEMS = 3, 8
ITEMS_MAX = 40
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
PLAIN = (
    "own_share_percent", "months_min", "months_max", "overdue_factor_percent", "grace_months_max",
    "requires_membership", "collateral", "collateral_percent", "processing_days", "legal_basis",
    "day_count", "moves_to_working_day",
)  # fmt: skip
CAPS = {f"cap_{kind}_{group}": (kind, group) for kind in BORROWER_KINDS for group in SECTOR_GROUPS}


def _whole(label: str, least: int, most: int) -> IntegerField:
    words = f"Nhập số từ {least} đến {most}."
    return IntegerField(
        label, validators=[InputRequired(words), NumberRange(least, most, message=words)]
    )


def _cap(kind: str, group: str) -> MoneyField:
    label = f"{BORROWER_KINDS[kind]}, {SECTOR_GROUPS[group].lower()}"
    return MoneyField(label, validators=[Optional()])


class ItemForm(Form):
    """A line of the checklist; without a name it is left out."""

    code = HiddenField()
    name = TextField("Tên giấy tờ", [at_most(160)])
    hint = TextField("Giải thích", [at_most(200)])
    applies = SelectField("Áp dụng", choices=APPLIES, default="always")
    valid_months = IntegerField(
        "Cấp trong mấy tháng",
        [Optional(), NumberRange(1, MONTHS_MAX, message="Nhập số tháng từ 1 đến 120.")],
    )
    is_required = BooleanField("Bắt buộc", default=True)


class VersionForm(Form):
    """The conditions of a programme from a day on. Fields that a rule may refuse have its names."""

    valid_from = DayField("Áp dụng từ ngày", [required("Nhập ngày. Ví dụ: {day}")])
    valid_to = DayField("Ngày cuối cùng nhận hồ sơ", [Optional()])
    legal_basis = TextField(
        "Quyết định, quy chế làm căn cứ", [required("Ghi số và ngày quyết định."), at_most(300)]
    )
    reason = LongTextField("Vì sao thay đổi", [required("Ghi lý do."), at_most(1000)])
    rate_ppm = RateField("Lãi suất một năm", [InputRequired("Nhập lãi suất. Ví dụ: 6,84")])
    overdue_factor_percent = _whole("Lãi quá hạn so với lãi trong hạn", 100, 300)
    late_interest_ppm = RateField(
        "Lãi trên tiền lãi chậm trả", [InputRequired("Nhập lãi suất. Ví dụ: 10")]
    )
    own_share_percent = _whole("Vốn tự có ít nhất", 0, 100)
    months_min = _whole("Thời hạn ngắn nhất", 1, MONTHS_MAX)
    months_max = _whole("Thời hạn dài nhất", 1, MONTHS_MAX)
    grace_months_max = _whole("Ân hạn gốc nhiều nhất", 0, MONTHS_MAX)
    methods = SelectMultipleField("Cách trả nợ được chọn", choices=METHODS)
    every_months = SelectMultipleField(
        "Kỳ trả nợ được chọn", choices={str(n): words for n, words in EVERY_MONTHS.items()}
    )
    day_count = SelectField("Cách tính ngày", choices=DAY_COUNTS, default="actual/365")
    moves_to_working_day = BooleanField("Ngày trả rơi vào ngày nghỉ thì dời sang ngày làm việc sau")
    requires_membership = BooleanField("Người vay phải là thành viên Liên minh")
    collateral = RadioField("Tài sản bảo đảm", choices=COLLATERAL_RULES)
    collateral_percent = _whole("Cho vay nhiều nhất trên giá trị tài sản", 0, 100)
    director_limit_vnd = MoneyField("Giám đốc Quỹ quyết định đến", [Optional()])
    processing_days = _whole("Thời gian xử lý", 1, 60)
    cap_cooperative_agriculture = _cap("cooperative", "agriculture")
    cap_cooperative_other = _cap("cooperative", "other")
    cap_union_agriculture = _cap("union", "agriculture")
    cap_union_other = _cap("union", "other")
    cap_member_agriculture = _cap("member", "agriculture")
    cap_member_other = _cap("member", "other")
    papers = FieldList(FormField(ItemForm), max_entries=ITEMS_MAX)

    @property
    def period(self) -> Period:
        """The first day, and the last where one was typed."""
        if self.valid_from.day is None:
            raise Refusal("valid_from", "Nhập ngày. Ví dụ: {day}", "valid_from")
        return Period(self.valid_from.day, self.valid_to.day)

    def add_lines(self) -> None:
        """Put a few empty lines behind the papers."""
        for _ in range(min(MORE_ITEMS, ITEMS_MAX - len(self.papers.entries))):
            self.papers.append_entry()

    @property
    def cap_fields(self) -> list[wtforms.Field]:
        """The caps, in the order of the page."""
        return [self[name] for name in CAPS]

    def terms(self) -> Terms:
        """Return the conditions that were typed."""
        return Terms(
            **{name: self[name].data for name in PLAIN},
            rate_ppm=self.rate_ppm.ppm or 0,
            late_interest_ppm=self.late_interest_ppm.ppm or 0,
            methods=tuple(self.methods.data or ()),
            every_months=tuple(int(n) for n in self.every_months.data or ()),
            director_limit_vnd=self.director_limit_vnd.amount,
            caps={key: self[name].amount for name, key in CAPS.items() if self[name].amount},
            items=tuple(self._items()),
        )

    def _items(self) -> list[Item]:
        found: list[Item] = []
        for entry in self.papers.entries:
            line = entry.form
            if not line.name.data:
                continue
            code = (
                line.code.data if CODE.fullmatch(line.code.data or "") else f"paper_{token_hex(4)}"
            )
            found.append(
                Item(
                    code=code, name=line.name.data, hint=line.hint.data,
                    is_required=line.is_required.data, applies=line.applies.data,
                    valid_months=line.valid_months.data,
                )
            )  # fmt: skip
        return found


class ProgrammeForm(VersionForm):
    """A programme that is new: its name, what it lends for, its first conditions."""

    name = TextField("Tên chương trình", [required("Nhập tên chương trình."), at_most(120)])
    purpose = LongTextField("Cho vay để làm gì", [required("Ghi cho vay để làm gì."), at_most(400)])


class EndForm(Form):
    """From which day on a programme takes no application any more, and why."""

    last_on = DayField("Ngày cuối cùng nhận hồ sơ", [required("Nhập ngày. Ví dụ: {day}")])
    reason = LongTextField(
        "Căn cứ và lý do", [required("Ghi quyết định và lý do kết thúc."), at_most(1000)]
    )


def blank(limits: LegalLimits) -> dict[str, Any]:
    """Return what the form of a new programme begins with: what the law says, empty papers."""
    return {
        "own_share_percent": limits.own_share_percent_min,
        "overdue_factor_percent": limits.overdue_factor_percent_max,
        "late_interest_ppm": str(limits.late_interest_percent_max),
        "grace_months_max": 0,
        "moves_to_working_day": True,
        "collateral": "required",
        "papers": [{}] * BLANK_ITEMS,
    }


def as_typed(terms: Terms) -> dict[str, Any]:
    """Return conditions as the form shows them, with a few empty lines for further papers."""
    caps = {name: number(terms.caps[key]) for name, key in CAPS.items() if key in terms.caps}
    lines = [{name: getattr(item, name) for name in Item.__slots__} for item in terms.items]
    return {
        **{name: getattr(terms, name) for name in PLAIN if name != "legal_basis"},
        **caps,
        "rate_ppm": percent_number(terms.rate_ppm),
        "late_interest_ppm": percent_number(terms.late_interest_ppm),
        "methods": list(terms.methods),
        "every_months": [str(n) for n in terms.every_months],
        "director_limit_vnd": number(terms.director_limit_vnd),
        "papers": [*lines, *[{}] * min(MORE_ITEMS, ITEMS_MAX - len(lines))],
    }
