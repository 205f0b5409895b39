"""An import with its report, checked and waiting: rows with faults, rows that change, a new one."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Cooperative
from demo.asked import asked_of, mark_done_at
from demo.people import DOMAIN
from documents.vault import Vault
from imports import actions

HEADINGS = (
    "STT", "Tên HTX", "MST", "Xã, phường", "Lĩnh vực", "Ngày thành lập", "Số thành viên",
    "Vốn điều lệ (triệu đồng)", "Điện thoại",
)  # fmt: skip
NAME = "ra-soat-htx-quy-IV.csv"


def bring_in_table(session: Session, vault: Vault, now: datetime) -> None:
    """Play an import up to its report, as the worker does it."""
    at = now - timedelta(days=1)
    clerk = session.scalars(select(Account).where(Account.email == f"vanthu@{DOMAIN}")).one()
    content = _table(session).encode("utf-8-sig")
    brought = actions.take_in(session, vault, NAME, content, clerk, at)
    actions.read(session, vault, brought.id, at)
    while brought.status == "checking":
        actions.check_more(session, brought.id, at)
    mark_done_at(asked_of(session, "imports."), at)


def _table(session: Session) -> str:
    found = select(Cooperative).where(Cooperative.kind == "cooperative").order_by(Cooperative.id)
    first, second, third, fourth, *_ = session.scalars(found.offset(60).limit(4))
    rows = [
        (1, first.name, first.tax_code, first.commune.name, "", "", first.official_members + 3,
         "", ""),
        (2, second.name, second.tax_code, second.commune.name, "", "", "", "2.150", "0900 100 777"),
        (3, third.name, third.tax_code, third.commune.name, "", "31/02/2019", "", "", ""),
        (4, fourth.name, fourth.tax_code, fourth.commune.name, "", "", "mười hai", "", ""),
        (5, first.name, first.tax_code, first.commune.name, "", "", first.official_members, "", ""),
        (6, "Hợp tác xã Dược liệu Mẫu Sơn Xanh", "4900999003", "Mẫu Sơn", "Nông nghiệp",
         "14/05/2024", 9, "1,8 tỷ", "0900 100 778"),
    ]  # fmt: skip
    return "\n".join(";".join(str(cell) for cell in row) for row in (HEADINGS, *rows))
