"""What the page of complaints and denunciations accepts."""

from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf, InputRequired

from feedback.forms import NoteForm
from feedback.redirect_texts import MATTERS


class RedirectForm(NoteForm):
    """What it is, where it goes, and words for the letter."""

    matter = RadioField(
        "Đơn này là", choices=MATTERS, validators=[AnyOf(MATTERS, message="Chọn một mục")]
    )
    body_id = SelectField(
        "Cơ quan giải quyết", validators=[InputRequired(message="Chọn cơ quan")], coerce=str
    )
