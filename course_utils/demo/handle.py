"""Declare what in a picture can be grabbed: a drag sets the values of controls, as their sliders do."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Handle(NamedTuple):
    """A place in a picture that a hand can drag.

    axes            the label of the axes it is in
    x, y            the controls that its place along x and y sets: a name, or (name, function from value to coordinate)
    angle           the control that its direction from the origin sets, as (name, function from value to degrees)
    at(result)      where it is drawn, in the coordinates of the axes; by default where its values are

    A drag sets the values whose places are nearest to the pointer.
    """

    axes: str
    x: object = None
    y: object = None
    angle: object = None
    at: Callable | None = None

    def controls(self):
        """Yield "x", "y" or "angle", with the name of the control and its coordinate as a function of the value."""
        for direction in ("x", "y", "angle"):
            declared = getattr(self, direction)
            if declared is not None:
                yield direction, *((declared, float) if isinstance(declared, str) else declared)

    def outline(self, demo, ax):
        """Describe the handle for a front end: for each direction, places or degrees of every value of its control."""
        outline = {"centre": place_of(ax, 0, 0)}
        for direction, name, coordinate in self.controls():
            number = list(demo.start).index(name)
            values = [coordinate(value) for value in demo.controls[number].values]
            if direction == "x":
                values = [place_of(ax, value, ax.get_ylim()[0])[0] for value in values]
            elif direction == "y":
                values = [place_of(ax, ax.get_xlim()[0], value)[1] for value in values]
            outline[direction] = {"control": number, "places": values}
        return outline

    def grip(self, ax, values, result):
        """Return the place at which the handle is drawn in this state; None if it is not there."""
        if self.at is not None:
            place = self.at(result)
            return None if place is None or not np.all(np.isfinite(place)) else place_of(ax, *place)
        coordinates = {direction: coordinate(values[name]) for direction, name, coordinate in self.controls()}
        middle = ax.transData.inverted().transform(ax.transAxes.transform((0.5, 0.5)))
        return place_of(ax, coordinates.get("x", middle[0]), coordinates.get("y", middle[1]))


def place_of(ax, x, y):
    """Return where a point of the axes is: its distance from the left and from the top, as shares of the picture."""
    width, height = ax.figure.bbox.size
    right, up = ax.transData.transform((x, y))
    return [round(float(right / width), 5), round(float(1 - up / height), 5)]
