"""Commands: flask api give-token, list-tokens, revoke-token."""

import click
from flask.cli import AppGroup

from accounts.models import Account
from accounts.queries import find_by_login
from accounts.rules import normalise_login
from api.queries import list_tokens
from api.token_actions import SCOPES, give_token, revoke_token
from store.clock import utc_now
from store.db import db
from web.filters import moment
from workflow.refusal import Missing, Refusal

cli = AppGroup("api", help="Mã truy cập của phần mềm kết nối.")


def _account(login: str) -> Account:
    account = find_by_login(db.session(), normalise_login(login))
    if account is None:
        raise click.ClickException(f"Không có tài khoản {login}.")
    return account


@cli.command("give-token")
@click.argument("login")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), required=True)
def give_token_command(login: str, name: str, scopes: tuple[str, ...]) -> None:
    """Cấp mã truy cập cho tài khoản LOGIN; NAME là tên phần mềm. Mã chỉ in ra một lần."""
    try:
        token = give_token(db.session(), _account(login), name, scopes, utc_now())
    except Refusal as refusal:
        raise click.ClickException(refusal.text) from refusal
    db.session.commit()
    click.echo(token)


@cli.command("list-tokens")
@click.argument("login")
def list_tokens_command(login: str) -> None:
    """Liệt kê mã truy cập của tài khoản LOGIN: số, tên, quyền, ngày cấp, ngày thu hồi."""
    for token in list_tokens(db.session(), _account(login)):
        ended = f"thu hồi {moment(token.revoked_at)}" if token.revoked_at else "đang dùng"
        scopes = " ".join(token.scopes)
        click.echo(f"{token.id}  {token.name}  {scopes}  {moment(token.created_at)}  {ended}")


@cli.command("revoke-token")
@click.argument("token_id", type=int)
def revoke_token_command(token_id: int) -> None:
    """Thu hồi mã truy cập số TOKEN_ID, ngay lập tức."""
    try:
        token = revoke_token(db.session(), token_id, utc_now())
    except Missing as missing:
        raise click.ClickException(f"Không có mã đang dùng nào mang số {token_id}.") from missing
    db.session.commit()
    click.echo(f"Đã thu hồi mã “{token.name}”.")
