"""Pages of bearer tokens: one's own, and for administrators all of them."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import scopes_of
from accounts.door_views import SHUT_INSIDE, WRONG_OLD, note_failure
from accounts.guard import caller_address, me
from accounts.second_factor_actions import check_password
from api import token_actions as actions
from api import token_queries as queries
from api.token_forms import SCOPE_NAMES, TokenForm
from store.clock import utc_now
from store.db import db
from workflow.roles import Role

bp = Blueprint("tokens", __name__)


def _mine_page(form: TokenForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "api/tokens.html",
        form=form,
        account=me(),
        tokens=queries.list_tokens(db.session(), me()),
        names=SCOPE_NAMES,
    )
    return page, status


def _form() -> TokenForm:
    return TokenForm(request.form).offer_scopes(scopes_of(Role(me().role)))


@bp.get("/tai-khoan-cua-toi/ma-truy-cap")
def mine() -> ResponseReturnValue:
    """Show the own tokens."""
    return _mine_page(_form())


@bp.post("/tai-khoan-cua-toi/ma-truy-cap")
def make() -> ResponseReturnValue:
    """Make a token after the present password was given, and show it this once."""
    form, account, session = _form(), me(), db.session()
    if not form.validate():
        return _mine_page(form, 422)
    tried = check_password(session, account, form.old.data, caller_address(), utc_now())
    session.commit()
    if tried.account is None:
        return _mine_page(form, note_failure(form, tried, "old", WRONG_OLD, SHUT_INSIDE))
    give = partial(actions.give_own_token, session, account, form.name.data)
    token = form.accepted(lambda: give(form.scopes.data, utc_now()))
    if token is None:
        return _mine_page(form, 422)
    session.commit()
    return render_template("api/token.html", account=account, name=form.name.data, token=token)


@bp.post("/tai-khoan-cua-toi/ma-truy-cap/<int:token_id>/thu-hoi")
def revoke_mine(token_id: int) -> ResponseReturnValue:
    """Take one of the own tokens back."""
    queries.access_own_token(db.session(), me(), token_id)
    token = actions.revoke_token(db.session(), token_id, utc_now(), by_id=me().id)
    db.session.commit()
    flash(f"Đã thu hồi mã của “{token.name}”. Phần mềm đó không gọi được nữa.")
    return redirect(url_for("tokens.mine"), 303)


@bp.get("/quan-tri/ma-truy-cap")
def list_all() -> ResponseReturnValue:
    """Show all tokens that work, and those taken back last."""
    working, revoked = queries.list_all_tokens(db.session())
    return render_template(
        "api/all_tokens.html", working=working, revoked=revoked, names=SCOPE_NAMES
    )


@bp.post("/quan-tri/ma-truy-cap/<int:token_id>/thu-hoi")
def revoke(token_id: int) -> ResponseReturnValue:
    """Take anybody's token back."""
    token = actions.revoke_token(db.session(), token_id, utc_now(), by_id=me().id)
    db.session.commit()
    flash(f"Đã thu hồi mã của “{token.name}” ({token.account.full_name}).")
    return redirect(url_for("tokens.list_all"), 303)
