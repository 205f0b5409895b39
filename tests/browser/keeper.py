"""Ends a stack whose test run was killed: python -m tests.browser.keeper PID ….

The run holds our standard input open; however it dies, the kernel closes that.
"""

import contextlib
import os
import signal
import sys


def keep(groups: list[int]) -> None:
    """Wait for the end of the run, then end these process groups."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdin.read()
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    keep([int(word) for word in sys.argv[1:]])
