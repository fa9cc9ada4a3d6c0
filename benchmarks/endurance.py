"""Make thousands of random moves of every demo: does anything fail, grow, or depend on earlier moves?

    .venv/bin/python benchmarks/endurance.py              10 000 moves for each demo, or ten minutes of CPU
    .venv/bin/python benchmarks/endurance.py --only cat   the demos with this word in their title

Every demo has a process of its own. A move sets one control to any of its values and draws. At the end some pictures
are drawn once more by a new `Picture`, which has not been anywhere: they must be the same, byte for byte.
"""

import argparse
import gc
import os
import statistics
import sys
import time
from multiprocessing import get_context
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as course.py has it; before numpy is imported

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from course_utils.chapters import DEMOS
from course_utils.demo.picture import Picture

WARM_UP_SHARE = 0.1  # of the moves, until caches are full and memory is counted


def megabytes():
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6


def endure(task):
    """Make so many moves of a demo, or those that fit in so many seconds, and return what came of them."""
    number, moves, seconds = task
    demo, rng = DEMOS[number], np.random.default_rng(number)
    picture, values = Picture(demo), dict(demo.start)
    visited, failures, times, warm, end = [], [], [], None, time.process_time() + seconds
    while len(times) < moves and time.process_time() < end:
        if len(times) >= WARM_UP_SHARE * moves and warm is None:
            warm = megabytes()
        control = demo.controls[rng.integers(len(demo.controls))]
        values[control.name] = control.values[rng.integers(len(control.values))]
        start = time.perf_counter()
        try:
            picture.patch(**values)
        except Exception as error:
            failures.append(f"{values}: {error!r}")
        times.append(1e3 * (time.perf_counter() - start))
        visited.append(dict(values))
    last = megabytes()
    fresh = Picture(demo)
    impure = [states for states in [demo.start, *visited[-20:]] if picture.patch(**states) != fresh.patch(**states)]
    return demo.title, times, failures, impure, last if warm is None else warm, last


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="demos with this word in their title")
    parser.add_argument("--moves", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=10, help="of CPU, at most, for each demo")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    numbers = [n for n, demo in enumerate(DEMOS) if options.only.lower() in demo.title.lower()]
    print("| demo | moves | failed | pictures that depend on the way | ms, median | MB after a tenth | MB at the end |")
    print("|---|---|---|---|---|---|---|", flush=True)
    failed, tasks = [], [(number, options.moves, 60 * options.minutes) for number in numbers]
    with get_context("spawn").Pool(options.processes, maxtasksperchild=1) as pool:
        for title, times, failures, impure, warm, last in pool.imap(endure, tasks):
            print(
                f"| {title} | {len(times)} | {len(failures)} | {len(impure)} | {statistics.median(times):.1f} "
                f"| {warm:.0f} | {last:.0f} |",
                flush=True,
            )
            failed += failures
    print(*failed, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
