"""Commands: flask export check says whether a signed export is whole and ours."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from administration.export_rules import fault_of
from letters.keys import load_key

cli = AppGroup("export", help="Bản xuất lịch sử có chữ ký.")


@cli.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(path: Path) -> None:
    """Kiểm tra chữ ký, từng tệp và chuỗi băm; sai thì kết thúc với mã 1."""
    key = load_key(current_app.extensions["settings"])
    fault = fault_of(path.read_bytes(), key.is_own)
    if fault is not None:
        click.echo(f"SAI: {fault}")
        raise SystemExit(1)
    click.echo("Nguyên vẹn: chữ ký của cơ quan, mọi tệp và chuỗi băm đều đúng.")
