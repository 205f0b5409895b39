"""Reports that people made: of the conference of 2/12/2024, settled, and one still open."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from demo.cast import Cast
from reports import actions
from reports.period import Period

TITLE = "Báo cáo tình hình kinh tế tập thể, hợp tác xã {}"
ELEVEN_MONTHS = Period(date(2024, 1, 1), date(2024, 11, 30))
WHOLE_YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))
MADE_AT = datetime(2024, 12, 1, 1, 30, tzinfo=UTC)
SETTLED_AT = datetime(2024, 12, 1, 9, 5, tzinfo=UTC)
YEAR_MADE_AT = datetime(2025, 1, 6, 2, 15, tzinfo=UTC)
MAKER, SETTLER = "hanh", "khai"
AN_HOUR = timedelta(hours=1)


def make_reports(session: Session, cast: Cast) -> None:
    """Save what the article says as its maker did, settled by the head; then that of the year."""
    maker, settler = cast.accounts[MAKER], cast.accounts[SETTLER]
    for period, at in ((ELEVEN_MONTHS, MADE_AT), (WHOLE_YEAR, YEAR_MADE_AT)):
        title = TITLE.format(period.name)
        report = actions.save_report(session, title, period, at - AN_HOUR, maker, at)
        if period is ELEVEN_MONTHS:
            actions.settle(session, report, settler, SETTLED_AT)
