"""One integration of the demo, switched off: the invented province calls nobody."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from demo.people import DOMAIN
from notices.webhook_actions import WebhookDraft, open_webhook

DRAFT = WebhookDraft(
    name="Phần mềm điều hành của Liên minh (ví dụ)",
    address="https://dieuhanh.example/donghanh",
    events=("sign",),
    is_on=False,
)


def load_integration(session: Session, settings: Settings, now: datetime) -> None:
    """Make the integration as the administrator would."""
    admin = select(Account).where(Account.email == f"quantri@{DOMAIN}")
    open_webhook(session, settings, DRAFT, session.scalars(admin).one(), now)
