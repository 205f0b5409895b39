"""Pages of the second factor: its code at the door, one's own page, the administrator's reset."""

from functools import partial

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import codes
from accounts import second_factor_actions as actions
from accounts import second_factor_queries as queries
from accounts.blueprint import bp
from accounts.door_views import SHUT_INSIDE, WRONG_OLD, come_in, note_failure
from accounts.forms import ChangeFactorForm, CodeForm
from accounts.guard import caller_address, enter, half_way, home_of, is_set_up_due, me
from accounts.models import Account
from accounts.queries import access_account
from config import Settings
from store.clock import utc_now
from store.db import db
from web.qr import qr_svg

WRONG = "Mã chưa đúng hoặc đã dùng rồi. Hãy chờ ứng dụng hiện mã mới rồi nhập lại."
FEW_LEFT = 3


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@bp.route("/dang-nhap/ma-xac-thuc", methods=["GET", "POST"])
def enter_code() -> ResponseReturnValue:
    """Ask for the code after the password, and let in who knows it."""
    waited_for, form = half_way(), CodeForm(request.form)
    if waited_for is None:
        return render_template("accounts/code_late.html"), 404
    account, way_on = waited_for
    if request.method != "POST":
        return render_template("accounts/code.html", form=form)
    if not form.validate():
        return render_template("accounts/code.html", form=form), 422
    enter_with = partial(actions.enter_code, db.session(), _settings(), account)
    tried = enter_with(form.code.data, caller_address(), utc_now())
    db.session.commit()
    if tried.account is None:
        status = note_failure(form, tried, "code", WRONG, SHUT_INSIDE)
        return render_template("accounts/code.html", form=form), status
    return _come_in(account, way_on)


def _come_in(account: Account, way_on: str) -> ResponseReturnValue:
    left = queries.count_unused_codes(db.session(), account)
    answer = come_in(account, way_on)
    if left <= FEW_LEFT:
        flash(f"Còn {left} mã dự phòng. Hãy tạo bộ mã mới ở trang Tài khoản của tôi.")
    return answer


def _own_page(
    form: CodeForm, change: ChangeFactorForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Render one's own page: off, being set up, or on."""
    account, settings, session = me(), _settings(), db.session()
    secret = queries.offered_secret(session, settings, account, utc_now())
    address = codes.setup_address(secret or "", account.login, settings.alliance_short_name)
    page = render_template(
        "accounts/second_factor.html",
        form=form,
        change=change or ChangeFactorForm(),
        account=account,
        secret=codes.grouped(secret) if secret else None,
        qr=qr_svg(address, "Mã QR để quét bằng ứng dụng tạo mã") if secret else None,
        is_due=is_set_up_due(account),
        is_required=queries.must_have(settings, account),
        left=queries.count_unused_codes(session, account),
    )
    return page, status


@bp.get("/tai-khoan-cua-toi/xac-thuc-hai-buoc")
def second_factor() -> ResponseReturnValue:
    """Show whether the own account asks for a code, and how to set it up."""
    return _own_page(CodeForm())


@bp.post("/tai-khoan-cua-toi/xac-thuc-hai-buoc/bat-dau")
def offer_factor() -> ResponseReturnValue:
    """Draw the secret that the telephone is to hold."""
    actions.offer_first(db.session(), _settings(), me(), utc_now())
    db.session.commit()
    return redirect(url_for("accounts.second_factor"), 303)


@bp.post("/tai-khoan-cua-toi/xac-thuc-hai-buoc/xac-nhan")
def confirm_factor() -> ResponseReturnValue:
    """Take up the secret by its first code, and show the recovery codes this once."""
    account, form = me(), CodeForm(request.form)
    typed, now = form.code.data, utc_now()
    drawn = form.accepted(partial(actions.confirm, db.session(), _settings(), account, typed, now))
    if drawn is None:
        return _own_page(form, status=422)
    db.session.commit()
    enter(account)
    return _codes_page(account, drawn)


def _codes_page(account: Account, drawn: list[str]) -> ResponseReturnValue:
    return render_template(
        "accounts/codes.html", account=account, codes=drawn, home=home_of(account)
    )


@bp.post("/tai-khoan-cua-toi/xac-thuc-hai-buoc/thay-doi")
def change_factor() -> ResponseReturnValue:
    """Change the telephone, draw new recovery codes, or switch it off: with the password only."""
    form, account, now = ChangeFactorForm(request.form), me(), utc_now()
    if not form.validate():
        return _own_page(CodeForm(), form, 422)
    tried = actions.check_password(db.session(), account, form.old.data, caller_address(), now)
    db.session.commit()
    if tried.account is None:
        return _own_page(CodeForm(), form, note_failure(form, tried, "old", WRONG_OLD, SHUT_INSIDE))
    return _change(form, account)


def _change(form: ChangeFactorForm, account: Account) -> ResponseReturnValue:
    session, settings, now = db.session(), _settings(), utc_now()
    if form.act.data == "codes":
        drawn = actions.renew_codes(session, settings, account, now)
        db.session.commit()
        return _codes_page(account, drawn)
    if form.act.data == "phone":
        actions.offer(session, settings, account, now)
    else:
        actions.switch_off(session, settings, account, now)
        flash("Đã tắt xác thực hai bước. Lần sau chỉ cần mật khẩu.")
    db.session.commit()
    return redirect(url_for("accounts.second_factor"), 303)


@bp.post("/quan-tri/tai-khoan/<int:account_id>/xac-thuc-hai-buoc")
def reset_factor(account_id: int) -> ResponseReturnValue:
    """Take the second factor off for somebody who lost telephone and recovery codes."""
    account = access_account(db.session(), account_id)
    actions.reset(db.session(), account, me().id, utc_now())
    db.session.commit()
    flash("Đã gỡ xác thực hai bước và kết thúc mọi phiên. Người này đăng nhập rồi bật lại.")
    return redirect(url_for("accounts.edit_account", account_id=account_id), 303)
