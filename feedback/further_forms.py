"""What the pages of letters beside the final answer accept."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField

from feedback.rules import ANSWER_LENGTH_MAX
from web.forms import Form, LongTextField, at_most, open_choice, required
from workflow.numbers import number


class FurtherForm(Form):
    """The words of a further letter; a correction says which letter it corrects."""

    body = LongTextField(
        "Nội dung", validators=[required("Viết nội dung văn bản"), at_most(ANSWER_LENGTH_MAX)]
    )
    corrects_id = SelectField("Đính chính văn bản nào?", validators=[open_choice()])
    version = HiddenField()

    def set_letters(self, letters: Sequence[Any]) -> None:
        """Offer the issued letters that may be corrected."""
        named = {
            str(one.answer.id): f"{one.kind_name} số {one.number} ngày {one.issued_on:%d/%m/%Y}"
            for one in letters
        }
        self.corrects_id.choices = {"": "Chọn một văn bản"} | named

    @property
    def corrected(self) -> int | None:
        return number(self.corrects_id.data)

    @property
    def seen_version(self) -> int:
        return number(self.version.data) or 0
