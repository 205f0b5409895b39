"""The search over dossiers: latest first, page by page, the same whichever way it is found."""

from datetime import timedelta

import pytest

from dossiers import desk
from tests.make import MORNING
from tests.world import World


@pytest.mark.parametrize("latest_max", [0, 1, 3, 2_000])
def test_the_latest_come_first_on_every_page(
    world: World, monkeypatch: pytest.MonkeyPatch, latest_max: int
) -> None:
    made = [world.accepted().dossier for _ in range(5)]
    for number, dossier in enumerate(made):
        dossier.updated_at = MORNING + timedelta(minutes=number % 3)
    made[4].subject = made[4].search_fold = "Việc khác hẳn"
    world.session.flush()
    monkeypatch.setattr(desk, "SEARCH_SIZE", 2)
    monkeypatch.setattr(desk, "LATEST_MAX", latest_max)

    def ids(page: int) -> list[int]:
        day = MORNING.date()
        found = desk.search_dossiers(world.session, world.officer, day, "nâng mức VAY", page)
        return [dossier.id for dossier in found]

    order = [made[2].id, made[1].id, made[3].id, made[0].id]
    assert (ids(1), ids(2), ids(3)) == (order[:3], order[2:], [])


def test_a_search_for_nothing_finds_nothing(world: World) -> None:
    world.accepted()
    assert desk.search_dossiers(world.session, world.officer, MORNING.date(), " ,.", 1) == []
