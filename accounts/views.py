"""Pages of accounts: the door, one's own account, and the administrator's list."""

from functools import partial

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import (
    actions,
    change_views,
    deputy_views,
    queries,
    second_factor_views,
    session_views,
)
from accounts.access import scopes_of
from accounts.blueprint import bp
from accounts.door_views import WRONG_OLD, go_on, note_failure
from accounts.forms import (
    AccountForm,
    ChangePasswordForm,
    ForgotForm,
    HotkeysForm,
    NewPasswordForm,
    SignInForm,
)
from accounts.guard import (
    ENGLISH,
    VIETNAMESE,
    caller_address,
    enter,
    find_me,
    home_of,
    leave,
    me,
    speak,
)
from accounts.models import Account
from accounts.queries import Wanted
from accounts.rules import is_local_path
from accounts.session_queries import list_sessions
from store.clock import today, utc_now
from store.db import db
from units.queries import list_units, list_valid
from workflow.roles import Role

__all__ = ["bp", "change_views", "deputy_views", "second_factor_views", "session_views"]
WRONG = "E-mail, số điện thoại hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi nhập lại."
CLOSED = "khoa"


@bp.route("/dang-nhap", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Let somebody in who knows the password, and lead to where they were going."""
    if request.method != "POST":
        known = find_me()
        return redirect(home_of(known), 303) if known else _sign_in_page(SignInForm(request.args))
    form = SignInForm(request.form)
    if not form.validate():
        return _sign_in_page(form, 422)
    login, password = form.login.data, form.password.data
    tried = actions.sign_in(db.session(), login, password, caller_address(), utc_now())
    db.session.commit()
    if tried.account is None:
        return _sign_in_page(form, note_failure(form, tried, None, WRONG))
    return go_on(tried.account, form.next.data or "")


def _sign_in_page(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    is_demo = current_app.extensions["settings"].is_demo
    session = db.session()
    people = queries.list_demo_accounts(session) if is_demo else []
    others = queries.list_demo_colleagues(session, people) if people else []
    shown = {"demo_accounts": people, "demo_colleagues": others}
    return render_template("accounts/sign_in.html", form=form, **shown), status


@bp.post("/dang-xuat")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    leave()
    flash("Đã đăng xuất.")
    return redirect(url_for("front.home"), 303)


@bp.route("/quen-mat-khau", methods=["GET", "POST"])
def forgot() -> ResponseReturnValue:
    """Mail a link to set a new password; the answer is the same whether there is an account."""
    form = ForgotForm(request.form)
    if request.method != "POST":
        return render_template("accounts/forgot.html", form=form)
    if not form.validate():
        return render_template("accounts/forgot.html", form=form), 422
    actions.ask_link(db.session(), form.login.data, utc_now())
    db.session.commit()
    return render_template("accounts/forgot_sent.html", login=form.login.data)


@bp.route("/lien-ket/<token>", methods=["GET", "POST"])
def use_link(token: str) -> ResponseReturnValue:
    """Show the form behind a one-time link; only sending it uses the link up."""
    session, form = db.session(), NewPasswordForm(request.form)
    link = queries.find_link(session, token, utc_now())
    if link is None:
        return render_template("accounts/link_gone.html"), 404
    if request.method != "POST":
        return render_template("accounts/use_link.html", form=form, link=link)
    password, now = form.password.data, utc_now()
    act = partial(actions.use_link, session, token, password, caller_address(), now)
    account = form.accepted(act)
    if account is None:
        return render_template("accounts/use_link.html", form=form, link=link), 422
    db.session.commit()
    return _enter_with_new_password(account)


def _enter_with_new_password(account: Account) -> ResponseReturnValue:
    answer = go_on(account, "")
    flash("Đã đặt mật khẩu. Lần sau hãy đăng nhập bằng mật khẩu này.")
    return answer


def _profile_page(form: ChangePasswordForm, status: int) -> ResponseReturnValue:
    account = me()
    page = render_template(
        "accounts/profile.html",
        form=form,
        hotkeys=HotkeysForm(is_on=account.has_hotkeys),
        attempts=queries.list_attempts(db.session(), account),
        sessions=list_sessions(db.session(), account, utc_now()),
        present=g.sign_in_session,
        has_scopes=bool(scopes_of(Role(account.role))),
        account=account,
    )
    return page, status


@bp.get("/tai-khoan-cua-toi")
def profile() -> ResponseReturnValue:
    """Show the own account."""
    return _profile_page(ChangePasswordForm(), 200)


@bp.post("/tai-khoan-cua-toi/mat-khau")
def change_password() -> ResponseReturnValue:
    """Change the own password; all other sessions end."""
    form = ChangePasswordForm(request.form)
    old, new, address = form.old.data, form.password.data, caller_address()
    act = partial(actions.change_password, db.session(), me(), old, new, address, utc_now())
    tried = form.accepted(act)
    if tried is None:
        return _profile_page(form, 422)
    db.session.commit()
    if tried.account is None:
        return _profile_page(form, note_failure(form, tried, "old", WRONG_OLD))
    enter(tried.account)
    flash("Đã đổi mật khẩu. Các nơi khác đang đăng nhập đã được thoát ra.")
    return redirect(url_for("accounts.profile"), 303)


@bp.post("/tai-khoan-cua-toi/phim-tat")
def set_hotkeys() -> ResponseReturnValue:
    """Switch single-key shortcuts on or off."""
    form = HotkeysForm(request.form)
    actions.set_hotkeys(me(), is_on=form.is_on.data)
    db.session.commit()
    flash("Đã bật phím tắt." if form.is_on.data else "Đã tắt phím tắt.")
    return redirect(url_for("accounts.profile"), 303)


@bp.post("/ngon-ngu")
def set_language() -> ResponseReturnValue:
    """Show pages in another language from now on; an account keeps it."""
    chosen = ENGLISH if request.form.get("language") == ENGLISH else VIETNAMESE
    account, way_on = find_me(), request.form.get("way_on", "/")
    if account is not None:
        actions.set_language(account, chosen)
        db.session.commit()
    speak(chosen)
    return redirect(way_on if is_local_path(way_on) else "/", 303)


def _wanted() -> Wanted:
    """Read the list's filters from the address; what is unknown filters nothing."""
    role = request.args.get("vai-tro", "")
    known = {str(r): r for r in Role if r is not Role.SYSTEM}
    is_active = False if request.args.get("trang-thai") == CLOSED else None
    return Wanted(request.args.get("q", "")[:100], known.get(role), is_active)


@bp.get("/quan-tri/tai-khoan")
def list_accounts() -> ResponseReturnValue:
    """Show the accounts, a page at a time."""
    session, wanted = db.session(), _wanted()
    page = min(max(request.args.get("trang", 1, type=int), 1), 10_000)
    accounts, total = queries.list_accounts(session, wanted, page)
    return render_template(
        "accounts/list.html",
        accounts=accounts,
        wanted=wanted,
        total=total,
        page=page,
        page_size=queries.PAGE_SIZE,
        counts=queries.count_by_role(session),
        closed=queries.count_closed(session),
    )


def _account_form(account: Account | None) -> AccountForm:
    """Return the form, filled from the request or else from the account, with its units."""
    form = AccountForm(request.form, obj=account)
    units = list_valid(db.session(), today())
    if account is not None and account.unit is not None and account.unit not in units:
        units.append(account.unit)
    return form.offer_units(units)


def _edit_page(form: AccountForm, account: Account | None, status: int) -> ResponseReturnValue:
    changes = queries.list_changes(db.session(), account.id) if account else []
    unit_names = {unit.id: unit.name for unit in list_units(db.session())}
    page = render_template(
        "accounts/edit.html", form=form, account=account, changes=changes, unit_names=unit_names
    )
    return page, status


@bp.route("/quan-tri/tai-khoan/moi", methods=["GET", "POST"])
def new_account() -> ResponseReturnValue:
    """Open an account; a link to set the password is a second step on its page."""
    form = _account_form(None)
    if request.method != "POST":
        return _edit_page(form, None, 200)
    account = form.accepted(
        lambda: actions.open_account(db.session(), form.draft(), me().id, utc_now())
    )
    if account is None:
        return _edit_page(form, None, 422)
    db.session.commit()
    flash("Đã mở tài khoản. Hãy gửi liên kết để người này đặt mật khẩu.")
    return redirect(url_for("accounts.edit_account", account_id=account.id), 303)


@bp.route("/quan-tri/tai-khoan/<int:account_id>", methods=["GET", "POST"])
def edit_account(account_id: int) -> ResponseReturnValue:
    """Change an account."""
    session = db.session()
    account = queries.access_account(session, account_id)
    form = _account_form(account)
    if request.method != "POST":
        return _edit_page(form, account, 200)
    act = partial(actions.edit_account, session, account)
    if form.accepted(lambda: act(form.draft(), me().id, utc_now())) is None:
        return _edit_page(form, account, 422)
    db.session.commit()
    flash("Đã lưu tài khoản.")
    return redirect(url_for("accounts.edit_account", account_id=account_id), 303)


@bp.post("/quan-tri/tai-khoan/<int:account_id>/lien-ket")
def send_link(account_id: int) -> ResponseReturnValue:
    """Mail a link to set the password, or show it once where there is only a telephone."""
    account = queries.access_account(db.session(), account_id)
    token = actions.send_link(db.session(), account, utc_now())
    db.session.commit()
    if token is not None:
        base_url = current_app.extensions["settings"].base_url
        address = base_url + url_for("accounts.use_link", token=token)
        return render_template("accounts/link.html", account=account, address=address)
    flash(f"Liên kết đặt mật khẩu đang được gửi tới {account.email}.")
    return redirect(url_for("accounts.edit_account", account_id=account_id), 303)


@bp.post("/quan-tri/tai-khoan/<int:account_id>/trang-thai")
def set_active(account_id: int) -> ResponseReturnValue:
    """Open or close an account."""
    account = queries.access_account(db.session(), account_id)
    is_active = request.form.get("is_active") == "1"
    actions.set_active(db.session(), account, me().id, utc_now(), is_active=is_active)
    db.session.commit()
    flash("Đã mở khóa tài khoản." if is_active else "Đã khóa tài khoản và kết thúc mọi phiên.")
    return redirect(url_for("accounts.edit_account", account_id=account_id), 303)
