"""At the door: who is calling, and may they knock here. Runs before every request."""

from datetime import UTC, datetime
from math import ceil

from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    redirect,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from accounts import passwords, session_actions
from accounts.access import ACCESS, LIMITS, Access
from accounts.deputy_queries import stand_in
from accounts.models import Account, ApiToken
from accounts.rules import CODE_WAIT
from accounts.second_factor_queries import must_have
from accounts.session_queries import find_session
from accounts.tokens import token_hash
from store.clock import today, utc_now
from store.db import db
from store.rates import Limit, hit, seconds_left
from web.errors import page, problem
from web.headers import say_when
from workflow.refusal import Refusal
from workflow.roles import Role

ASKS_NOBODY = frozenset({"static", "api.healthz", "api.readyz"})  # who calls is not looked up
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOO_FAST = "Hãy chờ {minutes} phút rồi thử lại."
NO_BEARER = "Cần tiêu đề Authorization: Bearer <mã truy cập>."
WRONG_BEARER = "Mã truy cập không đúng hoặc đã bị thu hồi."
SET_UP_FIRST = "Hãy bật xác thực hai bước trước, rồi mới làm được việc này."
HALF_WAY, TOKEN, LANGUAGE = "half_way", "token", "language"
VIETNAMESE, ENGLISH = "vi", "en"

login_manager = LoginManager()
HOMES = {
    Role.REPRESENTATIVE: "feedback.mine",
    Role.LEADER: "feedback.signing",
    Role.ADMIN: "administration.home",
    Role.FUND_ACCOUNTANT: "fund.overview",
    Role.FUND_DIRECTOR: "fund.overview",
}


def me() -> Account:
    """Return the signed-in account. Raises Refusal("sign_in") where there is none."""
    account = find_me()
    if account is None:
        raise Refusal("sign_in", "Hãy đăng nhập rồi thử lại.")
    return account


def find_me() -> Account | None:
    """Return the account that this request acts for, None where nobody signed in."""
    token: ApiToken | None = g.get("api_token")
    if token is not None:
        return token.account
    user = current_user
    return user._get_current_object() if user and user.is_authenticated else None


@login_manager.user_loader
def load_account(cookie_id: str) -> Account | None:
    """Return the account of a session cookie, None where it was ended or the account is closed."""
    account_id, _, version = cookie_id.partition(":")
    token = session.get(TOKEN)
    if not (account_id.isdecimal() and version.isdecimal() and isinstance(token, str)):
        return None
    found = find_session(db.session(), int(account_id), token, utc_now())
    if found is None or found[0].session_version != int(version):
        return None
    g.sign_in_session = found[1]
    return stand_in(db.session(), found[0], today())


def _load_half_way(cookie_id: str) -> Account | None:
    account_id, _, version = cookie_id.partition(":")
    account = db.session.get(Account, int(account_id))
    if account is None or not account.is_active or account.session_version != int(version):
        return None
    return account


def _find_token() -> ApiToken | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    wanted = select(ApiToken).where(ApiToken.token_hash == token_hash(token.strip()))
    found = db.session.scalars(wanted.where(ApiToken.revoked_at.is_(None))).one_or_none()
    return found if found is not None and found.account.is_active else None


def enter(account: Account) -> None:
    """Begin a session for `account`. What the browser held before is thrown away."""
    session.clear()
    agent, address = request.headers.get("User-Agent", ""), caller_address()
    session[TOKEN] = session_actions.begin(db.session(), account, agent, address, utc_now())
    db.session.commit()
    login_user(account)
    session.permanent = True
    speak(account.language)
    g.account_id = account.id


def speak(language: str) -> None:
    """Show this browser the pages in a language, "vi" or "en"."""
    session[LANGUAGE] = language


def language() -> str:
    """Return the language of the pages of this request; Vietnamese outside of one."""
    return ENGLISH if has_request_context() and session.get(LANGUAGE) == ENGLISH else VIETNAMESE


def wait_for_code(account: Account, way_on: str) -> None:
    """Remember in this browser that the password of `account` was right; nobody is signed in."""
    chosen = language()
    session.clear()
    speak(chosen)
    until = utc_now() + CODE_WAIT
    session[HALF_WAY] = [account.get_id(), int(until.timestamp()), way_on]


def half_way() -> tuple[Account, str] | None:
    """Return whose code is waited for and where to go on, None where nobody's or too late."""
    kept = session.get(HALF_WAY)
    if kept is None or datetime.fromtimestamp(kept[1], UTC) <= utc_now():
        return None
    account = _load_half_way(kept[0])
    return (account, str(kept[2])) if account is not None else None


def leave() -> None:
    """End the session of this browser."""
    if find_me() is not None and "sign_in_session" in g:
        session_actions.end(g.sign_in_session, utc_now())
        db.session.commit()
    logout_user()
    session.clear()


def is_set_up_due(account: Account) -> bool:
    """Return whether `account` has to set up its second factor before anything else."""
    settings = current_app.extensions["settings"]
    return account.second_factor_at is None and must_have(settings, account)


def home_of(account: Account) -> str:
    """Return the address where the work of `account` begins."""
    return url_for(HOMES.get(Role(account.role), "dossiers.desk"))


def caller_address() -> str:
    return request.remote_addr or "-"


def _too_fast(access: Access) -> Response | None:
    """Count this call; return what is said to a caller who has to wait, None where nobody has."""
    account, now = find_me(), utc_now()
    caller = f"account:{account.id}" if account else f"address:{caller_address()}"
    for name in access.limits:
        rate = LIMITS[name]
        if request.method in SAFE and not rate.counts_reads:
            continue
        limit = Limit(rate.count_max, rate.seconds)
        is_within = hit(db.session(), f"{name}:{caller}", limit, now)
        db.session.commit()
        if not is_within:
            return _wait(seconds_left(limit, now))
    return None


def _wait(seconds: int) -> Response:
    say_when(seconds)
    return page(429, TOO_FAST.format(minutes=ceil(seconds / 60)), "rate")


def _check_program(access: Access) -> Response | None:
    g.api_token = _find_token()
    if access.roles is None:
        return None
    if g.api_token is None:
        has_header = "Authorization" in request.headers
        response = problem(401, WRONG_BEARER if has_header else NO_BEARER, "token")
        response.headers["WWW-Authenticate"] = 'Bearer realm="donghanh"'
        return response
    if access.scope not in g.api_token.scopes or Role(g.api_token.account.role) not in access.roles:
        return problem(403, "Mã truy cập này không có quyền gọi địa chỉ này.", "scope")
    return None


def _check_person(access: Access) -> BaseResponse | None:
    if access.roles is None:
        return None
    account = find_me()
    if account is None:
        if request.method in SAFE:
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
        return page(401)
    if Role(account.role) not in access.roles:
        return page(403)
    if not access.is_for_set_up and is_set_up_due(account):
        is_read = request.method in SAFE
        return (
            redirect(url_for("accounts.second_factor"), 303) if is_read else page(403, SET_UP_FIRST)
        )
    return None


def check_access() -> BaseResponse | None:
    """Stop a request that its row in ACCESS does not allow; a route without a row is closed."""
    if request.routing_exception is not None or request.endpoint in ASKS_NOBODY:
        return None  # a page that does not exist, a wrong method, a missing slash: Flask answers
    access = ACCESS.get(request.endpoint or "")
    if access is None:
        return page(403)
    is_program = request.path.startswith("/api/v1/")
    stopped = _check_program(access) if is_program else _check_person(access)
    if stopped is not None:
        return stopped
    account = find_me()
    g.account_id = account.id if account else None
    _see()
    return _too_fast(access)


def _see() -> None:
    """Note that the session is used, at most once a minute, so that pages stay without a write."""
    one = g.get("sign_in_session")
    if one is not None and session_actions.is_seen_due(one, utc_now()):
        session_actions.see(db.session(), one, caller_address(), utc_now())
        db.session.commit()


def init_app(app: Flask) -> None:
    """Stand at the door of `app`."""
    passwords.configure(app.extensions["settings"].password_memory_kib)
    login_manager.init_app(app)
    login_manager.session_protection = None
    app.before_request(check_access)
