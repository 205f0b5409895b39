"""Commands: flask accounts create opens the first administrator's account, or any other."""

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from accounts import actions, second_factor_actions
from accounts.actions import AccountDraft
from accounts.queries import find_by_login
from accounts.rules import normalise_login
from store.clock import utc_now
from store.db import db
from units.queries import find_by_code
from workflow.refusal import Refusal
from workflow.roles import Role

cli = AppGroup("accounts", help="Tài khoản.")
ROLES = [str(role) for role in Role if role is not Role.SYSTEM]


@cli.command()
@click.argument("email")
@click.argument("full_name")
@click.option("--role", type=click.Choice(ROLES), default=str(Role.ADMIN), show_default=True)
@click.option("--unit", "unit_code", default="", help="Mã đơn vị, ví dụ CSPT.")
def create(email: str, full_name: str, role: str, unit_code: str) -> None:
    """Open an account and print a link to set its password, good for 7 days and one use."""
    session, now = db.session(), utc_now()
    unit = find_by_code(session, unit_code) if unit_code else None
    if unit_code and unit is None:
        raise click.ClickException(f"Không có đơn vị mã {unit_code}. Chạy “flask base load” trước.")
    draft = AccountDraft(
        email=normalise_login(email),
        phone=None,
        full_name=full_name,
        position="",
        role=Role(role),
        unit_id=unit.id if unit else None,
    )
    try:
        account = actions.open_account(session, draft, None, now)
    except Refusal as refusal:
        raise click.ClickException(refusal.text) from refusal
    token = actions.make_link(session, account, "activate", now)
    session.commit()
    with current_app.test_request_context():
        path = url_for("accounts.use_link", token=token)
    click.echo(f"{current_app.extensions['settings'].base_url}{path}")


@cli.command("reset-second-factor")
@click.argument("login")
def reset_second_factor(login: str) -> None:
    """Take the second factor off an account, where no administrator can; kept in its history."""
    account = find_by_login(db.session(), normalise_login(login))
    if account is None:
        raise click.ClickException(f"Không có tài khoản {login}.")
    second_factor_actions.reset(db.session(), account, None, utc_now())
    db.session.commit()
    click.echo(f"Đã gỡ xác thực hai bước của {account.full_name}.")
