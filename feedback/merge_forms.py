"""What the pages of merging and splitting accept."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from dossiers.numbering import parse_code
from feedback.forms import NOTE_LENGTH_MAX, NoteForm
from feedback.rules import SUBJECT_LENGTH_MAX
from web.forms import Form, LineField, LongTextField, at_most, required
from workflow.numbers import number


class MergeForm(NoteForm):
    """Into which petition, and why. Which demand is the same as which: one select for each."""

    lead = HiddenField()
    note = LongTextField(
        "Vì sao gộp",
        description="Hợp tác xã không đọc lý do này, chỉ biết có kiến nghị tương tự.",
        validators=[required("Viết lý do gộp"), at_most(NOTE_LENGTH_MAX)],
    )

    def same(self, typed: Mapping[str, str], demand_ids: Sequence[int]) -> dict[int, int]:
        """Return the lead's demand for each demand, as far as one was chosen."""
        chosen = {one: number(typed.get(f"same-{one}")) for one in demand_ids}
        return {one: same for one, same in chosen.items() if same is not None}

    @property
    def lead_code(self) -> str:
        return parse_code(self.lead.data or "") or ""


class SplitForm(Form):
    """Which demands leave, what the new petition is called, what it is about, and why."""

    demands = SelectMultipleField(
        "Yêu cầu tách ra",
        description="Ít nhất một, và để lại ít nhất một.",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(message="Chọn ít nhất một yêu cầu để tách")],
    )
    subject = LineField(
        "Tên kiến nghị mới",
        validators=[required("Viết tên kiến nghị mới"), at_most(SUBJECT_LENGTH_MAX)],
    )
    topic = SelectField("Lĩnh vực", validators=[InputRequired(message="Chọn lĩnh vực")])
    note = LongTextField(
        "Vì sao tách",
        description="Ghi trong lịch sử hồ sơ, hợp tác xã không đọc.",
        validators=[required("Viết lý do tách"), at_most(NOTE_LENGTH_MAX)],
    )

    def set_choices(self, demands: Sequence[Any], topics: Sequence[Any]) -> None:
        """Offer the demands of the petition, and the topics."""
        self.demands.choices = [(str(one.id), f"{one.position}. {one.text}") for one in demands]
        self.topic.choices = {"": "Chọn lĩnh vực"} | {one.code: one.name for one in topics}

    @property
    def demand_ids(self) -> tuple[int, ...]:
        return tuple(int(one) for one in self.demands.data or [] if one.isdecimal())
