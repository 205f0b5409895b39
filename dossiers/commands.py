"""Commands: flask audit verify checks all histories, flask audit seal seals them for today."""

import click
from flask import current_app
from flask.cli import AppGroup

from dossiers import audit
from dossiers.chain import short
from store.clock import utc_now
from store.db import db

cli = AppGroup("audit", help="Kiểm chứng và niêm phong lịch sử hồ sơ.")


@cli.command()
def verify() -> None:
    """Walk all histories and seals; exit with 1 and the first bad entry where one is found."""
    further = current_app.extensions["audit_checks"](utc_now())
    report = audit.verify(db.session(), further)
    if report.fault is not None:
        click.echo(f"SAI: {report.fault}")
        raise SystemExit(1)
    click.echo(
        f"Nguyên vẹn: {report.dossier_count} hồ sơ, {report.event_count} sự kiện, "
        f"{report.seal_count} niêm phong."
    )


@cli.command()
def seal() -> None:
    """Seal the heads of all histories, once a day."""
    made = audit.seal(db.session(), utc_now())
    db.session.commit()
    if made is None:
        click.echo("Hôm nay đã niêm phong.")
    else:
        click.echo(f"Đã niêm phong {made.dossier_count} hồ sơ: {short(made.hash)}")
