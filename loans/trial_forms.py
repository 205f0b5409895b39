"""What the trial of a policy accepts: every field may stay empty."""

from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from loans.forms import MoneyField, RateField
from loans.trial_rules import Policy
from web.forms import Form


def _share(label: str) -> IntegerField:
    words = "Nhập phần trăm từ 0 đến 100."
    return IntegerField(label, validators=[Optional(), NumberRange(0, 100, message=words)])


class TrialForm(Form):
    """A policy to try. Empty: as it is today."""

    lai = RateField("Lãi suất một năm", validators=[Optional()])
    tran = MoneyField("Mức vay nhiều nhất một hồ sơ", validators=[Optional()])
    von = _share("Vốn tự có ít nhất")
    tai_san = _share("Cho vay trên giá trị tài sản")
    mot = _share("Giới hạn một khách hàng")
    nhom = _share("Giới hạn khách hàng và người liên quan")
    giam_doc = MoneyField("Giám đốc quyết định đến", validators=[Optional()])

    def policy(self) -> Policy:
        """Return the policy that was typed."""
        return Policy(
            rate_ppm=self.lai.ppm,
            cap_vnd=self.tran.vnd,
            own_share_percent=self.von.data,
            director_limit_vnd=self.giam_doc.vnd,
            one_customer_percent=self.mot.data,
            related_percent=self.nhom.data,
            collateral_percent=self.tai_san.data,
        )
