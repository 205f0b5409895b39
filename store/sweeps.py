"""Python's search for garbage that goes in circles, put off while much is read at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Search for nothing while this lasts; also a decorator.

    Each search goes through every row that was read so far: over a third of a night with 50,000
    loans. Threads may overlap: whoever began first lets it go on.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
