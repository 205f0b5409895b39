"""What the pages of publication accept."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectMultipleField

from feedback.masking import KINDS, PASSAGE_LENGTH_MAX, PASSAGES_MAX, Suggestion
from web.forms import Form, LongTextField, at_most


def passage_lines(text: str) -> list[str]:
    """Return the passages of a field with one a line."""
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


class PublicationForm(Form):
    """What is hidden before an answer becomes public. `seen` is the digest of what was shown."""

    ticked = SelectMultipleField("Che những chỗ này", validate_choice=False)
    passages = LongTextField(
        "Che thêm đoạn khác",
        description="Mỗi dòng một đoạn, gõ đúng từ trong văn bản; có dấu hay không đều được.",
        validators=[at_most(PASSAGES_MAX * PASSAGE_LENGTH_MAX)],
    )
    seen = HiddenField()
    version = HiddenField()

    def set_choices(self, found: Sequence[Suggestion]) -> None:
        """Offer what may be hidden."""
        self.ticked.choices = {one.key: _label(one) for one in found}

    @property
    def lines(self) -> list[str]:
        return passage_lines(self.passages.data or "")

    def refuse_missing(self, missing: Sequence[str]) -> None:
        """Say which passages stand nowhere: nothing is published before they are corrected."""
        if missing:
            quoted = ", ".join(f"“{one[:60]}”" for one in missing)
            text = f"Không thấy trong văn bản: {quoted}. Gõ lại cho khớp hoặc bỏ dòng đó."
            self.passages.errors = [*self.passages.errors, text]
        if len(self.lines) > PASSAGES_MAX:
            self.passages.errors = [
                *self.passages.errors,
                f"Nhiều nhất {PASSAGES_MAX} đoạn. Hãy bỏ bớt.",
            ]


def _label(one: Suggestion) -> str:
    name = KINDS[one.kind]
    times = f" ({len(one.spans)} chỗ)" if len(one.spans) > 1 else ""
    return f"{name[0].upper()}{name[1:]}: {' '.join(one.passage.split())}{times}"
