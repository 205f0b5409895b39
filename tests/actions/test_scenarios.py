"""Lines of the scenarios that no other test holds: see docs/rules/scenarios.md."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from dossiers.models import DossierEvent
from dossiers.queries import select_visible
from feedback import actions
from feedback.rules import PetitionText
from store.clock import today
from tests.make import MORNING
from tests.web.test_staff_pages import path
from tests.world import TEXT, World, sign_in
from workflow.localtime import local_day
from workflow.refusal import Refusal


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Adak"])
def test_the_zone_of_the_database_changes_no_date(world: World, zone: str) -> None:
    world.session.execute(text(f"SET LOCAL TIME ZONE '{zone}'"))
    dossier = world.file(now=datetime(2026, 2, 10, 17, 30, tzinfo=UTC)).dossier
    world.session.expire_all()
    days = text("SELECT received_on::text, due_on::text FROM dossier WHERE id = :id")
    found = world.session.execute(days, {"id": dossier.id}).one()
    assert tuple(found) == ("2026-02-11", "2026-03-11"), "in Viet Nam it is the 11th already"
    assert local_day(dossier.received_at) == dossier.received_on


@pytest.mark.parametrize("tail", ["", "/xem-xet-lai", "/rut"])
def test_nothing_changes_by_looking(world: World, client: FlaskClient, tail: str) -> None:
    petition = world.answered() if tail == "/xem-xet-lai" else world.accepted()
    world.session.commit()
    sign_in(client, world.owner)
    count = select(func.count()).select_from(DossierEvent)
    before = world.session.scalar(count)
    for _ in range(3):
        assert client.head(path(petition, tail)).status_code in (200, 409)
        client.get(path(petition, tail))
    assert world.session.scalar(count) == before


def test_verdict_and_resolution_stand_side_by_side(world: World) -> None:
    petition = world.answered()
    actions.resolve(
        world.session,
        petition,
        "in_resolution_with_roadmap",
        "Đang mở lớp.",
        world.officer.actor,
        MORNING,
    )
    actions.rate(world.session, petition, "unsatisfied", "Chưa.", world.owner.actor, MORNING)
    assert (petition.resolution, petition.verdict) == ("in_resolution_with_roadmap", "unsatisfied")
    with pytest.raises(Refusal):
        actions.resolve(world.session, petition, "", "", world.officer.actor, MORNING)


def test_a_weaker_role_sees_a_part_of_what_a_stronger_one_sees(world: World) -> None:
    world.accepted()
    world.file(PetitionText(**(TEXT_VALUES | {"subject": "Xin mở chợ phiên"})))
    world.session.commit()

    def seen(who: object) -> set[int]:
        found = world.session.scalars(select_visible(who, today()))  # type: ignore[arg-type]
        return {one.id for one in found}

    chain = [seen(one) for one in (world.officer, world.head, world.records, world.leader)]
    assert all(weaker <= stronger for weaker, stronger in pairwise(chain))
    assert len(chain[0]) < len(chain[-1])
    assert seen(world.owner) <= chain[-1]


TEXT_VALUES = {name: getattr(TEXT, name) for name in TEXT.__dataclass_fields__}
