"""What the page of handing over a desk accepts."""

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from feedback.forms import NoteForm
from web.forms import open_choice

SHARED = "Chia đều trong đơn vị"


class HandDeskForm(NoteForm):
    """Whose desk, to whom, and why. `seen`: the list that the reader agreed to."""

    officer_id = SelectField(
        "Bàn làm việc của ai", validators=[InputRequired(message="Chọn người")]
    )
    taker_id = SelectField("Giao cho ai", validators=[open_choice()])
    seen = HiddenField()
