"""What the pages at the door share: why an attempt failed, and the way on."""

from math import ceil

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from accounts.door_actions import SignIn
from accounts.guard import enter, home_of, is_set_up_due, wait_for_code
from accounts.models import Account
from accounts.rules import ONE_MINUTE, is_local_path
from store.clock import utc_now
from web.filters import clock_time
from web.forms import Form
from web.headers import say_when
from workflow.refusal import Refusal

SHUT = "Đã sai nhiều lần. Hãy thử lại từ {minute}, hoặc dùng “Quên mật khẩu”."
SHUT_INSIDE = "Đã sai nhiều lần. Hãy thử lại từ {minute}."
WRONG_OLD = "Mật khẩu đang dùng chưa đúng. Hãy nhập lại."


def note_failure(form: Form, tried: SignIn, field: str | None, wrong: str, shut: str = SHUT) -> int:
    """Say in the form why an attempt failed; return the status of the page."""
    text, status = wrong, 422
    if tried.opens_at is not None:
        # A whole minute, so that the door is open when the clock on the wall says so.
        minute = tried.opens_at.replace(second=0, microsecond=0) + ONE_MINUTE
        text, status = shut.format(minute=clock_time(minute)), 429
        say_when(ceil((minute - utc_now()).total_seconds()))
    form.refuse(Refusal("password", text, field))
    return status


def go_on(account: Account, way_on: str) -> ResponseReturnValue:
    """Lead on who knows the password: to the code, or in."""
    if account.second_factor_at is not None:
        wait_for_code(account, way_on)
        return redirect(url_for("accounts.enter_code"), 303)
    return come_in(account, way_on)


def come_in(account: Account, way_on: str) -> ResponseReturnValue:
    """Begin the session and lead to where the visitor was going, or where the work is."""
    enter(account)
    if is_set_up_due(account):
        return redirect(url_for("accounts.second_factor"), 303)
    return redirect(way_on if is_local_path(way_on) else home_of(account), 303)
