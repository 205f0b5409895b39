"""What the search over events accepts."""

from collections.abc import Iterable
from datetime import date, timedelta

from wtforms import SelectField
from wtforms.validators import Optional

from administration.history_queries import Wanted
from web.filters import day
from web.forms import COUNTED_YEARS, DayField, Form, TextField, at_most, open_choice, within_years
from workflow.machine import Machine
from workflow.refusal import Refusal
from workflow.text import fold

LABEL_LENGTH_MAX = 36  # as wide as a telephone
USUAL_DAYS = timedelta(days=30)


def _short(label: str) -> str:
    return label if len(label) <= LABEL_LENGTH_MAX else f"{label[: LABEL_LENGTH_MAX - 1].rstrip()}…"


class EventsForm(Form):
    """What is looked for among the events."""

    q = TextField("Mã hồ sơ, người làm hoặc từ trong ghi chú", [at_most(100)])
    viec = SelectField("Việc", [open_choice()])
    tu = DayField("Từ ngày", [Optional(), within_years(*COUNTED_YEARS)])
    den = DayField("Đến ngày", [Optional(), within_years(*COUNTED_YEARS)])

    def offer(self, machines: Iterable[Machine]) -> "EventsForm":
        """Let every verb of every process be chosen, by its Vietnamese name; return the form."""
        labels: dict[str, list[str]] = {}
        for machine in machines:
            for action, verb in machine.verbs.items():
                said = labels.setdefault(action, [])
                said += [verb] if verb not in said else []
        named = {action: _short(" / ".join(said)) for action, said in labels.items()}
        ordered = sorted(named.items(), key=lambda pair: fold(pair[1]))
        self.viec.choices = {"": "Mọi việc"} | dict(ordered)
        return self

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
