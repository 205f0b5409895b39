"""The way to the broker, for who sends and for who works."""

from celery import Celery, Task
from kombu.transport.redis import Channel

from config import Settings

TASK_ID = "outbox-"
SOFT_SECONDS_MAX = 90
HARD_SECONDS_MAX = 120
BROKER_SECONDS_MAX = 5
Channel.do_restore = False  # nor are messages put back, or dumped into a file, at a broken end


def make_celery(settings: Settings, task_class: type[Task] = Task) -> Celery:
    """Return the Celery app: results nowhere, no task hoarded, limits on everything.

    The broker keeps no record of who works on what: the outbox does, and sends again. With the
    transport's own record a worker whose hands are full when the broker dies never comes back.
    """
    celery = Celery("donghanh", task_cls=task_class, set_as_current=True)
    celery.conf.update(
        broker_url=settings.redis_url,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "ack_emulation": False,
            "max_retries": 0,  # who publishes is told at once; a consumer has its own patience
            "socket_timeout": BROKER_SECONDS_MAX,
            "socket_connect_timeout": BROKER_SECONDS_MAX,
            "socket_keepalive": True,
        },
        task_acks_late=True,
        task_default_queue="donghanh",
        task_ignore_result=True,
        task_publish_retry=False,
        task_soft_time_limit=SOFT_SECONDS_MAX,
        task_time_limit=HARD_SECONDS_MAX,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
        worker_redirect_stdouts=False,
    )
    return celery
