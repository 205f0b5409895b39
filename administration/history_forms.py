"""What the search over events accepts."""

from datetime import date, timedelta

from wtforms import SelectField
from wtforms.validators import Optional

from administration.history_queries import Wanted
from feedback.process import VERBS
from web.filters import day
from web.forms import DayField, Form, TextField, at_most
from workflow.refusal import Refusal

USUAL_DAYS = timedelta(days=30)


class EventsForm(Form):
    """What is looked for among the events."""

    q = TextField("Mã hồ sơ, người làm hoặc từ trong ghi chú", [at_most(100)])
    viec = SelectField("Việc", [Optional()], choices={"": "Mọi việc"} | VERBS)
    tu = DayField("Từ ngày", [Optional()])
    den = DayField("Đến ngày", [Optional()])

    def wanted(self, today: date, before_id: int | None) -> Wanted:
        """Return what is looked for: the last 30 days where no days are given."""
        last = self.den.day or today
        first = self.tu.day or last - USUAL_DAYS
        if first > last:
            raise Refusal("period", "Ngày cuối phải từ ngày đầu trở đi.", "den")
        return Wanted(first, last, self.viec.data or "", (self.q.data or "").strip(), before_id)

    def kept(self, wanted: Wanted) -> dict[str, str]:
        """Return the same question as arguments of an address."""
        days = {"tu": day(wanted.first), "den": day(wanted.last)}
        return {"q": wanted.text, "viec": wanted.action} | days
