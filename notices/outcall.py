"""The only code that calls other machines by HTTP: one request, no redirects, limits on everything.

A host's addresses are looked up once, checked, and the call goes to the address that was checked:
a name that changes in between leads nowhere else.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

TIMEOUT_SECONDS = 10
ANSWER_BYTES_MAX = 64 * 1024
PORTS = {"http": 80, "https": 443}


class CallFailed(OSError):
    """The call brought no answer; the text says why, without contents."""


class ForbiddenAddress(CallFailed):
    """The address is none that may be called: private, local, or no HTTP."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and the first 64 KB of the body."""

    status: int
    body: str


class _Plain(HTTPConnection):
    """Connects to an address that was looked up and checked before."""

    checked_address: str

    def connect(self) -> None:
        self.sock = socket.create_connection((self.checked_address, self.port), self.timeout)


class _Secure(HTTPSConnection):
    """The same with TLS: the certificate must be that of the host's name."""

    checked_address: str

    def connect(self) -> None:
        plain = socket.create_connection((self.checked_address, self.port), self.timeout)
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


def split(url: str) -> SplitResult:
    """Return the parts of an address. Raises ForbiddenAddress where it is no plain HTTP address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddress("address") from error
    is_plain = (
        parts.scheme in PORTS and parts.hostname and not parts.username and not parts.fragment
    )
    if not is_plain or port == 0 or any(c.isspace() or ord(c) < 32 for c in url):
        raise ForbiddenAddress("address")
    return parts


def is_public(address: str) -> bool:
    """Return whether an IP address lies in the public internet."""
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_global and not found.is_multicast


def checked_address(parts: SplitResult, may_be_private: bool) -> str:
    """Return an IP address of a host. Raises ForbiddenAddress where any of them is not public."""
    port = parts.port or PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise CallFailed("no such host") from error
    addresses = [str(one[4][0]) for one in found]
    if not may_be_private and not all(is_public(one) for one in addresses):
        raise ForbiddenAddress("private address")
    return addresses[0]


def call(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, may_be_private: bool
) -> Answer:
    """Send one request and return the answer, whatever its status. Raises CallFailed."""
    parts = split(url)
    kind = _Secure if parts.scheme == "https" else _Plain
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    connection.checked_address = checked_address(parts, may_be_private)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, body, dict(headers))
        answer = connection.getresponse()
        content = answer.read(ANSWER_BYTES_MAX)
        return Answer(answer.status, content.decode("utf-8", "replace"))
    except (OSError, HTTPException) as error:
        raise CallFailed(type(error).__name__) from error
    finally:
        connection.close()
