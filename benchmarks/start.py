"""Time the start of a kernel up to the first demo: what a notebook's first cells wait for.

    .venv/bin/python benchmarks/start.py

CPU milliseconds of fresh processes, medians, taking turns, from where a kernel has loaded itself (ipykernel, IPython,
asyncio); the first row is what any notebook with a matplotlib figure pays.
"""

import statistics
import subprocess
import sys

ROUNDS = 15
STEPS = {
    "import numpy, matplotlib's Figure": "import numpy; from matplotlib.figure import Figure",
    "import course_utils.chapters": "import course_utils.chapters",
    "and the first picture": (
        "from course_utils.chapters import DEMOS; from course_utils.demo.picture import Picture; Picture(DEMOS[0])"
    ),
    "and its widget, in a notebook": "from course_utils.chapters import DEMOS, show; show(DEMOS[0])",
}


def milliseconds(code):
    start = "import ipykernel.ipkernel, time\nstart = time.process_time()"
    timed = f"{start}\n{code}\nprint(1e3 * (time.process_time() - start))"
    return float(subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True).stdout)


def main():
    times = {step: [] for step in STEPS}
    for _ in range(ROUNDS):
        for step, code in STEPS.items():
            times[step].append(milliseconds(code))
    least = statistics.median(next(iter(times.values())))
    print("| | CPU ms | times the first |\n|---|---|---|")
    for step, measured in times.items():
        middle = statistics.median(measured)
        print(f"| {step} | {middle:.0f} | {middle / least:.2f} |")


if __name__ == "__main__":
    main()
