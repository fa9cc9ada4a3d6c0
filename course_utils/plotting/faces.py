"""A pet's face that morphs with three features in [0, 1]: 0 is a cat's, 1 is a dog's."""

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Ellipse, PathPatch, Polygon
from matplotlib.path import Path

from course_utils.plotting.style import CAT_EYE, CAT_NOSE, DOG_EYE, DOG_NOSE, FUR, FUR_OUTLINE, MUZZLE

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
    line = {"edgecolor": FUR_OUTLINE, "linewidth": 3}
    ears = [ax.add_patch(PathPatch(Path(EAR[0], CURVE), facecolor=FUR, **line)) for _ in range(2)]
    head = ax.add_patch(Ellipse((0, 0), 3.1, 2.9, facecolor=FUR, **line))
    muzzle = ax.add_patch(Ellipse((0, -0.62), 1, 1, facecolor=MUZZLE))
    eyes, pupils, glints = (
        [ax.add_patch(Ellipse((side * 0.62, 0.32), *size, facecolor=color, **edge)) for side in (-1, 1)]
        for size, color, edge in (((0.62, 0.56), "white", line), ((0, 0), DOG_NOSE, {}), ((0.09, 0.09), "white", {}))
    )
    for glint, side in zip(glints, (-1, 1), strict=True):
        glint.set_center((side * 0.62 + 0.08, 0.43))
    nose = ax.add_patch(Polygon(NOSE_CAT, facecolor=CAT_NOSE, edgecolor=FUR_OUTLINE, linewidth=2))
    mouth = ax.add_patch(PathPatch(Path([(0, 0)]), facecolor="none", **line))
    whiskers = ax.plot(*_whiskers(), color=FUR_OUTLINE, linewidth=1.5)[0]

    def set_face(ear, large, round_):
        curve = interpolate(EAR[0], EAR[1], 2 * ear) if ear < 0.5 else interpolate(EAR[1], EAR[2], 2 * ear - 1)
        for patch, mirror in zip(ears, (1, MIRROR), strict=True):
            patch.set_path(Path(curve * mirror, CURVE))
        middle = np.array([0, -0.42])
        muzzle.set(width=interpolate(1.15, 1.75, large), height=interpolate(0.85, 1.30, large))
        nose.set(xy=middle + interpolate(NOSE_CAT, NOSE_DOG, large), facecolor=mix_colours(CAT_NOSE, DOG_NOSE, large))
        mouth.set_path(_mouth(middle - [0, interpolate(0.08, 0.34, large)]))
        for eye, pupil in zip(eyes, pupils, strict=True):
            eye.set_facecolor(mix_colours(CAT_EYE, DOG_EYE, round_))
            pupil.set(width=interpolate(0.09, 0.36, round_), height=interpolate(0.50, 0.38, round_))
        return *ears, head, muzzle, *eyes, *pupils, *glints, whiskers, mouth, nose

    return set_face


def _mouth(top):
    """Return the path of a short line down from the nose, and a smile to each side."""
    low = top - [0, 0.16]
    smile = np.array([[0.12, -0.30], [0.42, -0.30], [0.52, -0.08]])
    points = [low - [0.52, 0.08], low + smile[1] * MIRROR, low + smile[0] * MIRROR, low, top, low, *(low + smile)]
    return Path(points, [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, Path.LINETO, *[Path.CURVE4] * 3])


def _whiskers():
    starts = np.array([[0.55, -0.50], [0.58, -0.62], [0.55, -0.74]])
    ends = np.array([[1.75, -0.30], [1.80, -0.66], [1.70, -1.02]])
    gaps = np.full((3, 2), np.nan)
    right = np.stack([starts, ends, gaps], axis=1).reshape(-1, 2)
    return np.vstack([right, right * MIRROR]).T
