"""A real HTTP server on this machine that keeps what it was asked, and answers as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Heard:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Where it listens, what it heard, and what it answers."""

    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    status: int = 200
    body: bytes = b"OK"
    location: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def http_server() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            said = Heard(self.command, self.path, dict(self.headers), self.rfile.read(length))
            server.heard.append(said)
            self.send_response(server.status)
            if server.location:
                self.send_header("Location", server.location)
            self.send_header("Content-Length", str(len(server.body)))
            self.end_headers()
            self.wfile.write(server.body)

        do_GET = do_POST = answer  # noqa: N815 - names of the standard library

        def log_message(self, *_said: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server.port = listening.server_address[1]
        thread = Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        listening.shutdown()
        thread.join(5)
