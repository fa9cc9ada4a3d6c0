"""Choose the states of a demo that a page holds. A state is written as its position: for each control, its place."""

import heapq
import itertools
from math import prod


def states_to_hold(demo):
    """List the positions that every page holds: the start, the scenes, every word of a choice, and places of sliders.

    Words and places are those that one move reaches from the start. From the first scene words are held too. The places
    of a slider are its ends and where the scenes have it.
    """
    origins = _origins(demo)
    places = [_moved(origins[0], slider, place) for slider in _sliders(demo) for place in _marks(demo, slider)]
    return list(dict.fromkeys([*origins, *_words(demo), *places]))


def states_in_order(demo):
    """List all positions that a page may hold, the most useful first.

    After `states_to_hold` come the lines of all sliders through the start, through each scene, and through the words
    beside them. They fill evenly, but a line through the start twice as fast as one through a scene, and four times as
    fast as one through a word. Last come all other positions.
    """
    origins, lines = _origins(demo), []
    for count, origin in enumerate(dict.fromkeys([*origins, *_words(demo)])):
        pace = 1 if count == 0 else 2 if origin in origins else 4
        for slider in _sliders(demo):
            last = len(demo.controls[slider].values) - 1
            first = _marks(demo, slider) if count == 0 else {0, origin[slider], last}
            lines.append(
                [(pace * rank, count, _moved(origin, slider, place)) for rank, place in enumerate(spread(first))]
            )
    along = [position for *_, position in heapq.merge(*lines)]
    others = itertools.product(*map(_places, demo.controls))
    return list(dict.fromkeys([*states_to_hold(demo), *along, *others]))


def count_states(demo):
    """Count all combinations of control values."""
    return prod(len(control.values) for control in demo.controls)


def spread(first):
    """Order the places of a slider: some first, its ends among them, then always the middle of the widest gap.

    >>> spread({0, 8})
    [0, 8, 4, 2, 6, 1, 3, 5, 7]
    """
    ordered = sorted(first)
    gaps = [(left - right, left, right) for left, right in itertools.pairwise(ordered)]
    heapq.heapify(gaps)
    while gaps:
        _, left, right = heapq.heappop(gaps)
        middle = (left + right) // 2
        if middle > left:
            ordered.append(middle)
            heapq.heappush(gaps, (left - middle, left, middle))
            heapq.heappush(gaps, (middle - right, middle, right))
    return ordered


def _origins(demo):
    """List the positions that a demo begins from: its start, then its scenes, then what answers its question."""
    answer = [demo.question.shows] if demo.question else []
    states = (demo.position(**demo.values(**values)) for values in (*demo.scenes.values(), *answer))
    return list(dict.fromkeys(map(tuple, [demo.position(**demo.start), *states])))


def _words(demo):
    """List the positions that a choice reaches from the start and from the first scene."""
    origins, choices = _origins(demo)[:2], [n for n, control in enumerate(demo.controls) if control.is_choice]
    return [_moved(one, n, place) for one in origins for n in choices for place in _places(demo.controls[n])]


def _sliders(demo):
    return [number for number, control in enumerate(demo.controls) if not control.is_choice]


def _marks(demo, slider):
    """Return the places of a slider that a reader looks for: its ends, and where the start and the scenes have it."""
    return {0, len(demo.controls[slider].values) - 1, *(origin[slider] for origin in _origins(demo))}


def _places(control):
    return range(len(control.values))


def _moved(position, number, place):
    return (*position[:number], place, *position[number + 1 :])
