"""What the trial of a policy accepts: every field may stay empty."""

import re
from fractions import Fraction

from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange, Optional, ValidationError

from loans.appraisal_forms import MoneyField
from loans.trial_rules import Policy
from web.forms import Form

RATE = re.compile(r"\d{1,3}([.,]\d{1,4})?")
PPM_A_PERCENT = 10_000


def _share(label: str) -> IntegerField:
    words = "Nhập phần trăm từ 0 đến 100."
    return IntegerField(label, validators=[Optional(), NumberRange(0, 100, message=words)])


class TrialForm(Form):
    """A policy to try. Empty: as it is today."""

    lai = StringField("Lãi suất một năm", validators=[Optional()])
    tran = MoneyField("Mức vay nhiều nhất một hồ sơ", validators=[Optional()])
    von = _share("Vốn tự có ít nhất")
    tai_san = _share("Cho vay trên giá trị tài sản")
    mot = _share("Giới hạn một khách hàng")
    nhom = _share("Giới hạn khách hàng và người liên quan")
    giam_doc = MoneyField("Giám đốc quyết định đến", validators=[Optional()])

    def validate_lai(self, field: StringField) -> None:
        typed = (field.data or "").strip().removesuffix("%").strip()
        if typed and not (RATE.fullmatch(typed) and Fraction(typed.replace(",", ".")) <= 100):
            raise ValidationError("Lãi suất chưa đúng. Ví dụ: 6,84")

    def policy(self) -> Policy:
        """Return the policy that was typed."""
        typed = (self.lai.data or "").strip().removesuffix("%").strip()
        rate = int(Fraction(typed.replace(",", ".")) * PPM_A_PERCENT) if typed else None
        return Policy(
            rate_ppm=rate,
            cap_vnd=self.tran.vnd,
            own_share_percent=self.von.data,
            director_limit_vnd=self.giam_doc.vnd,
            one_customer_percent=self.mot.data,
            related_percent=self.nhom.data,
            collateral_percent=self.tai_san.data,
        )
