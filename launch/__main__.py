"""Start the product on this machine: python -m launch."""

import os
import signal
import sys
from types import FrameType

from launch import home, leftovers, lock, place
from launch.failure import StartError
from launch.machine import Machine
from launch.terminal import say, speak_utf8

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Someone asked us to stop."""


def main() -> int:
    """Run until asked to stop (0), or say in one sentence why not (1)."""
    speak_utf8()
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, _stop)
    try:
        return _run()
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except Stopped:
        return 0


def _run() -> int:
    here = place.read(os.environ)
    handle = _alone(here)
    # What we start from here on, npm and initdb as well, can be told from foreign processes.
    os.environ.update(leftovers.tags(here.data_dir, "step"))
    machine = Machine(here, home.cluster_home(here.data_dir) / "data")
    try:
        machine.run()
    except Stopped:
        say("\nĐang dừng…")
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        machine.stop()
        lock.free(handle)
    say("Đã dừng.")
    return 0


def _alone(here: place.Place) -> int:
    """The lock of the data folder. Raises: StartError where a launcher holds it already."""
    try:
        return lock.hold(here.run_dir / "lock")
    except lock.Taken:
        raise StartError(
            f"Đồng Hành đang chạy trên {here.data_dir} rồi: hãy dừng lần chạy đó, "
            "hoặc chạy lại với DATA_DIR khác."
        ) from None


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
