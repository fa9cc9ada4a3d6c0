"""Fill the holes of a photograph, each pixel from its neighbours (slide "Interpolation")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb

from course_utils.data.datasets import load_photo
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.rbf import rbf_from_neighbors
from course_utils.plotting.images import show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.style import SKY

TOP, LEFT, SIDE, BLOCK = 24, 40, 72, 3  # the cat's eyes: 72 × 72 blocks of 3 × 3 pixels
MISSING_PERCENT = (10, 30, 50, 70, 90)
HOLE_SIDES = (1, 2, 3, 4)  # divisors of SIDE; the nearest pixels of larger holes can all lie on one line
NEIGHBORS = 10

KERNELS = {  # kernel, ε, degree of the polynomial, number of neighbours
    "nearest pixel": ("linear", 1, 0, 1),
    "linear": ("linear", 1, 0, NEIGHBORS),
    "gaussian": ("gaussian", 0.4, 0, NEIGHBORS),
    "thin plate": ("thin_plate_spline", 1, 1, NEIGHBORS),
    "cubic": ("cubic", 1, 1, NEIGHBORS),
}

MISSING_COLOR = to_rgb(SKY)  # no cat has it


class Filled(NamedTuple):
    missing: int
    kernel: str
    hole: int
    damaged: np.ndarray  # (72, 72, 3)
    filled: np.ndarray
    off: float  # root mean square over the missing pixels, as a share of the full brightness


@cache
def load_face():
    part = load_photo()[TOP : TOP + BLOCK * SIDE, LEFT : LEFT + BLOCK * SIDE]
    return part.reshape(SIDE, BLOCK, SIDE, BLOCK, 3).mean(axis=(1, 3))


@cache
def mask_known(missing, hole):
    """True for every pixel that is left beside holes of hole × hole pixels."""
    n = SIDE // hole
    order = np.random.default_rng(9).permutation(n**2).reshape(n, n)
    return np.kron(order >= missing / 100 * n**2, np.ones((hole, hole), dtype=bool))


@cache
def find_neighbors(missing, hole, s):
    """The indices of the s nearest known pixels of every missing one: look around it, and farther where needed."""
    known = mask_known(missing, hole)
    number = np.where(known, np.cumsum(known).reshape(known.shape) - 1, -1)
    places = np.argwhere(~known)
    found, todo, reach = np.empty((len(places), s), dtype=int), np.arange(len(places)), 4
    while len(todo):
        around = np.stack(np.meshgrid(*[np.arange(-reach, reach + 1)] * 2), axis=-1).reshape(-1, 2)
        far = np.sum(around**2, axis=1)
        around = around[np.argsort(far, kind="stable")][: np.sum(far <= reach**2)]
        i, j = np.moveaxis(places[todo][:, None] + around + reach, -1, 0)
        seen = np.pad(number, reach, constant_values=-1)[i, j]
        count = np.cumsum(seen >= 0, axis=1, dtype=np.int16)
        enough = count[:, -1] >= s
        first = (seen >= 0) & (count <= s) & enough[:, None]
        found[todo[enough]] = seen[first].reshape(-1, s)
        todo, reach = todo[~enough], reach + 3
    return found


@cache
def compute(missing, hole, kernel):
    picture, known = load_face(), mask_known(missing, hole)
    phi, epsilon, degree, s = KERNELS[kernel]
    x, z, neighbors = np.argwhere(known), np.argwhere(~known), find_neighbors(missing, hole, s)
    damaged, filled = picture.copy(), picture.copy()
    damaged[~known] = MISSING_COLOR
    filled[~known] = np.clip(rbf_from_neighbors(z, x, picture[known], neighbors, phi, epsilon, degree=degree), 0, 1)
    off = np.sqrt(np.mean((filled[~known] - picture[~known]) ** 2))
    return Filled(missing, kernel, hole, damaged, filled, off)


def draw(fig, start):
    axes = [plane(fig, (left, 0.3, 3.0, 3.0), (0, 1), (0, 1), "", "") for left in (0.25, 3.5, 6.75)]
    titles = ("what is left", "filled", "the photograph")
    left, filled, _ = (show_image(ax, load_face(), title) for ax, title in zip(axes, titles, strict=True))

    def ink(result):
        left.show(result.damaged)
        filled.show(result.filled)
        return left, filled

    return ink


def caption(result):
    across = f"in holes of {result.hole} × {result.hole} pixels" if result.hole > 1 else "in single pixels"
    return (
        f"{result.missing} % missing {across}, filled by {result.kernel}: the new pixels are off by "
        f"{100 * result.off:.1f} % of the full brightness (root mean square)."
    )


MISSING_PIXELS = Demo(
    title="Fill the holes of a photograph",
    slide="Interpolation",
    controls=(
        Control("missing", MISSING_PERCENT, start=50, label="missing, %"),
        Control("hole", HOLE_SIDES, start=1, label="size of a hole"),
        Control("kernel", tuple(KERNELS), start="nearest pixel", label="kernel"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Interpolation: half is missing": {},
        "How To Interpolate? Thin plates": {"kernel": "thin plate"},
        "Interpolation: nine of ten are missing": {"missing": 90, "kernel": "thin plate"},
        "Interpolation: nine of ten, in large holes": {"missing": 90, "hole": 4, "kernel": "thin plate"},
        "Interpolation: large holes": {"missing": 30, "hole": 4, "kernel": "thin plate"},
        "Interpolation: large holes, modest kernel": {"missing": 30, "hole": 4, "kernel": "linear"},
    },
    talks=(
        Talk(
            slide="Interpolation",
            section="6. In the plane",
            minutes=5,
            ask=(
                "Nine of ten pixels are gone. Would you still recognise the cat? What is harder, many small holes or "
                "few large ones?"
            ),
            reveals=(
                "“The smoothest kernel is the best one.” In large holes it runs away, and the modest *linear* one wins."
            ),
        ),
        Talk(
            slide="How To Interpolate?",
            section="6. In the plane",
            minutes=2,
            ask="Half of the pixels are gone, and copying the nearest one is 6.7 % off. Can any kernel halve that?",
            reveals=(
                "“Of course, it is smooth.” No kernel on the list halves it, though you can see the blocks disappear."
            ),
        ),
    ),
)
