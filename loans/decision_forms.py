"""What the pages of decision and offer accept."""

from wtforms.validators import ValidationError

from web.forms import Form, LongTextField, at_most, required

NOTE_LENGTH_MAX = 4000


class DecideForm(Form):
    """Words with a decision: needed for a refusal and for giving back."""

    note = LongTextField("Lý do, giải thích", validators=[at_most(NOTE_LENGTH_MAX)])

    def need_note(self) -> bool:
        """Return whether words were written; say so at the field where not."""
        if (self.note.data or "").strip():
            return True
        self.note.errors = ["Ghi lý do để người nhận hiểu cần làm gì."]
        return False


class AnswerForm(Form):
    """A word with the answer to an offer; not needed."""

    note = LongTextField("Lời nhắn cho Quỹ", validators=[at_most(NOTE_LENGTH_MAX)])


class SecondLookForm(Form):
    """Why to look again: what changed, what was not seen."""

    note = LongTextField(
        "Vì sao đề nghị xem xét lại",
        description="Nêu điều đã thay đổi hoặc điều Quỹ chưa xem: vốn đối ứng, tài sản, hợp đồng.",
        validators=[required("Viết lý do đề nghị xem xét lại"), at_most(NOTE_LENGTH_MAX)],
    )

    def validate_note(self, field: LongTextField) -> None:
        if len((field.data or "").strip()) < 10:
            raise ValidationError("Viết rõ hơn, ít nhất một câu.")
