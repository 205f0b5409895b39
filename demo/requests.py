"""Two cooperatives that ask for an account: one that the registry knows, one with differences."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperatives.models import Cooperative, Mandate
from demo.papers import make_paper
from documents.actions import keep
from documents.vault import Vault
from representation.actions import Ask, ask

PAPER = "Giấy chứng nhận đăng ký hợp tác xã.pdf"
ABOUT = "yêu cầu mở tài khoản Đồng Hành"


def ask_for_accounts(session: Session, vault: Vault, now: datetime) -> None:
    """Send two requests, a day and an hour ago; they wait for the records officer."""
    spoken_for = select(Mandate.cooperative_id)
    silent = select(Cooperative).where(Cooperative.id.not_in(spoken_for))
    wanted = silent.where(Cooperative.kind == "cooperative", Cooperative.status == "active")
    known, other = session.scalars(wanted.order_by(Cooperative.id).limit(2)).all()
    day_ago, hour_ago = now - timedelta(days=1), now - timedelta(hours=1)
    _ask(session, vault, known, known.representative_name, "0987650101", day_ago)
    _ask(session, vault, other, "Hoàng Thị Thanh Nhàn", "0987650102", hour_ago)


def _ask(
    session: Session, vault: Vault, of: Cooperative, name: str, phone: str, at: datetime
) -> None:
    place, dated = of.commune.name, f"{at:%d/%m/%Y}"
    paper = make_paper(PAPER, of.name, place, name, dated, ABOUT)
    wish = Ask(
        tax_code=of.tax_code or "",
        cooperative_name=of.name,
        full_name=name,
        position="Giám đốc",
        phone=phone,
        email=f"htx{phone[-4:]}@hoptacxa.example",
    )
    ask(session, wish, keep(session, vault, paper, None, at), at)
