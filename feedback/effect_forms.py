"""What a cooperative says four weeks after its answer."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from feedback.effect_rules import EFFECTS, WORDS_LENGTH_MAX
from web.forms import Form, LongTextField, at_most


class EffectForm(Form):
    """Whether the matter is settled, and a few words."""

    reply = RadioField(
        "Việc của quý vị đến nay thế nào?",
        choices=EFFECTS,
        validators=[InputRequired(message="Chọn một câu trả lời")],
    )
    words = LongTextField("Còn vướng điều gì?", validators=[at_most(WORDS_LENGTH_MAX)])
