"""What the page of figures accepts: from when to when, split by what."""

from datetime import date

from wtforms.validators import InputRequired

from reports.period import Period, asked_period
from web.filters import day
from web.forms import DayField, Form


class PeriodForm(Form):
    """The first and the last day."""

    tu = DayField("Từ ngày", [InputRequired("Nhập ngày đầu. Ví dụ: 01/01/2026")])
    den = DayField("Đến ngày", [InputRequired("Nhập ngày cuối. Ví dụ: 31/12/2026")])

    @staticmethod
    def usual(today: date) -> dict[str, str]:
        """Return what is shown to whoever asked for nothing: this year up to today."""
        return {"tu": day(date(today.year, 1, 1)), "den": day(today)}

    def period(self) -> Period:
        """Return the days that were asked for. Raises Refusal where they make no period."""
        if self.tu.day is None or self.den.day is None:
            raise ValueError("days that were not validated")
        return asked_period(self.tu.day, self.den.day)
