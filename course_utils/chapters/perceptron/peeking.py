"""Choose the best of many settings by a test set that is peeked at (slide "Training-Validation-Test Sets")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.plotting.lines import plane, spread_labels
from course_utils.plotting.style import GUIDE, HERO, ROLE, tint, typeset
from course_utils.plotting.words import Verdict, name_object

PEEKS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
SIZES = (20, 50, 100, 500)
LABELS = ("coin flips", "a real pattern")
TRUTH = np.array([1.0, 1.0, 0.0, 0.0, 0.0])  # only two of five features matter
PATTERN_SHARE = 0.9  # the share of pets whose label is what these two say
YLIM = (0.3, 1.0)


class Peeked(NamedTuple):
    labels: str
    size: int
    sample: int
    tries: np.ndarray  # score of each setting tried so far, on the test set
    best: np.ndarray  # the best of them so far, for every number of tries
    fresh: np.ndarray  # what the best one so far scores on fresh pets; shown once there was a choice
    untried: np.ndarray  # the scores of the other settings


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
    tries, best, fresh = tune(labels, size, sample)
    return Peeked(labels, size, sample, tries[:peeks], best[:peeks], fresh[:peeks], tries[peeks:])


def draw(fig, start):
    data = plane(fig, (0.95, 0.85, 5.5, 3.05), (0.8, 1250), YLIM, "settings tried", "share right")
    data.set(xscale="log", yticks=[0.5, 1], yticklabels=["½", "1"], label="data")
    data.set_xlim(0.8, 1250)
    data.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    data.minorticks_off()
    data.axhline(0.5, color=ROLE.rule, linewidth=GUIDE, zorder=0.5)
    band = data.fill([], [], color=tint(ROLE.gap, 0.5), linewidth=0)[0]
    style = {"markersize": 4, "markeredgewidth": 0}
    untried, tries = (data.plot([], [], "o", color=color, **style)[0] for color in (ROLE.rule, ROLE.ink))
    guides = data.plot([], [], color=ROLE.guide, linewidth=GUIDE, dashes=(1, 3), clip_on=False)[0]
    fresh = data.plot([], [], color=ROLE.truth, dashes=(4, 1.5))[0]
    best = data.plot([], [], color=ROLE.test, linewidth=HERO)[0]
    style = {"markeredgecolor": ROLE.paper, "zorder": 6, "clip_on": False}
    ends = [
        data.plot([], [], marker, color=color, markersize=size, **style)[0]
        for marker, color, size in (("D", ROLE.truth, 10), ("s", ROLE.test, 14))
    ]
    names = [name_object(data, 1400, 0.5, "", color) for color in (ROLE.truth, ROLE.test)]
    verdict = Verdict(fig, 8.15, 4.05)

    def ink(state):
        now = len(state.tries)
        count, last = np.arange(1, now + 1), (state.fresh[-1], state.best[-1])
        chosen = now > 1  # before, neither the fresh score nor the settings to come are shown: they are the question
        tries.set_data(count, state.tries)
        untried.set_data(np.arange(now + 1, PEEKS[-1] + 1), state.untried)
        steps = step_corners(count, state.fresh, state.best)
        fresh.set_data(steps[0], steps[1])
        best.set_data(steps[0], steps[2])
        band.set_xy(np.hstack([steps[:2], steps[::2, ::-1]]).T)
        heights = spread_labels(last, gap=0.1, low=YLIM[0] + 0.05, high=YLIM[1] - 0.03) if chosen else last
        across = [now, 1300, np.nan, now, 1300]
        guides.set_data(
            across[-2 - 3 * chosen :], [last[0], heights[0], np.nan, last[1], heights[1]][-2 - 3 * chosen :]
        )
        for end, name, word, value, height in zip(ends, names, ("fresh", "test"), last, heights, strict=True):
            end.set_data([now], [value])
            name.set(text=f"{word} {100 * value:.1f} %", y=height)
        for artist in (band, untried, fresh, ends[0], names[0]):
            artist.set_visible(chosen)
        luck = f"{round(100 * (last[1] - last[0]), 1) + 0.0:+.1f}" if chosen else "?"
        verdict.show(typeset(luck), "points of luck")
        return band, untried, tries, guides, fresh, best, *ends, *names, *verdict.artists

    return ink


def step_corners(x, *lines):
    """Return the corners of lines of steps: x, and the heights of each line, without the places where none steps.

    >>> step_corners(np.array([1, 2, 3, 4]), np.array([5, 5, 6, 6]), np.array([8, 8, 8, 8]))
    array([[1, 3, 3, 4],
           [5, 5, 6, 6],
           [8, 8, 8, 8]])
    """
    heights = np.array(lines)
    at = np.flatnonzero(np.any(heights[:, 1:] != heights[:, :-1], axis=0)) + 1
    after = np.concatenate([[0], np.repeat(at, 2), [len(x) - 1]])
    before = np.concatenate([[0], np.column_stack([at - 1, at]).ravel(), [len(x) - 1]])
    return np.vstack([x[after], heights[:, before]])


def caption(state):
    peeks, best, fresh = len(state.tries), 100 * state.best[-1], 100 * state.fresh[-1]
    start = f"Labels: {state.labels}, draw {state.sample}. On the {state.size} pets of the test set"
    if peeks == 1:
        return f"{start} 1 setting is right for {best:.1f} %; nothing has been chosen yet."
    return (
        f"{start} the best of {peeks} settings is right for {best:.1f} %, on fresh pets for {fresh:.1f} %; "
        f"the difference is {round(best - fresh, 1) + 0.0:.1f}."
    )


def consequence(state):
    peeks, best, fresh = len(state.tries), 100 * state.best[-1], 100 * state.fresh[-1]
    if peeks == 1:
        return f"One setting is right for [{best:.1f} %|test]; nothing is chosen yet."
    return f"The best of {peeks}: [{best:.1f} %|test] on the test set, [{fresh:.1f} %|truth] on fresh pets."


def explain_luck(at):
    state = at(peeks=1000)
    best, fresh = 100 * state.best[-1], 100 * state.fresh[-1]
    return f"the luckiest of 1000 has {best:.0f} % of the test pets right, and {fresh:.0f} % of fresh ones"


PEEKING = Demo(
    title="The peeking counter",
    slide="Training-Validation-Test Sets",
    controls=(
        Control("labels", LABELS, start=LABELS[0], label="labels"),
        Control("peeks", PEEKS, start=1, label="settings tried", main=True, plays=True),
        Control("size", SIZES, start=50, label="pets in the test set"),
        Control("sample", range(1, 6), start=1, label="draw", sample=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.81,
    question=Question(
        "The labels are coin flips. How many of the test pets does the best of 1000 settings get right?",
        {
            "half of them": lambda share: share < 0.55,
            "about 60 %": lambda share: 0.55 <= share < 0.65,
            "about 70 %": lambda share: 0.65 <= share < 0.75,
            "nearly all": lambda share: share >= 0.9,
        },
        answer=lambda at: at(peeks=1000).best[-1],
        because=explain_luck,
        shows={"peeks": 1000},
    ),
    handles=(Handle("data", x="peeks", at=lambda state: (len(state.tries), state.best[-1])),),
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
            reveals=(
                "“I did not train on the test set, so its score is honest.” Anyone who chooses by it has trained on it."
            ),
        ),
    ),
)
