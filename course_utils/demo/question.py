"""Declare what a demo asks before it tells; the right option is computed, never typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from course_utils.plotting.style import typeset


@dataclass(frozen=True)
class Question:
    """A question with two to four options, one of which the demo's own numbers make right.

    text                         ends with a question mark
    options: {words: is_right}   is_right(answer) says whether the computed answer is this option
    answer(at) -> answer         computed from results: at(**changes) is what compute returns at the start with changes
    because(at) -> str           one sentence that says what is so, with the numbers
    veil                         labels of the axes that would give the answer away: a page covers them until somebody
                                 has committed to an option
    free                         controls that may be moved while the question is open; the same option must be right at
                                 all their values
    shows                        values the demo goes to when somebody has committed; what is left out is its start

    >>> question = Question("Is 2 + 2 more than 3?", {"yes": bool, "no": lambda more: not more},
    ...                     answer=lambda at: at() > 3, because=lambda at: f"2 + 2 is {at()}.")
    >>> question.right_option(lambda **changes: 4)
    'yes'
    """

    text: str
    options: Mapping[str, Callable]
    answer: Callable
    because: Callable
    veil: Sequence[str] = ()
    free: Sequence[str] = ()
    shows: Mapping = field(default_factory=dict)

    def __post_init__(self):
        if not self.text.endswith("?"):
            raise ValueError(f"question: text must end with a question mark, got {self.text!r}")
        if not 2 <= len(self.options) <= 4:
            raise ValueError(f"question {self.text!r}: options must be two to four, got {len(self.options)}")

    def right_option(self, at):
        """Return the option that the computed answer makes right. Raises ValueError if it is not exactly one."""
        answer = self.answer(at)
        right = [words for words, is_right in self.options.items() if is_right(answer)]
        if len(right) != 1:
            raise ValueError(f"question {self.text!r}: the answer {answer!r} makes {right or 'no option'} right")
        return right[0]

    def answer_to(self, at, chosen=None):
        """Return what is said once somebody has committed: what was chosen, and what is so.

        chosen is an option, or None if the question was skipped.
        """
        right = self.right_option(at)
        sentence = f"“{right}”: {self.because(at)}."
        if chosen is None:
            return typeset(f"It is {sentence}")
        return typeset(f"Right, {sentence}" if chosen == right else f"You chose “{chosen}”. It is {sentence}")

    def outline(self, demo):
        """Describe the question for a front end, as plain data (`Question` in front/protocol.js)."""
        return {
            "text": typeset(self.text),
            "options": [typeset(words) for words in self.options],
            "right": list(self.options).index(self.right_option(demo.result)),
            "answers": [self.answer_to(demo.result, chosen) for chosen in self.options],
            "skipped": self.answer_to(demo.result),
            "free": [control.name in self.free for control in demo.controls],
            "shows": demo.position(**demo.values(**self.shows)),
        }
