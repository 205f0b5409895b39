"""The page of what was changed about accounts and roles, for administrators."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import queries
from accounts.blueprint import bp
from store.db import db
from units.queries import list_units

KINDS = {
    "": ("Tất cả", ()),
    "vai-tro": ("Vai trò, đơn vị", ("role", "unit_id", "position")),
    "dang-nhap": ("Khóa, mở", ("is_active",)),
    "lien-he": ("Tên, liên hệ", ("full_name", "email", "phone")),
    "bao-mat": ("Xác thực, mã truy cập", ("second_factor", "recovery_codes", "token")),
}


@bp.get("/quan-tri/tai-khoan/lich-su")
def changes() -> ResponseReturnValue:
    """Show the changes of all accounts, a page at a time; an unknown kind filters nothing."""
    asked = request.args.get("loai", "")
    kind = asked if asked in KINDS else ""
    page = min(max(request.args.get("trang", 1, type=int), 1), 10_000)
    found, total = queries.list_all_changes(db.session(), KINDS[kind][1], page)
    return render_template(
        "accounts/changes.html",
        changes=found,
        groups=[_chips(kind)],
        unit_names={unit.id: unit.name for unit in list_units(db.session())},
        total=total,
        page=page,
        page_size=queries.PAGE_SIZE,
        kind=kind,
    )


def _chips(chosen: str) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": url_for("accounts.changes", loai=kind or None),
            "is_chosen": kind == chosen,
        }
        for kind, (label, _) in KINDS.items()
    ]
