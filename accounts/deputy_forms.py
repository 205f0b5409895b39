"""What the page of deputies accepts."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from web.forms import DayField, Form, TextField, at_most, required

REASON_LENGTH_MAX = 300
DAY = "Nhập ngày. Ví dụ: {day}"


class DeputyForm(Form):
    """Who is away, who stands in, from when to when, why."""

    account_id = SelectField("Ai vắng", validators=[InputRequired(message="Chọn người vắng")])
    deputy_id = SelectField("Ai trực thay", validators=[InputRequired(message="Chọn người thay")])
    starts_on = DayField("Từ ngày", validators=[required(DAY)])
    ends_on = DayField("Đến hết ngày", validators=[required(DAY)])
    reason = TextField("Lý do", validators=[required("Viết lý do"), at_most(REASON_LENGTH_MAX)])
