"""A pet's face that morphs with three features in [0, 1]: 0 is a cat's, 1 is a dog's."""

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Ellipse, PathPatch, Polygon
from matplotlib.path import Path

from course_utils.plotting.style import (
    CAT_EYE,
    CAT_INNER_EAR,
    CAT_NOSE,
    CAT_STRIPE,
    DOG_EAR,
    DOG_EYE,
    DOG_NOSE,
    DOG_TONGUE,
    FUR,
    FUR_OUTLINE,
    MUZZLE,
)

# The left ear as a curve from its outer to its inner end over the tip: up (cat), sideways (halfway), down (dog).
EAR = np.array([
    [[-1.42, 0.40], [-1.52, 1.00], [-1.46, 1.65], [-1.34, 2.22], [-0.98, 2.00], [-0.55, 1.65], [-0.22, 1.30]],
    [[-1.35, 0.45], [-1.70, 0.55], [-2.10, 0.75], [-2.42, 1.12], [-2.10, 1.50], [-1.40, 1.62], [-0.55, 1.20]],
    [[-0.95, 1.05], [-1.85, 1.45], [-2.50, -0.10], [-2.10, -0.62], [-1.75, -1.05], [-1.25, -0.20], [-0.80, 0.80]],
])  # fmt: skip
CURVE = [Path.MOVETO, *[Path.CURVE4] * 6]

ANGLES = np.linspace(0, 2 * np.pi, 61)[:-1]
NOSE_CAT = 0.22 * np.array([[np.interp(t, np.linspace(0, 2 * np.pi, 7), edge) for t in ANGLES] for edge in (
    [1.0, 0.4, -0.4, -1.0, -0.5, 0.5, 1.0], [0.55, 0.65, 0.65, 0.55, -0.35, -0.35, 0.55],
)]).T  # fmt: skip
NOSE_DOG = np.column_stack([0.50 * np.cos(ANGLES), 0.36 * np.sin(ANGLES)])
MIRROR = np.array([-1, 1])


def interpolate(cat, dog, share):
    """Return the point or shape that is this share of the way from the cat's to the dog's."""
    return cat + share * (dog - cat)


def mix_colours(cat, dog, share):
    """Return the colour that is this share of the way from the cat's to the dog's."""
    return to_hex(interpolate(np.array(to_rgb(cat)), np.array(to_rgb(dog)), share))


def show_face(ax):
    """Put a face on the axes; return set_face(ears, nose, eyes), which returns the artists that it changed."""
    ax.set(xlim=(-2.6, 2.6), ylim=(-1.9, 2.3))
    ax.set_aspect("equal")
    ax.axis("off")
    outer, inner = {"edgecolor": FUR_OUTLINE, "linewidth": 3}, {"edgecolor": FUR_OUTLINE, "linewidth": 2}
    ears, insides = (
        [ax.add_patch(PathPatch(Path(EAR[0], CURVE), **look)) for _ in range(2)] for look in (outer, {"linewidth": 0})
    )
    head = ax.add_patch(Ellipse((0, 0), 3.1, 2.9, facecolor=FUR, **outer))
    stripes = ax.plot(*_stripes(), linewidth=6, solid_capstyle="round")[0]
    muzzle = ax.add_patch(Ellipse((0, -0.62), 1, 1, facecolor=MUZZLE))
    tongue = ax.add_patch(Ellipse((0, 0), 0.46, 0.1, facecolor=DOG_TONGUE, **inner))
    eyes, pupils, glints = (
        [ax.add_patch(Ellipse((side * 0.62, 0.32), *size, facecolor=color, **edge)) for side in (-1, 1)]
        for size, color, edge in (((0.62, 0.56), "white", inner), ((0, 0), DOG_NOSE, {}), ((0.09, 0.09), "white", {}))
    )
    for glint, side in zip(glints, (-1, 1), strict=True):
        glint.set_center((side * 0.62 + 0.08, 0.43))
    nose = ax.add_patch(Polygon(NOSE_CAT, facecolor=CAT_NOSE, **inner))
    mouth = ax.add_patch(PathPatch(Path([(0, 0)]), facecolor="none", **inner))
    whiskers = ax.plot([], [], color=FUR_OUTLINE, linewidth=2)[0]

    def set_ears(share):
        curve = ear_curve(share)
        inside = interpolate(curve.mean(axis=0), curve, 0.62)
        for ear, lining, mirror in zip(ears, insides, (1, MIRROR), strict=True):
            ear.set(path=Path(curve * mirror, CURVE), facecolor=mix_colours(FUR, DOG_EAR, share))
            lining.set(path=Path(inside * mirror, CURVE), facecolor=mix_colours(CAT_INNER_EAR, DOG_EAR, share))
        return *ears, *insides

    def set_nose(share):
        middle = np.array([0, -0.42])
        stripes.set_color(mix_colours(CAT_STRIPE, FUR, min(1, share / 0.9)))
        muzzle.set(width=interpolate(1.15, 1.75, share), height=interpolate(0.85, 1.30, share))
        nose.set(xy=middle + interpolate(NOSE_CAT, NOSE_DOG, share), facecolor=mix_colours(CAT_NOSE, DOG_NOSE, share))
        top = middle - [0, interpolate(0.08, 0.34, share)]
        mouth.set_path(_mouth(top))
        out = max(0, 2 * share - 1)  # how far the tongue hangs out
        tongue.set(center=top - [0, 0.36 + 0.14 * out], height=0.2 + 0.42 * out, visible=out > 0)
        whiskers.set_data(*_whiskers(1 - share))
        return muzzle, stripes, tongue, whiskers, mouth, nose

    def set_eyes(share):
        for eye, pupil in zip(eyes, pupils, strict=True):
            eye.set(width=interpolate(0.80, 0.60, share), height=interpolate(0.62, 0.56, share))
            eye.set_facecolor(mix_colours(CAT_EYE, DOG_EYE, share))
            pupil.set(width=interpolate(0.11, 0.36, share), height=interpolate(0.56, 0.38, share))
        return *eyes, *pupils, *glints

    def set_face(ear, large, round_):
        return *set_ears(ear), head, *set_nose(large), *set_eyes(round_)

    return set_face


def ear_curve(share):
    """Return the left ear, this share of the way from a cat's to a dog's: the points of its curve."""
    return interpolate(EAR[0], EAR[1], 2 * share) if share < 0.5 else interpolate(EAR[1], EAR[2], 2 * share - 1)


def ear_tip(share):
    """Return the tip of the left ear."""
    return ear_curve(share)[3]


def _mouth(top):
    """Return the path of a short line down from the nose, and a smile to each side."""
    low = top - [0, 0.16]
    smile = np.array([[0.12, -0.30], [0.42, -0.30], [0.52, -0.08]])
    points = [low - [0.52, 0.08], low + smile[1] * MIRROR, low + smile[0] * MIRROR, low, top, low, *(low + smile)]
    return Path(points, [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, Path.LINETO, *[Path.CURVE4] * 3])


def _stripes():
    """Return x and y of three short lines down the forehead."""
    tops, low = np.array([[-0.42, 1.17], [0, 1.25], [0.42, 1.17]]), np.array([[-0.30, 0.80], [0, 0.72], [0.30, 0.80]])
    return _join(tops, low)


def _whiskers(share):
    """Return x and y of three whiskers at each side, of this share of a cat's length."""
    starts = np.array([[0.55, -0.50], [0.58, -0.62], [0.55, -0.74]])
    ends = interpolate(starts, np.array([[1.95, -0.26], [2.05, -0.66], [1.90, -1.08]]), share)
    return np.hstack([_join(starts, ends), _join(starts * MIRROR, ends * MIRROR)])


def _join(starts, ends):
    """Return x and y of separate lines as one line with gaps."""
    gaps = np.full((len(starts), 2), np.nan)
    return np.stack([starts, ends, gaps], axis=1).reshape(-1, 2).T
