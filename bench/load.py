"""Load over the loopback: kept-alive connections that send prepared requests one after another.

Plain sockets, so that the client costs little beside the server on the same cores.
"""

import socket
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

CONNECTIONS = 8  # as many as gunicorn has threads: two processes of four
SECONDS_MAX = 30


@dataclass(frozen=True, slots=True)
class Measured:
    """How many answers came in a second, and how long one took."""

    per_second: float
    median_ms: float
    p95_ms: float


class Refused(Exception):
    """An answer had another status than was asked for: the figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it goes over the wire, and the status that its answer must have."""

    content: bytes
    status: int


def drive(port: int, queues: Sequence[Sequence[Ask]]) -> Measured:
    """Send each queue over a connection of its own, all at once. Raises Refused."""
    gate = threading.Barrier(len(queues) + 1)
    times: list[float] = []
    wrong: list[str] = []

    def run(queue: Sequence[Ask]) -> None:
        with Connection(port) as connection:
            gate.wait()
            for request in queue:
                began = time.perf_counter()
                status, head = connection.ask(request.content)
                times.append(time.perf_counter() - began)
                if status != request.status:
                    wrong.append(f"{status} for {request.content[:80]!r}: {head[:300]!r}")
                    return

    threads = [threading.Thread(target=run, args=(queue,)) for queue in queues]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join(SECONDS_MAX)
    elapsed = time.perf_counter() - began
    if wrong or not times:
        raise Refused(wrong[0] if wrong else "no answer")
    return Measured(len(times) / elapsed, _ms(statistics.median(times)), _ms(percentile(times, 95)))


def percentile(times: Sequence[float], percent: int) -> float:
    """Return the smallest of `times` that at least `percent` of them do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _ms(seconds: float) -> float:
    return seconds * 1000


class Connection:
    """A kept-alive connection to the loopback."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS_MAX)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the head of the answer."""
        self.send(request)
        return self.receive()

    def send(self, request: bytes) -> None:
        """Send a request."""
        self.socket.sendall(request)

    def receive(self) -> tuple[int, bytes]:
        """Read an answer; return its status and its head."""
        while b"\r\n\r\n" not in self.rest:
            self._read()
        head, _, body = self.rest.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        while len(body) < length:
            self.rest = b""
            self._read()
            body += self.rest
        self.rest = body[length:]
        return int(head[9:12]), head

    def _read(self) -> None:
        more = self.socket.recv(65536)
        if not more:
            raise Refused("the server closed the connection")
        self.rest += more


def get(path: str, cookie: str = "", status: int = 200) -> Ask:
    """Return a GET."""
    return Ask(_wire("GET", path, cookie, b""), status)


def post(path: str, cookie: str, body: str, status: int = 303) -> Ask:
    """Return the POST of a form."""
    return Ask(_wire("POST", path, cookie, body.encode()), status)


def _wire(method: str, path: str, cookie: str, body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
