"""Commands: flask demo load puts in the invented province, flask demo accounts shows its people."""

from time import monotonic

import click
import psycopg
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from demo import actions, people
from store import sweeps
from store.clock import utc_now
from store.db import db
from workflow.roles import ROLE_NAMES

HEAD = ("Vai trò", "Họ tên", "Đăng nhập", "Mật khẩu", "Việc làm thử")

cli = AppGroup("demo", help="Dữ liệu dùng thử; chỉ chạy khi DEMO=1.")


@cli.command()
@sweeps.put_off()
def load() -> None:
    """Nạp dữ liệu dùng thử, một lần; đã nạp rồi thì thôi."""
    settings = current_app.extensions["settings"]
    if not settings.is_demo:
        raise click.ClickException("Dữ liệu dùng thử chỉ nạp được khi DEMO=1.")
    session, started = db.session(), monotonic()
    if actions.is_loaded(session):
        click.echo("Dữ liệu dùng thử đã có.")
        return
    _keep_statements(session)
    actions.load(session, settings, current_app.extensions["vault"], utc_now(), click.echo)
    session.commit()
    click.echo(f"Đã nạp dữ liệu dùng thử trong {monotonic() - started:.1f} giây.")


def _keep_statements(session: Session) -> None:
    """Let the database keep every statement prepared: there are more than a connection keeps."""
    driver = session.connection().connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        driver.prepared_max = None


@cli.command()
def accounts() -> None:
    """In bảng tài khoản dùng thử."""
    shown = [person for person in people.in_order_of_a_petition() if person.tries]
    rows = [(ROLE_NAMES[p.role], p.full_name, p.email, people.PASSWORD, p.tries) for p in shown]
    widths = [max(len(row[n]) for row in (HEAD, *rows)) for n in range(len(HEAD))]
    for row in (HEAD, tuple("─" * width for width in widths), *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
