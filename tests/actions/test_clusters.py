"""What was asked again: confirmed by a person, counted, taken back, shown to whom it concerns."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback import answer_actions
from feedback.cluster_actions import join_cluster, leave_cluster
from feedback.cluster_queries import count_asked
from feedback.models import Publication
from tests.actions.test_merging import second
from tests.make import MORNING
from tests.world import World, sign_in
from workflow.refusal import Refusal


def test_counted_and_taken_back(world: World) -> None:
    first, third, session = world.accepted(), world.accepted(), world.session
    other = second(world)
    for one in (other, other, third):
        join_cluster(session, first, one, world.officer, MORNING)
    asked = count_asked(session, other.dossier_id)
    assert asked is not None
    assert (asked.times, asked.askers, asked.since) == (3, 2, 2026)
    joined = [e for e in first.dossier.events if e.action == "join_cluster"]
    assert len(joined) == 2, "saying it twice is once"
    leave_cluster(session, other, world.officer, MORNING)
    asked = count_asked(session, first.dossier_id)
    assert asked is not None
    assert (asked.times, asked.askers) == (2, 1)
    assert count_asked(session, other.dossier_id) is None
    leave_cluster(session, first, world.officer, MORNING)
    assert count_asked(session, third.dossier_id) is None, "alone is asked once"
    with pytest.raises(Refusal, match="chính nó"):
        join_cluster(session, first, first, world.officer, MORNING)


def test_two_clusters_become_one(world: World) -> None:
    petitions = [world.accepted() for _ in range(4)]
    session, officer = world.session, world.officer
    join_cluster(session, petitions[0], petitions[1], officer, MORNING)
    join_cluster(session, petitions[2], petitions[3], officer, MORNING)
    join_cluster(session, petitions[1], petitions[2], officer, MORNING)
    session.expire_all()
    asked = count_asked(session, petitions[3].dossier_id)
    assert asked is not None
    assert asked.times == 4


def test_by_pages(world: World, client: FlaskClient) -> None:
    answered, other = world.answered(), second(world)
    answer_actions.publish(world.session, answered, world.leader.actor, MORNING)
    world.session.commit()
    page = f"/kien-nghi/{answered.dossier.code}"
    sign_in(client, world.officer)
    assert f"{page}/cung-hoi/{other.dossier.code}" in client.get(page).text, "suggested"
    assert client.post(f"{page}/cung-hoi/{other.dossier.code}").status_code == 303
    said = "Đã được hỏi 2 lần bởi 2 bên gửi từ năm 2026"
    assert said in client.get(page).text
    publication = world.session.scalars(select(Publication)).one()
    public = client.get(f"/tra-loi/{publication.id}").text
    assert said in public
    assert other.dossier.code not in public
    assert client.post(f"{page}/roi-cum").status_code == 303
    assert said not in client.get(page).text
