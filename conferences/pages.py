"""What the pages of conferences show, gathered from the records. Reads only."""

from accounts.models import Account
from conferences.models import Conference
from conferences.process import CONFERENCE, MOVES
from workflow.roles import Role

STAGES = (
    ("planned", "Kế hoạch"),
    ("collecting", "Câu hỏi"),
    ("agenda_set", "Chương trình"),
    ("in_session", "Hội nghị"),
    ("minuted", "Biên bản"),
    ("concluded", "Kết luận"),
)


def open_moves(conference: Conference, account: Account) -> list[str]:
    """Return the plain steps that `account` may take now, the way on first."""
    acts = CONFERENCE.open_to(conference.dossier.state, Role(account.role))
    return [act for act in acts if act in MOVES]


def progress_of(conference: Conference) -> list[dict[str, str]]:
    """Return the line of stages, each done, current or to come."""
    order = list(CONFERENCE.states)
    at = order.index(conference.dossier.state)
    shown = []
    for name, label in STAGES:
        place = order.index(name)
        kind = "done" if place < at else "now" if place == at else "todo"
        shown.append({"label": label, "kind": kind, "day": "", "prefix": ""})
    return shown
