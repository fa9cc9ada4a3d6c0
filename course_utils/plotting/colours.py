"""Turn numbers into colours: blue if they are positive, white at 0, orange if they are negative."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_rgb

from course_utils.plotting.style import BLUE, LAND, ORANGE


def shades(values, scale=1.0, strength=1.0):
    """Return colours (…, 3) from 0 to 1: orange for -scale and below, white for 0, blue for scale and above.

    Both ends are equally dark, so that colour-blind eyes see which side of 0 a number is on. A strength below 1 makes
    the colours paler, which leaves room for points on top.

    >>> shades(np.array([0.0])).tolist()
    [[1.0, 1.0, 1.0]]
    """
    share = np.clip(np.asarray(values, dtype=float) / scale, -1, 1)[..., None]
    ends = np.where(share < 0, to_rgb(ORANGE), to_rgb(BLUE))
    return 1 + strength * np.abs(share) * (ends - 1)


def mix_with_white(color, share=0.35):
    """Mix a colour with white.

    >>> mix_with_white("black", 0.25)
    (0.75, 0.75, 0.75)
    """
    return tuple(round(1 - share * (1 - part), 3) for part in to_rgb(color))


SIGN_COLOURS = ListedColormap(shades(np.linspace(-1, 1, 257)), "signed")  # an odd number, so that 0 is exactly white
PALE_SIGN_COLOURS = ListedColormap(shades(np.linspace(-1, 1, 257), strength=0.35), "pale signed")
HEIGHT_COLOURS = LinearSegmentedColormap.from_list("heights", LAND)
