"""Report the progress of a long computation, which a view turns into a bar."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

_callback = ContextVar("callback", default=None)


def progress(steps: Sequence) -> Iterator:
    """Yield the steps of a long computation, and report the share that is done to the callback of `listen_to_progress`.

    A demo that trains hands `progress(range(epochs))` to the loop; a view turns the shares into a bar.

    >>> with listen_to_progress(print):
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
def listen_to_progress(callback):
    """Within the block, call callback(share done) after every step of `progress`."""
    token = _callback.set(callback)
    try:
        yield
    finally:
        _callback.reset(token)
