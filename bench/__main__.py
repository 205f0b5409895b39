"""Measure the product and print the figures: python -m bench (about three minutes).

Its servers, its database with the demo world and its files are its own and gone afterwards. How to
read the figures, and those of one machine: docs/performance.md.
"""

import os
import platform
import sys
import time
from collections.abc import Iterable

from bench import filings, latency, lending, letters, pages, registry, scale, schedules, volume
from bench.stack import Stack, running_stack


def main() -> None:
    """Measure everything, in one run."""
    began = time.monotonic()
    busy = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"load before the start: {busy:.1f}" + (" (busy: read ratios only)" if busy > 1 else ""))
    with running_stack() as stack:
        if "large" in sys.argv[1:]:
            _scale(stack, scale.LARGE)
            return
        if "registry" in sys.argv[1:]:
            _registry(stack)
            return
        _scale(stack, scale.SIZES)
        _volume(stack)
        _registry(stack)
        _filings(stack)
        _pages(stack)
        _latency(stack)
        _letters(stack)
        _lending(stack)
    print(f"\n{time.monotonic() - began:.0f} s in all")


def _title(text: str) -> None:
    print(f"\n## {text}", flush=True)


def _scale(stack: Stack, sizes: tuple[int, int]) -> None:
    few, many = (f"{size:,}" for size in sizes)
    _title(f"{few} and {many} dossiers, the open ones equal in number (aim: ratio at most 1.3)")
    print(f"| page | ms at {few} | ms at {many} | ratio | statements |")
    for one in scale.measure(stack, sizes):
        counts = {one.small_statements, one.large_statements}
        said = " and ".join(str(count) for count in sorted(counts))
        print(
            f"| {one.name} | {one.small_ms:.1f} | {one.large_ms:.1f} | {one.ratio:.2f} | {said} |"
        )


def _volume(stack: Stack) -> None:
    _title(f"{volume.DOSSIERS:,} dossiers and published answers, {volume.OPEN:,} open ones to move")
    _table(volume.measure(stack))


def _table(found: Iterable[volume.Took]) -> None:
    print("| what | ms | statements |")
    for one in found:
        print(f"| {one.name} | {one.ms:.0f} | {one.statements} |")


def _registry(stack: Stack) -> None:
    _title("The registry grown large (aim: the import in 60 s)")
    _table(registry.measure(stack))


def _filings(stack: Stack) -> None:
    _title("Filings through the form (aim: 0.5 of the bare endpoint)")
    found = filings.measure(stack)
    print(f"| filing request | {found.form:.0f}/s | median {found.form_ms:.0f} ms |")
    print(f"| bare endpoint, one row | {found.bare:.0f}/s | median {found.bare_ms:.0f} ms |")
    print(f"| ratio | {found.ratio:.2f} | |")
    print(f"| whole way, 6 requests | {found.ways:.1f} petitions/s | |")


def _pages(stack: Stack) -> None:
    _title("Pages under gunicorn, 8 connections")
    print("| page | pages/s | p95 ms | statements |")
    for one in pages.measure(stack):
        print(f"| {one.name} | {one.per_second:.0f} | {one.p95_ms:.0f} | {one.statements} |")


def _latency(stack: Stack) -> None:
    _title("From commit to routed, relay and worker running (aim: median under 50 ms)")
    found = latency.measure(stack)
    print(f"| median | {found.median_ms:.0f} ms |")
    print(f"| p95 | {found.p95_ms:.0f} ms |")
    print(f"| worst | {found.worst_ms:.0f} ms |")


def _letters(stack: Stack) -> None:
    _title("Letters, one process")
    found = letters.measure(stack)
    print(f"| typeset | {found.rendered:.0f}/s |")
    print(f"| typeset and signed | {found.signed:.1f}/s |")


def _lending(stack: Stack) -> None:
    _title("Schedules by real days (aim: at most 3 times the bare loop)")
    print("| schedule | ours, µs | bare integers, µs | times |")
    for one in schedules.measure():
        print(f"| {one.name} | {one.ours_us:.0f} | {one.bare_us:.0f} | {one.ratio:.1f} |")
    _title("Nightly run (aim: statements constant, time linear or better)")
    print("| night | loans | rows of the bare UPDATE | s | statements | bare UPDATE s |")
    for night in lending.nights(stack):
        print(
            f"| {night.name} | {night.loans:,} | {night.brought:,} | {night.seconds:.1f} "
            f"| {night.statements} | {night.bare_seconds:.2f} |"
        )
    _title("A long loan (aim: under 200 ms) and a policy trial (aim: under 10 s)")
    for once in (*lending.long_statement(stack), *lending.policy_trial(stack)):
        print(f"| {once.name} | {once.ms:.0f} ms | {once.statements} statements |")


if __name__ == "__main__":
    main()
