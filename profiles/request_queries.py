"""Reads of requests for a change of the registry."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from profiles.models import RegistryRequest
from workflow.refusal import Missing

SHOWN_MAX = 100


def access_request(session: Session, request_id: int) -> RegistryRequest:
    """Return a request. Raises Missing."""
    found = session.get(RegistryRequest, request_id)
    if found is None:
        raise Missing("request")
    return found


def list_requests(session: Session, *, is_open: bool) -> Sequence[RegistryRequest]:
    """Return the requests that wait, the oldest first, or those that were decided last."""
    state, number = RegistryRequest.status == "open", RegistryRequest.id
    found = select(RegistryRequest).options(joinedload(RegistryRequest.asked_by))
    ordered = (
        found.where(state).order_by(number)
        if is_open
        else (found.where(~state).order_by(number.desc()))
    )
    return session.scalars(ordered.limit(SHOWN_MAX)).all()


def list_of_cooperative(session: Session, cooperative_id: int) -> Sequence[RegistryRequest]:
    """Return the requests of a cooperative, the latest first."""
    found = select(RegistryRequest).where(RegistryRequest.cooperative_id == cooperative_id)
    return session.scalars(found.order_by(RegistryRequest.id.desc()).limit(5)).all()


def count_open(session: Session) -> int:
    """Return how many requests wait."""
    found = select(func.count()).where(RegistryRequest.status == "open")
    return session.scalar(found) or 0
