"""What a demo is: controls, a computation, a drawing and a caption, declared once and used everywhere.

    controls ──values──▶ compute ──result──▶ draw ──▶ picture + caption

A `Demo` knows nothing about widgets: the live view in the notebook, the tests and the benchmarks are all callers of
the same declaration, and each of them turns control values into frames through a `Picture`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

_watcher = ContextVar("watcher", default=None)


def progress(steps: Sequence) -> Iterator:
    """The steps of a long computation, one by one; whoever is `watching` hears what share of them is done.

    A demo that trains hands `progress(range(epochs))` to the loop; the live view turns the shares into a bar.

    >>> with watching(print):
    ...     learned = list(progress(["a", "b"]))
    0.5
    1.0
    >>> learned
    ['a', 'b']
    """
    for done, step in enumerate(steps, start=1):
        yield step
        if watch := _watcher.get():
            watch(done / len(steps))


@contextmanager
def watching(watch):
    """Within, watch(share done) is called after every step of `progress`."""
    token = _watcher.set(watch)
    try:
        yield
    finally:
        _watcher.reset(token)
