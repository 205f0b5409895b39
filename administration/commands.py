"""Commands: flask base load puts in the rows that every installation needs."""

import click
from flask.cli import AppGroup

from cooperatives import actions as registry
from feedback import topic_actions as topics
from rulebook import actions as rulebook
from store.db import db
from units import loading as units

cli = AppGroup("base", help="Dữ liệu gốc: lịch làm việc, quy định, địa danh, đơn vị, lĩnh vực.")


@cli.command()
def load() -> None:
    """Insert the base rows that are missing; what is there is never overwritten."""
    session = db.session()
    for package in (rulebook, registry, units, topics):
        package.load_base(session)
    session.commit()
    click.echo("Dữ liệu gốc đã đủ.")
