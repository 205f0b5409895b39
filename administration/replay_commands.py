"""Commands: flask dossiers record writes what happened, flask dossiers replay takes it again."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from administration import replay_actions as actions
from store.db import db
from workflow.refusal import Refusal

cli = AppGroup("dossiers", help="Ghi lại và chạy lại lịch sử của mọi hồ sơ.")
SHOWN_MAX = 20


@cli.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def record(path: Path) -> None:
    """Ghi quy định và mọi sự kiện vào một tệp (JSON từng dòng, chứa dữ liệu cá nhân)."""
    with path.open("w") as out:
        path.chmod(0o600)
        count = sum(bool(out.write(f"{line}\n")) for line in actions.record(db.session()))
    click.echo(f"Đã ghi {count - 1} hồ sơ.")


@cli.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keep", is_flag=True, help="Giữ lại kết quả trong cơ sở dữ liệu này.")
def replay(path: Path, *, keep: bool) -> None:
    """Chạy lại một bản ghi trên cơ sở dữ liệu trống; trạng thái hay ngày khác đi thì mã 1."""
    machines = current_app.extensions["machines"]
    try:
        with path.open() as lines:
            found = actions.replay(db.session(), machines, lines)
    except Refusal as refusal:
        click.echo(f"SAI: {refusal.text}")
        raise SystemExit(1) from refusal
    if keep and not found.wrong:
        actions.set_series(db.session())
        db.session.commit()
    for code, why in list(found.wrong.items())[:SHOWN_MAX]:
        click.echo(f"SAI: {code}: {'; '.join(why)}")
    if found.wrong:
        raise SystemExit(1)
    click.echo(f"Giống hệt: {found.dossiers} hồ sơ, {found.events} sự kiện.")
