"""Tasks in any order, each delivered more than once, come to the same end."""

import random
from collections import Counter
from dataclasses import replace
from importlib import import_module

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.models import Dossier, DossierDocument, DossierEvent
from notices.models import MailMessage, Notice
from store.clock import utc_now
from store.models import OutboxMessage
from store.outbox import begin, mark_done
from tests.world import TEXT, World

OTHERS = (
    ("Đường vào vùng na bị sạt lở", "Mưa lớn làm hỏng hai cây số đường bê tông.", "Sửa đường"),
    ("Máy sấy hồi cần thêm điện", "Trạm biến áp của thôn luôn quá tải về mùa vụ.", "Nâng trạm"),
)
TOLD = {
    ("route", "representative"): 3,
    ("route", "officer"): 3,
    ("accept", "representative"): 1,
    ("submit_draft", "head"): 1,
    ("approve", "leader"): 1,
    ("sign", "representative"): 1,
}


def deliver(session: Session, message: OutboxMessage) -> None:
    """Do what a worker does with a message that the broker hands over."""
    if begin(session, message.id) is None:
        return
    package, name = message.task.split(".")
    getattr(import_module(f"worker.tasks.{package}"), name).run(**message.payload)
    mark_done(message, utc_now())
    session.commit()


def waiting(session: Session) -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.done_at.is_(None))
    return list(session.scalars(found.order_by(OutboxMessage.id)))


@pytest.mark.parametrize("seed", range(4))
def test_any_order_comes_to_the_same_end(world: World, seed: int) -> None:
    session, chance = world.session, random.Random(seed)
    for subject, situation, demand in OTHERS:
        text = replace(TEXT, subject=subject, situation=situation, demands=(demand,))
        world.file(text, utc_now())
    world.answered(utc_now())
    session.commit()
    while messages := waiting(session):
        message = chance.choice(messages)
        for _ in range(chance.randint(1, 3)):
            deliver(session, message)
    assert Counter(session.scalars(select(Dossier.state))) == {"routed": 2, "answered": 1}
    joined = select(DossierEvent.action, Notice).join(DossierEvent)
    told = Counter((action, n.account.role) for action, n in session.execute(joined))
    assert told == TOLD
    sent = session.scalars(select(MailMessage).where(MailMessage.sent_at.is_not(None))).all()
    assert len(sent) == sum(TOLD.values())
    kept = Counter(session.scalars(select(DossierDocument.role)))
    assert kept == {"receipt": 3, "answer": 1}
