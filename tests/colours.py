"""Measure how eyes distinguish colours: the contrast of WCAG 2, and the distance in CIELAB for every kind of eyes."""

import numpy as np
from matplotlib.colors import to_rgb

from course_utils.plotting.style import HUES

WORDS, MARKS = 4.5, 3  # the least contrast that WCAG asks of words and of marks
BACKGROUND = HUES["light"]["paper"]

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# How eyes without one kind of cone see linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
EYES = {
    "usual": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(color):
    """Linear RGB of a colour."""
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(color, ground):
    """The contrast of two colours, from 1 (equal) to 21 (black on white), as WCAG counts it."""
    dark, bright = sorted(float(TO_XYZ[1] @ linear(c)) for c in (color, ground))
    return (bright + 0.05) / (dark + 0.05)


def lab(color, eyes):
    """CIELAB of a colour as these eyes see it."""
    x, y, z = TO_XYZ @ np.clip(np.asarray(eyes) @ linear(color), 0, 1) / (TO_XYZ @ np.ones(3))
    x, y, z = (np.cbrt(t) if t > (6 / 29) ** 3 else t * (29 / 6) ** 2 / 3 + 4 / 29 for t in (x, y, z))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
