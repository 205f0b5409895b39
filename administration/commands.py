"""Commands: flask base load puts in the rows that every installation needs."""

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from cooperatives import actions as registry
from feedback import basis_loading as bases
from feedback import topic_actions as topics
from rulebook import actions as rulebook
from store.db import db
from units import loading as units

cli = AppGroup("base", help="Dữ liệu gốc: lịch làm việc, quy định, địa danh, đơn vị, lĩnh vực.")


def load_base(session: Session) -> None:
    """Insert the base rows that are missing; what is there is never overwritten. No commit."""
    for package in (rulebook, registry, units, topics, bases):
        package.load_base(session)


@cli.command()
def load() -> None:
    """Nạp dữ liệu gốc còn thiếu; dữ liệu đã có giữ nguyên."""
    load_base(db.session())
    db.session.commit()
    click.echo("Dữ liệu gốc đã đủ.")
