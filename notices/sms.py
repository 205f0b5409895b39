"""The only code that sends text messages: through a gateway's HTTP call, or into the demo's list.

What the gateway wants stands in the settings: SMS_URL, SMS_METHOD, SMS_HEADERS, SMS_BODY with the
places {phone}, {text} and {key}; SMS_SUCCESS is a pattern that the answer must hold, whose first
group, if it has one, is the number by which the gateway's report will name the message.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from config import Settings
from notices.outcall import CallFailed, call

DEMO = "demo:"


class NotTaken(CallFailed):
    """The gateway answered, but did not take the message."""


@dataclass(frozen=True, slots=True)
class Sms:
    """A message to hand over. `key` is the same at every attempt."""

    key: str
    phone: str
    text: str


def is_on(settings: Settings) -> bool:
    """Return whether messages can be sent at all."""
    return bool(settings.sms_url)


def deliver(settings: Settings, sms: Sms) -> str:
    """Hand a message over; return the name by which its report will come. Raises CallFailed."""
    if settings.sms_url == DEMO:
        return sms.key
    headers = _headers(settings.sms_headers)
    url = _filled(settings.sms_url, sms, lambda value: quote(value, safe=""))
    answer = call(settings.sms_method, url, headers, _body(settings, headers, sms),
                  may_be_private=True)  # fmt: skip
    found = re.search(settings.sms_success, answer.body)
    if not 200 <= answer.status < 300 or found is None:
        raise NotTaken(f"status {answer.status}")
    return next((group for group in found.groups() if group), sms.key)


def _headers(written: str) -> dict[str, str]:
    """Return the headers of "Name: value; Name: value"."""
    pairs = (one.partition(":") for one in written.split(";") if one.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _body(settings: Settings, headers: dict[str, str], sms: Sms) -> bytes | None:
    if not settings.sms_body:
        return None
    is_json = "json" in headers.get("Content-Type", "")
    write = (lambda value: json.dumps(value)[1:-1]) if is_json else quote_plus
    return _filled(settings.sms_body, sms, write).encode()


def _filled(template: str, sms: Sms, write: Callable[[str], str]) -> str:
    """Return a template with its places filled. Other braces, as JSON has them, stay."""
    values = {"phone": sms.phone, "text": sms.text, "key": sms.key}
    return re.sub(r"\{(phone|text|key)\}", lambda found: write(values[found[1]]), template)
