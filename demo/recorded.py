"""What comes on paper from somebody whom the registry does not know, written down by name."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from demo.story import workdays_before
from feedback.actions import Filing
from feedback.models import Petition
from feedback.recording_actions import record
from feedback.rules import PetitionText
from rulebook.queries import working_calendar
from workflow.localtime import local_day

NAME = "Nhóm hộ trồng quýt Nà Phước"
TEXT = PetitionText(
    subject="Hướng dẫn thành lập tổ hợp tác trồng quýt",
    situation=(
        "Mười hai hộ ở Nà Phước cùng trồng quýt từ năm 2022, bán chung cho một đầu mối. Chúng tôi "
        "muốn thành lập tổ hợp tác để ký hợp đồng nhưng chưa biết làm giấy tờ thế nào."
    ),
    demands=(
        "Hướng dẫn hồ sơ thành lập tổ hợp tác",
        "Cho biết tổ hợp tác có được vay vốn của Quỹ không",
    ),
    topic_code="registration_law",
    commune_code=None,
    contact_name="Lộc Văn Páo",
    contact_phone="0900123456",
    may_publish=False,
)


def record_by_name(
    session: Session, settings: Settings, account: Account, now: datetime
) -> Petition:
    """Write down a paper that came two working days before it was typed."""
    came_on = workdays_before(working_calendar(session), local_day(now), 2)
    filing = Filing(account, None, "paper", came_on, NAME)
    return record(session, settings, filing, TEXT, [], now)
