"""Lines of least squares by vertical and horizontal distances, their slope and angle, and how they look."""

import numpy as np

from course_utils.numerics.least_squares import design_matrix, ols
from course_utils.plotting.style import ROLE


def look_of(kind):
    """Return colour and dashes of a line: every kind of distance has the same look on all pictures."""
    return {
        "perpendicular": {"color": ROLE.model, "linestyle": "-"},
        "vertical": {"color": ROLE.rival, "linestyle": (0, (3, 1.5))},
        "horizontal": {"color": ROLE.guide, "linestyle": (0, (1, 1))},
        "‖Ax‖": {"color": ROLE.third, "linestyle": (0, (5, 1.5, 1, 1.5))},
    }[kind]


def ols_line(points):
    """Fit the line (a, b, c) of least squared vertical distances: y = mx + d is (m, -1, d)."""
    m, d = ols(design_matrix(points[:, 0]), points[:, 1])
    return np.array([m, -1, d])


def horizontal_line(points):
    """Fit the line (a, b, c) of least squared horizontal distances: x as a function of y."""
    b, a, c = ols_line(points[:, ::-1])
    return np.array([a, b, c])


def slope(line):
    return -line[0] / line[1]


def angle_of(line, near=45.0):
    """Return the direction of a line in degrees, within 90 of the angle `near`."""
    angle = np.degrees(np.arctan2(-line[0], line[1]))
    return near + (angle - near + 90) % 180 - 90


def end_of(line, half_width, half_height, first):
    """Return where a line leaves a box around 0, and whether at a side: at the right or top if first, or the other."""
    a, b, c = line
    sign = 1 if first else -1
    if b != 0 and abs(a * sign * half_width + c) <= half_height * abs(b):
        return sign * half_width, -(a * sign * half_width + c) / b, True
    return -(b * sign * half_height + c) / a, sign * half_height, False
