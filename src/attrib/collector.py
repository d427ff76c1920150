"""Python's garbage collector out of the way while texts are read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Keep the collector from searching for rings of objects.

    A batch makes hundreds of thousands of objects, which are kept or freed without a search; looking through them again and
    again took a seventh of the time. Where threads overlap, the one that found the collector on turns it on again.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
