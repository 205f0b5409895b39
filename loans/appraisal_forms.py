"""What the pages of an appraisal accept."""

from collections.abc import Iterable, Mapping, Sequence

from wtforms import HiddenField, IntegerField, MultipleFileField, RadioField
from wtforms.validators import AnyOf, InputRequired, NumberRange, ValidationError

from documents.rules import FILES_MAX
from loans.appraisal_actions import AppraisalDraft, VisitDraft
from loans.appraisal_rules import SCORE_MAX, Criterion
from loans.forms import MoneyField
from loans.money_text import MoneyError, read_money
from web.forms import DayField, Form, LongTextField, TextField, at_most, required
from workflow.text import clean

TEXT_LENGTH_MAX = 4000
REMARK_LENGTH_MAX = 500
MONTHS_MAX = 120


class VisitForm(Form):
    """A visit: when, where, whom, what was seen, photos."""

    visited_on = DayField("Ngày kiểm tra", validators=[required("Nhập ngày. Ví dụ: 13/03/2026")])
    place = TextField("Nơi kiểm tra", validators=[required("Ghi nơi kiểm tra"), at_most(200)])
    met = TextField("Làm việc với", validators=[required("Ghi người đã gặp"), at_most(200)])
    seen = LongTextField(
        "Thấy gì tại chỗ",
        description="Đất, nhà xưởng, cây trồng, sổ sách: những gì đã nhìn thấy.",
        validators=[required("Ghi những gì đã thấy"), at_most(TEXT_LENGTH_MAX)],
    )
    files = MultipleFileField("Ảnh", description="JPG, PNG hoặc PDF.")

    def validate_files(self, field: MultipleFileField) -> None:
        if len([one for one in field.data or () if getattr(one, "filename", "")]) > FILES_MAX:
            raise ValidationError(f"Nhiều nhất {FILES_MAX} ảnh một lần.")

    def draft(self) -> VisitDraft:
        """Return the visit as the action takes it."""
        on = self.visited_on.day
        if on is None:
            raise ValueError("a visit without a day")
        return VisitDraft(on, self.place.data, self.met.data, self.seen.data)


class AppraisalForm(Form):
    """The figures and words of a round; scores and values come beside it, by name."""

    version = HiddenField(default="0")
    amount_vnd = MoneyField("Số tiền đề nghị cho vay")
    months = IntegerField(
        "Thời hạn",
        validators=[
            InputRequired(message="Nhập số tháng"),
            NumberRange(1, MONTHS_MAX, message=f"Số tháng từ 1 đến {MONTHS_MAX}."),
        ],
    )
    opening_vnd = MoneyField(
        "Tiền mặt, tiền gửi khi nhận vốn",
        description="Tiền hợp tác xã có sẵn để trả các kỳ trước vụ thu đầu tiên. Để trống là 0.",
    )
    conclusion = RadioField(
        "Kết luận",
        choices={"approve": "Đề nghị cho vay", "reject": "Đề nghị chưa cho vay"},
        default="approve",
        validators=[AnyOf(("approve", "reject"), message="Chọn kết luận thẩm định")],
    )
    conditions = LongTextField("Điều kiện kèm theo", validators=[at_most(TEXT_LENGTH_MAX)])
    opinion = LongTextField("Nhận xét của thẩm định viên", validators=[at_most(TEXT_LENGTH_MAX)])

    def validate_amount_vnd(self, field: MoneyField) -> None:
        if not field.vnd:
            raise ValidationError("Nhập số tiền. Ví dụ: 300.000.000 hoặc 300 triệu")

    def seen_version(self) -> int:
        """Return the version of the round that the page showed, 0: there was none."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0

    def draft(
        self, typed: Mapping[str, str], card: Sequence[Criterion], positions: Iterable[int]
    ) -> AppraisalDraft:
        """Return the round as the action takes it; a score that is no number is left out."""
        scores = {one.key: _score(typed.get(f"diem-{one.key}", "")) for one in card}
        remarks = {
            one.key: clean(typed.get(f"nhan-xet-{one.key}", ""))[:REMARK_LENGTH_MAX] for one in card
        }
        return AppraisalDraft(
            amount_vnd=self.amount_vnd.vnd or 0,
            months=self.months.data,
            opening_vnd=self.opening_vnd.vnd or 0,
            scores={key: score for key, score in scores.items() if score is not None},
            remarks=remarks,
            values=_values(typed, positions),
            conclusion=self.conclusion.data,
            conditions=self.conditions.data or "",
            opinion=self.opinion.data or "",
        )


def _score(typed: str) -> int | None:
    plain = typed.strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 2):
        return None
    return int(plain) if int(plain) <= SCORE_MAX else None


def _values(typed: Mapping[str, str], positions: Iterable[int]) -> dict[int, tuple[int, str]]:
    found = {}
    for position in positions:
        basis = clean(typed.get(f"can-cu-{position}", ""))[:REMARK_LENGTH_MAX]
        try:
            found[position] = (read_money(typed.get(f"gia-tri-{position}", "")), basis)
        except MoneyError:
            continue
    return found
