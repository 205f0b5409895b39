"""How integrations are called: signature, waits, when to stop. Source: docs/rules/webhooks.md."""

import hmac
from datetime import datetime, timedelta

SIGNATURE_HEADER = "X-DongHanh-Signature"
DELIVERY_HEADER = "X-DongHanh-Delivery"
WAITS_MINUTES = (1, 5, 30, 120, 360, 720, 1440)
ATTEMPTS_MAX = len(WAITS_MINUTES) + 1
FAILURES_MAX = 20  # in a row, over all deliveries: then the integration is switched off
TEST = "test"


def signature(secret: str, at: datetime, body: bytes) -> str:
    """Return the header that proves who calls and when: t=<seconds>,v1=<HMAC-SHA256 in hex>.

    What is signed is the seconds since 1970, a full stop, and the body as it is sent.
    """
    seconds = int(at.timestamp())
    digest = hmac.digest(secret.encode(), f"{seconds}.".encode() + body, "sha256")
    return f"t={seconds},v1={digest.hex()}"


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after the `attempts`-th failure; None: no more attempts."""
    if attempts >= ATTEMPTS_MAX:
        return None
    return timedelta(minutes=WAITS_MINUTES[attempts - 1])
