"""Choose the best of many settings by a test set that is peeked at (slide "Training-Validation-Test Sets")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, GREY, ORANGE

PEEKS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
SIZES = (20, 50, 100, 500)
LABELS = ("coin flips", "a real pattern")
TRUTH = np.array([1.0, 1.0, 0.0, 0.0, 0.0])  # only two of five features matter
PATTERN_SHARE = 0.9  # the share of pets whose label is what these two say


class Peeked(NamedTuple):
    labels: str
    size: int
    sample: int
    tries: np.ndarray  # score of each setting tried so far, on the test set
    best: np.ndarray  # the best of them so far, for every number of tries
    fresh: np.ndarray  # what the best one so far scores on fresh pets; shown once there was a choice


@cache
def tune(labels, size, sample):
    """Score a thousand neurons with random weights on a test set, and on an endless supply of fresh pets.

    The neurons depend on the sample alone, and a smaller test set is the beginning of a larger one.
    """
    rng = np.random.default_rng(sample)
    W, X = rng.normal(size=(5, PEEKS[-1])), rng.normal(size=(SIZES[-1], 5))
    right = 0.5 if labels == LABELS[0] else np.where(X @ TRUTH > 0, PATTERN_SHARE, 1 - PATTERN_SHARE)
    is_dog = rng.random(SIZES[-1]) < right
    X, is_dog = X[:size], is_dog[:size]
    test = np.mean((X @ W > 0) == is_dog[:, None], axis=0)
    best = np.maximum.accumulate(test)
    who = np.maximum.accumulate(np.where(test > np.append(-1, best[:-1]), np.arange(len(test)), 0))
    return test, best, long_run_accuracy(W, labels)[who]


def long_run_accuracy(W, labels):
    """Return the share of right answers of each neuron in the long run, from its angle to the true weights."""
    if labels == LABELS[0]:
        return np.full(W.shape[1], 0.5)
    angle = np.arccos(TRUTH @ W / (np.linalg.norm(TRUTH) * np.linalg.norm(W, axis=0)))
    return PATTERN_SHARE + (1 - 2 * PATTERN_SHARE) * angle / np.pi


def compute(labels, peeks, size, sample):
    return Peeked(labels, size, sample, *(values[:peeks] for values in tune(labels, size, sample)))


def draw(fig, start):
    data = plane(fig, (0.95, 0.8, 5.2, 3.0), (0.8, 1250), (0, 1.0), "settings tried on the test set", "share right")
    data.set(xscale="log", yticks=[0, 0.5, 1], yticklabels=["0", "½", "1"])
    data.set_xlim(0.8, 1250)
    data.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    data.minorticks_off()
    data.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    tries = data.plot([], [], "o", color=GREY, alpha=0.45, markersize=4, markeredgewidth=0)[0]
    best = data.plot([], [], color=BLUE, drawstyle="steps-post")[0]
    fresh = data.plot([], [], color=ORANGE, drawstyle="steps-post", dashes=(4, 1.5))[0]
    ends = [data.plot([], [], marker, color=c, markersize=s, markeredgecolor="white", zorder=6, clip_on=False)[0]
            for marker, c, s in (("s", BLUE, 16), ("D", ORANGE, 8))]  # fmt: skip

    bars = plane(fig, (7.4, 0.8, 2.3, 3.0), (-0.6, 1.6), (0, 1.0), "", "")
    bars.set(
        xticks=[0, 1],
        xticklabels=["test set,\npeeked at", "fresh\npets"],
        yticks=[0, 0.5, 1],
        yticklabels=["0", "½", "1"],
    )
    bars.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    both = bars.bar([0, 1], [0, 0], width=0.75, color=[BLUE, ORANGE])
    numbers = [bars.text(x, 0, "", ha="center", va="bottom", fontsize=18, backgroundcolor="white") for x in (0, 1)]

    def ink(state):
        count = np.arange(1, len(state.tries) + 1)
        tries.set_data(count, state.tries)
        best.set_data(count, state.best)
        fresh.set_data(count, state.fresh)
        for end, values, bar, number in zip(ends, (state.best, state.fresh), both, numbers, strict=True):
            end.set_data([count[-1]], [values[-1]])
            bar.set_height(values[-1])
            number.set(y=values[-1] + 0.04, text=f"{values[-1]:.2f}")
        for artist in (ends[1], both[1]):
            artist.set_visible(len(count) > 1)
        if len(count) == 1:  # not shown yet, because it is the question
            numbers[1].set(y=0.04, text="?")
        return tries, best, fresh, *ends, *both, *numbers

    return ink


def caption(state):
    peeks, best, fresh = len(state.tries), 100 * state.best[-1], 100 * state.fresh[-1]
    start = f"Labels: {state.labels}, draw {state.sample}. On the {state.size} pets of the test set"
    if peeks == 1:
        return f"{start} 1 setting is right for {best:.1f} %; nothing has been chosen yet."
    return (
        f"{start} the best of {peeks} settings is right for {best:.1f} %, on fresh pets for {fresh:.1f} %; "
        f"the difference is {round(best - fresh, 1) + 0.0:.1f}."
    )


PEEKING = Demo(
    title="The peeking counter",
    slide="Training-Validation-Test Sets",
    controls=(
        Control("labels", LABELS, start=LABELS[0], label="labels"),
        Control("peeks", PEEKS, start=1, label="settings tried"),
        Control("size", SIZES, start=50, label="pets in the test set"),
        Control("sample", range(1, 6), start=1, label="draw"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Training-Validation-Test Sets: ten peeks": {"peeks": 10},
        "Training-Validation-Test Sets: a thousand peeks": {"peeks": 1000},
        "Training-Validation-Test Sets: a larger test set": {"peeks": 1000, "size": 500},
        "Training-Validation-Test Sets: a real pattern": {"peeks": 1000, "labels": LABELS[1]},
    },
    talks=(
        Talk(
            slide="Training-Validation-Test Sets",
            section="6. Training, validation, test",
            minutes=5,
            starred=True,
            ask=(
                "The labels are coin flips. The best of 10, of 100, of 1000 settings: how much does it get right on "
                "the test set? On fresh pets?"
            ),
            reveals=(
                "“I did not train on the test set, so its score is honest.” Anyone who chooses by it has trained on it."
            ),
        ),
    ),
)
