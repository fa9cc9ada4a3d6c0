"""Measure what a move of a slider costs the kernel, for every demo: a table of milliseconds, with compute apart.

    .venv/bin/python benchmarks/moves.py

Moves walk every control from end to end and back, the others at their start: what it takes to compute, draw and encode
each. What happens once (importing, the first picture) and what the browser adds is not in here.
"""

import statistics
import time

from course_utils.chapters import DEMOS
from course_utils.demo.picture import Picture

ROUNDS = 3


def milliseconds(function, /, *arguments, **values):
    start = time.perf_counter()
    result = function(*arguments, **values)
    return 1e3 * (time.perf_counter() - start), result


def list_moves(demo):
    for control in demo.controls:
        for value in (*control.values, *reversed(control.values)):
            yield demo.values(**{control.name: value})


def measure(demo):
    """Measure milliseconds of compute and of a whole patch with its encoding, and bytes of a patch, for every move."""
    first, picture = milliseconds(Picture, demo)
    computing, whole, size = [], [], []
    for values in [*list_moves(demo)] * ROUNDS:
        computing.append(milliseconds(demo.compute, **values)[0])
        took, patch = milliseconds(picture.patch, **values)
        whole.append(took)
        size.append(sum(map(len, patch.pieces)))
    return first, computing, whole, size


def main():
    print("| demo | first picture | compute, median | patch, median | patch, 95 % | KB |")
    print("|---|---|---|---|---|---|")
    for demo in DEMOS:
        first, computing, whole, size = measure(demo)
        late = statistics.quantiles(whole, n=20)[-1]
        print(
            f"| {demo.title} | {first:.0f} | {statistics.median(computing):.2f} | {statistics.median(whole):.1f} "
            f"| {late:.1f} | {statistics.median(size) / 1e3:.0f} |"
        )


if __name__ == "__main__":
    main()
