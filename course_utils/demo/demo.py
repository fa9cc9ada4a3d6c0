"""Declare a demo: controls, a computation, a drawing and a caption, used everywhere.

    controls ──values──▶ compute ──result──▶ draw ──▶ picture + caption

A `Demo` knows nothing about widgets. The view in a notebook, the pages, the tests and the benchmarks all use the same
declaration, and turn control values into frames through a `Picture`."""

import inspect
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import NamedTuple

import numpy as np

from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.plotting.style import typeset


def steps(start, stop, step):
    """Return round values from start to stop, both included.

    >>> steps(0, 0.3, 0.1)
    (0.0, 0.1, 0.2, 0.3)
    """
    return tuple(round(start + i * step, 6) for i in range(round((stop - start) / step) + 1))


@dataclass(frozen=True)
class Control:
    """One control of a demo: a finite list of values that a person would choose, and the one it starts on.

    Values are numbers (a slider) or words (a row of buttons); `format` turns a number into the text beside the slider.
    The main control of a demo gets twice the room. A sample is a seed: a button takes the next one. What plays is time:
    a button runs through its values.

    >>> Control("k", range(1, 8), start=1, label="number of basis").values
    (1, 2, 3, 4, 5, 6, 7)
    """

    name: str
    values: Sequence
    start: object
    label: str
    format: str = "g"
    main: bool = False
    sample: bool = False
    plays: bool = False

    def __post_init__(self):
        object.__setattr__(self, "values", tuple(self.values))
        if len(set(self.values)) != len(self.values) or len(self.values) < 2:
            raise ValueError(f"control {self.name!r}: values must be at least two, each once, got {self.values}")
        if self.start not in self.values:
            raise ValueError(f"control {self.name!r}: start {self.start!r} is not one of its values {self.values}")

    @property
    def is_choice(self):
        """Whether its values are words to choose from, rather than a scale to slide along."""
        return any(isinstance(value, str) for value in self.values)

    def text(self, value):
        """Return a value as the reader sees it."""
        if isinstance(value, str):
            return value
        return typeset(format(value, self.format)).replace("inf", "∞").replace("%", " %")

    @property
    def numbers(self):
        """Where each value stands on its scale; None for words and where a value is infinite."""
        if all(isinstance(value, Real) and np.isfinite(value) for value in self.values):
            return [float(value) for value in self.values]
        return None

    @staticmethod
    def code(value):
        """Return a value as Python code.

        >>> print(Control.code(0.5), Control.code("ridge"), Control.code(np.inf))
        0.5 'ridge' float('inf')
        """
        return f"float('{value}')" if value in (np.inf, -np.inf) else repr(value)


class Talk(NamedTuple):
    """An entry of the instructor's guide: what to do at one slide, with a demo or without one."""

    slide: str
    section: str  # the heading in the notebook
    minutes: int
    reveals: str  # the misconception that the answers show
    ask: str = ""  # before anything moves; nothing where the demo's own question is asked
    starred: bool = False  # belongs to the choice for one short lecture


def split_by_role(text):
    """Split a consequence into its pieces, each with the role of its colour or None.

    >>> split_by_role("At rank 3 it is [8.4 %|hand] off.")
    (('At rank 3 it is ', None), ('8.4 %', 'hand'), (' off.', None))
    """
    pieces = re.split(r"\[([^|\]]+)\|(\w+)\]", text)
    plain = [(piece, None) for piece in pieces[::3]]
    marked = list(zip(pieces[1::3], pieces[2::3], strict=True))
    ordered = [plain[0], *itertools.chain.from_iterable(zip(marked, plain[1:], strict=True))]
    return tuple(piece for piece in ordered if piece[0])


@dataclass(frozen=True)
class Demo:
    """A demo, declared.

    compute(**values) -> result      the numbers, in a named tuple; knows nothing of the picture
    draw(figure, result) -> ink      puts the *background* on the figure (axes, data: all that no control changes) and
                                     returns ink(result) -> artists, which sets what moves to a result and names it
    caption(result) -> str           one sentence with the numbers on screen: the picture in words
    consequence(result) -> str       what follows, in at most 70 characters, to stand under the picture; [4.48|model] is
                                     4.48 in the colour of that role
    question                         what it asks before it tells, a `Question`
    handles                          what can be grabbed in the picture, a `Handle` each
    scenes: {title: values}          states worth stopping at, keyed to slide titles; a value left out is its start
    ahead                            the controls along which frames may be drawn before anyone asks: by default all;
                                     leave out a control whose new values take long to compute
    split                            where a narrow page may cut the picture: the share of its width left of the cut
    likeness                         whether it shows a picture of a thing, which stays light on a dark page
    talks                            what the instructor's guide says, one Talk for each slide where the demo is shown

    A wrong name anywhere in the declaration raises a ValueError at import, not at a click.
    """

    title: str
    slide: str
    controls: Sequence[Control]
    compute: Callable
    draw: Callable
    caption: Callable
    scenes: Mapping[str, Mapping] = field(default_factory=dict)
    ahead: Sequence[str] | None = None
    budget: int = 24_000_000  # bytes of frames that a page may hold, and that may be drawn ahead after a move
    consequence: Callable | None = None
    question: Question | None = None
    handles: Sequence[Handle] = ()
    split: float | None = None
    likeness: bool = False
    talks: Sequence[Talk] = ()
    size: tuple[float, float] = (10, 4.2)  # inches; a projector of 1280 x 720 has room for it, its sliders and caption

    def __post_init__(self):
        try:
            inspect.signature(self.compute).bind(**self.start)
        except TypeError as error:
            raise ValueError(f"demo {self.title!r}: compute does not fit the controls: {error}") from None
        if len(self.start) != len(self.controls):
            raise ValueError(f"demo {self.title!r}: two controls have the same name")
        for values in self.scenes.values():
            self.values(**values)
        for name in self.ahead or ():
            self.values(**{name: self.start.get(name)})
        for name in self._names_of_question_and_handles():
            self.values(**{name: self.start.get(name)})
        if self.question:
            self.values(**self.question.shows)
        if self.split is not None and not 0 < self.split < 1:
            raise ValueError(f"demo {self.title!r}: split must be a share of the width, got {self.split}")
        if len({talk.slide for talk in self.talks}) != len(self.talks):
            raise ValueError(f"demo {self.title!r}: two talks have the same slide")

    @property
    def start(self):
        """The values that the demo starts on."""
        return {control.name: control.start for control in self.controls}

    def values(self, **changes):
        """Return all control values: the start with these changes. Raises ValueError for a wrong control or value."""
        for name, value in changes.items():
            control = next((c for c in self.controls if c.name == name), None)
            if control is None:
                raise ValueError(f"demo {self.title!r} has no control {name!r}, only {', '.join(self.start)}")
            if value not in control.values:
                choice = ", ".join(map(str, control.values))
                raise ValueError(f"demo {self.title!r}: {name} = {value!r} is not one of its values {choice}")
        return {**self.start, **changes}

    def _names_of_question_and_handles(self):
        yield from self.question.free if self.question else ()
        for handle in self.handles:
            yield from (name for _, name, _ in handle.controls())

    def result(self, **changes):
        """Return what compute makes of the start with these changes."""
        return self.compute(**self.values(**changes))

    def asks_at(self, **changes):
        """Whether the demo asks its question in this state: only at its start."""
        return self.question is not None and self.values(**changes) == self.start

    def states(self):
        """Yield every combination of control values, in order."""
        for values in itertools.product(*(control.values for control in self.controls)):
            yield dict(zip(self.start, values, strict=True))

    def position(self, **values):
        """Return, for each control, the index of its value in its list."""
        return [control.values.index(values[control.name]) for control in self.controls]

    def at(self, position):
        """Return the values at a position."""
        return {c.name: c.values[place] for c, place in zip(self.controls, position, strict=True)}

    def outline(self):
        """Describe the demo for a front end, as plain data (`Outline` in front/protocol.js)."""
        return {
            "title": self.title,
            "slide": self.slide,
            "budget": self.budget,
            "split": self.split,
            "likeness": self.likeness,
            "question": self.question and self.question.outline(self),
            "controls": [
                {
                    "name": control.name,
                    "values": [control.code(value) for value in control.values],
                    "label": control.label,
                    "texts": [control.text(value) for value in control.values],
                    "start": control.values.index(control.start),
                    "choice": control.is_choice,
                    "ahead": self.ahead is None or control.name in self.ahead,
                    "main": control.main,
                    "sample": control.sample,
                    "plays": control.plays,
                    "numbers": control.numbers,
                }
                for control in self.controls
            ],
            "scenes": [
                {"title": title, "position": self.position(**self.values(**values))}
                for title, values in self.scenes.items()
            ],
        }

    def __repr__(self):
        return f"<Demo: {self.title} ({', '.join(self.start)})>"
