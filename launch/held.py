"""A program of ours that loads beside the others and starts when it is told to.

    python -m launch.held wsgi gunicorn wsgi:app

Loading the product takes longer than all else of a start, so it is done while the database is made
ready. Then it waits for a byte on its standard input; where that ends without one, nobody is left
to say go. Arguments: the modules to load, by commas; the program, run as `python -m` runs it; its
arguments.
"""

import contextlib
import gc
import importlib
import os
import runpy
import subprocess
import sys

GO = b"."


def command(loads: str, plain: list[str]) -> list[str]:
    """The command that loads first, of one that runs a module: [python, "-m", program, ...]."""
    python, option, *program = plain
    return [python, option, "launch.held", loads, *program]


def release(process: "subprocess.Popen[bytes]") -> None:
    """Tell a process to start what it has loaded; one that has died hears nothing."""
    assert process.stdin is not None  # noqa: S101 - started with a pipe
    with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write(GO)
    process.stdin = None


def main(loads: str, program: str, *words: str) -> None:
    """Load, wait, and become the program."""
    gc.disable()  # nothing that is loaded goes away again; to look for it takes a tenth of the time
    for name in loads.split(","):
        importlib.import_module(name)
    gc.freeze()
    gc.enable()
    if os.read(sys.stdin.fileno(), len(GO)) != GO:
        sys.exit(0)
    sys.argv = [program, *words]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
