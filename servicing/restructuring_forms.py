"""What the pages of restructuring accept."""

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from servicing.drafts import REASON_LENGTH_MAX
from servicing.forms import PlanForm
from servicing.restructuring_actions import Finding, Wish
from servicing.restructuring_process import KINDS
from web.forms import Form, LineField, LongTextField, at_most, required

FINDING_LENGTH_MAX = 2000
SUPPORT = {"co": "Nên cơ cấu, theo lịch đề xuất", "khong": "Không nên cơ cấu"}


class AskForm(PlanForm):
    """What a borrower asks for."""

    kind = RadioField(
        "Đề nghị", [InputRequired(message="Chọn một cách.")], choices=KINDS, default="extend"
    )
    reason = LongTextField(
        "Vì sao không trả được theo lịch",
        [required("Viết lý do: điều gì xảy ra, từ khi nào."), at_most(REASON_LENGTH_MAX)],
        description="Điều gì xảy ra, từ khi nào, khi nào có tiền trả lại",
    )

    def wish(self) -> Wish:
        """Return what was entered."""
        return Wish(self.kind.data, *self.days(), self.reason.data)


class AppraiseForm(PlanForm):
    """What an appraiser found and proposes."""

    finding = LongTextField(
        "Kết quả thẩm định",
        [required("Viết kết quả thẩm định."), at_most(FINDING_LENGTH_MAX)],
        description="Nguyên nhân có thật không, dòng tiền tới, khả năng trả theo lịch mới",
    )
    support = RadioField("Đề xuất", [InputRequired(message="Chọn một cách.")], choices=SUPPORT)

    def found(self) -> Finding:
        """Return what was entered."""
        return Finding(self.finding.data, self.support.data == "co", *self.days())


class DecideForm(Form):
    """A decision, with words for the letter: a refusal needs them. `seen`: what was read."""

    seen = HiddenField()

    outcome = RadioField(
        "Quyết định",
        [InputRequired(message="Chọn một cách.")],
        choices={"co": "Cơ cấu lại theo lịch đề xuất", "khong": "Không cơ cấu"},
    )
    answer = LineField(
        "Lý do, lưu ý ghi vào văn bản",
        [Optional(), at_most(REASON_LENGTH_MAX)],
        description="Bắt buộc khi không cơ cấu",
    )
