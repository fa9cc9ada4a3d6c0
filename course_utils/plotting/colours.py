"""Turn numbers into colours: blue if they are positive, the paper at 0, orange if they are negative."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_rgb

from course_utils.plotting.style import LAND, ROLE

HEIGHT_COLOURS = LinearSegmentedColormap.from_list("heights", LAND)


def shades(values, scale=1.0, strength=1.0):
    """Return colours (…, 3) from 0 to 1: negative for -scale and below, paper for 0, positive for scale and above.

    A strength below 1 makes the colours paler, which leaves room for points on top.

    >>> (255 * shades(np.array([0.0]))).round().astype(int).tolist()
    [[251, 250, 247]]
    """
    share = np.clip(np.asarray(values, dtype=float) / scale, -1, 1)[..., None]
    paper = np.array(to_rgb(ROLE.paper))
    ends = np.where(share < 0, to_rgb(ROLE.negative), to_rgb(ROLE.positive))
    return paper + strength * np.abs(share) * (ends - paper)


def sign_colours(strength=1.0):
    """Return the scale of `shades` for numbers from -1 to 1."""
    return ListedColormap(shades(np.linspace(-1, 1, 257), strength=strength), "signed")  # odd: 0 is exactly the paper
