"""How far a long computation is: it tells its steps, and a view that watches turns them into a bar."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

_callback = ContextVar("callback", default=None)


def progress(steps: Sequence) -> Iterator:
    """Yield the steps of a long computation, and tell the callback of `watching` what share of them is done.

    A demo that trains hands `progress(range(epochs))` to the loop; a view turns the shares into a bar.

    >>> with watching(print):
    ...     learned = list(progress(["a", "b"]))
    0.5
    1.0
    >>> learned
    ['a', 'b']
    """
    for done, step in enumerate(steps, start=1):
        yield step
        if callback := _callback.get():
            callback(done / len(steps))


@contextmanager
def watching(callback):
    """Within the block, call callback(share done) after every step of `progress`."""
    token = _callback.set(callback)
    try:
        yield
    finally:
        _callback.reset(token)
