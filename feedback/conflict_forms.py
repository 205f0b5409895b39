"""What the page of conflicts of interest accepts."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from feedback.forms import NoteForm


class ConflictForm(NoteForm):
    """Whom a petition concerns, and why. A target is typed as "account-12" or "unit-3"."""

    target = SelectField(
        "Người hoặc đơn vị có liên quan",
        description="Người này, hoặc mọi người của đơn vị này, sẽ không thấy hồ sơ nữa.",
        validators=[InputRequired(message="Chọn người hoặc đơn vị")],
    )

    def offer(self, people: dict[int, str], units: dict[int, str]) -> "ConflictForm":
        """Offer people and units by id; return the form."""
        self.target.choices = (
            {"": "Chọn người hoặc đơn vị"}
            | {f"account-{key}": name for key, name in people.items()}
            | {f"unit-{key}": name for key, name in units.items()}
        )
        return self

    @property
    def target_kind(self) -> str:
        return str(self.target.data).partition("-")[0]

    @property
    def target_id(self) -> int:
        return int(str(self.target.data).partition("-")[2])
