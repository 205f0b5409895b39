"""Measure the product and print the figures: python -m bench [part …], or: large.

Its servers, its database with the demo world and its files are its own and gone afterwards. How to
read the figures, and those of one machine: docs/performance.md.
"""

import os
import platform
import sys
import time
from collections.abc import Callable
from functools import partial

from bench import (
    filings,
    latency,
    lending,
    letters,
    pages,
    registry,
    scale,
    schedules,
    volume,
)
from bench.figures import HEAD, Figure, table
from bench.stack import Stack, running_stack

PARTS: dict[str, Callable[[Stack], list[Figure]]] = {
    "schedules": schedules.measure,
    "scale": scale.measure,
    "volume": volume.measure,
    "registry": registry.measure,
    "filings": filings.measure,
    "pages": pages.measure,
    "latency": latency.measure,
    "letters": letters.measure,
    "lending": lending.measure,
}
LARGE = {"large": partial(scale.measure, sizes=scale.LARGE)}


def main(*asked: str) -> int:
    """Measure the parts that are asked for, all where none is, in one run; print one table."""
    known = PARTS | LARGE
    if unknown := [name for name in asked if name not in known]:
        print(f"no such part: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    began, busy, found = time.monotonic(), os.getloadavg()[0], []
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, load before the start {busy:.1f}")
    with running_stack() as stack:
        for name in asked or PARTS:
            print(f"\n## {name}\n\n{HEAD}", flush=True)
            since, rows = time.monotonic(), known[name](stack)
            print(*(one.row for one in rows), sep="\n")
            print(f"\n{time.monotonic() - since:.0f} s", flush=True)
            found += rows
    judged = [one.is_met for one in found]
    print(f"\n## All\n\n{machine}, load {busy:.1f}, {time.monotonic() - began:.0f} s in all:")
    print(f"{judged.count(True)} aims met, {judged.count(False)} missed\n\n{table(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
