"""Lines of least squares by vertical and horizontal distances, their slope and angle, and how they look."""

import numpy as np

from course_utils.numerics.least_squares import design_matrix, ols
from course_utils.plotting.style import BLUE, ORANGE

VERTICAL = {"color": ORANGE, "dashes": (3, 1.5)}  # one look for each kind of distance, on every picture
PERPENDICULAR = {"color": BLUE}


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
