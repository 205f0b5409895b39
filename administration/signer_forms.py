"""What the page of a signer's authority accepts."""

from collections.abc import Mapping

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from letters.rules import Authority
from letters.signer_actions import AuthorityDraft
from rulebook.setting_rules import BASIS_LENGTH_MAX
from web.forms import CHOOSE, DayField, Form, LineField, TextField, at_most, required

OFFICE_LENGTH_MAX = 80
BOSS = "self"
AUTHORITIES = {
    BOSS: "Người đứng đầu: ký với chức danh của mình",
    "TM.": "TM. Thay mặt Ban Thường vụ",
    "KT.": "KT. Ký thay Chủ tịch (cấp phó)",
    "TL.": "TL. Thừa lệnh Chủ tịch (trưởng đơn vị)",
    "TUQ.": "TUQ. Thừa ủy quyền Chủ tịch (có văn bản, có thời hạn)",
    "Q.": "Q. Quyền Chủ tịch",
}


class SignerForm(Form):
    """Who signs in whose name, from when to when, by which paper."""

    account_id = SelectField("Người ký", [required(CHOOSE)])
    authority = RadioField("Ký thế nào", choices=AUTHORITIES, validators=[InputRequired(CHOOSE)])
    office = TextField(
        "Chức danh in trên văn bản",
        [required("Nhập chức danh. Ví dụ: Phó Chủ tịch"), at_most(OFFICE_LENGTH_MAX)],
    )
    valid_from = DayField("Từ ngày", [InputRequired("Nhập ngày bắt đầu. Ví dụ: {day}")])
    valid_to = DayField(
        "Đến hết ngày", [Optional()], description="Thừa ủy quyền thì bắt buộc có ngày cuối."
    )
    basis = LineField(
        "Căn cứ",
        [required("Nhập quyết định hoặc văn bản ủy quyền."), at_most(BASIS_LENGTH_MAX)],
        description="Ví dụ: Quyết định phân công số 15/QĐ-LMHTX ngày 05/01/2026",
    )

    def offer(self, people: Mapping[str, str]) -> "SignerForm":
        """Let a signer be chosen; return the form."""
        self.account_id.choices = {"": "Chọn người"} | dict(people)
        return self

    def draft(self) -> AuthorityDraft:
        """Return what was typed."""
        if self.valid_from.day is None:
            raise ValueError("a form that was not validated")
        chosen = "" if self.authority.data == BOSS else self.authority.data
        return AuthorityDraft(
            int(self.account_id.data), Authority(chosen), self.office.data, self.basis.data,
            self.valid_from.day, self.valid_to.day,
        )  # fmt: skip
