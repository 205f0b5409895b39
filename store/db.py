"""The database: one Model, one naming convention. Times are timestamptz, enums are text."""

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Date, DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, registry

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Any, Any] = {
    str: Text,
    int: BigInteger,
    date: Date,
    datetime: DateTime(timezone=True),
    dict[str, Any]: JSONB,
    list[Any]: JSONB,
}


class Base(DeclarativeBase):
    """What every table shares."""

    registry = registry(metadata=MetaData(naming_convention=CONVENTION), type_annotation_map=TYPES)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, which gives up a session whose connection broke after its work was done.

    The answer is made by then, and often committed: failing now would say the opposite.
    """

    def _teardown_session(self, exc: BaseException | None) -> None:
        try:
            super()._teardown_session(exc)
        except DBAPIError as error:
            self.session.registry.clear()
            fields = {"error": type(error).__name__}
            logging.getLogger("donghanh.store").warning("database_away", extra=fields)


db = Database(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False},  # a request reads nothing twice
)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
