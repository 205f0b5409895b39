"""Conditions over more values than a statement may have parameters."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperatives.models import Cooperative
from store.many import among
from tests.make import make_cooperative

PARAMETERS_MAX = 65_535


def test_more_values_than_parameters(session: Session) -> None:
    one, other = make_cooperative(session), make_cooperative(session)
    wanted = set(range(one.id, one.id + PARAMETERS_MAX + 1)) - {other.id}
    found = select(Cooperative.id).where(among(Cooperative.id, wanted))
    assert list(session.scalars(found)) == [one.id]
    assert not session.scalars(select(Cooperative.id).where(among(Cooperative.id, []))).all()
