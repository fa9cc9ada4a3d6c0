"""Numbers in the prose of notebook 03."""

import numpy as np

from course_utils.chapters.svd_image_compression import CLOUD, MONDRIAN, NOISE, PHOTO, TILT
from course_utils.chapters.svd_image_compression.cloud import NOISE_SHARE, POINTS
from course_utils.chapters.svd_image_compression.noise import NOISES
from course_utils.chapters.svd_image_compression.photo import OWN_PIXELS
from course_utils.data.datasets import load_mondrian, load_photo
from course_utils.numerics.svd import matrix_rank, pinv, rank_errors, storage

LIFTED = np.array([[0, 0, 1], [1, 0, 2], [0, 1, 2], [1, 1, 3]])
TENTH, SIDE = NOISES[3], 120


def lifted_ranks():
    return matrix_rank(LIFTED), matrix_rank(LIFTED - LIFTED.mean(axis=0))


def shaken_cloud():
    clean, noisy = CLOUD.compute(0, 0, "the origin"), CLOUD.compute(TENTH, 0, "the origin")
    return clean.rank, TENTH, noisy.d[2], noisy.rank, noisy.dimension, 100 * NOISE_SHARE


def noise_in_the_answer():
    return 1e-6 * (pinv(np.diag([1, 1e-17]), rtol=0) @ [1, 1e-9])[1]


def off_at_5_degrees():
    tilted = TILT.compute(5, 7)
    return 100 * tilted.errors[7], np.sum(tilted.errors > 0.01)


def errors_by_hand():
    whole, lost, _ = rank_errors(np.diag([4, 3]))
    return whole, lost, lost, whole, lost / whole


def pieces_worth_storing():
    return max(k for k in range(300) if storage((300, 300), k) < 300 * 300)


def photograph_by_hand():
    side, k, one = len(load_photo()), pieces_worth_storing(), storage((300, 300), 1)
    return side, side, side, side, one - 2 * side, one, side**2, k, k, one, storage((side, side), k)


def cat_at_rank_20():
    cat = PHOTO.compute(20, "rebuilt").of
    return 20, 100 * cat.errors[20], 100 * cat.stored[20]


def best_cuts():
    """The noises with the best cut after 7, 6 and 5."""
    best = {noise: 1 + int(np.argmin(NOISE.compute(noise, 1).errors)) for noise in NOISES[1:]}
    return tuple(n for cut in (7, 6, 5) for n in (cut, *(noise for noise in best if best[noise] == cut)))


def noises_with_a_floor_that_keeps_one_too_many():
    states = [NOISE.compute(noise, 1) for noise in NOISES[1:]]
    floors = [noisy.threshold * np.sqrt(3) / 2 for noisy in states]
    kept = [
        np.sum(noisy.values > floor) - 1 - np.argmin(noisy.errors) for noisy, floor in zip(states, floors, strict=True)
    ]
    return tuple(noise for noise, more in zip(NOISES[1:], kept, strict=True) if more == 1)


CLAIMS = {
    "the rank is {}. Subtracting the mean of each column (**centring**) brings the {} back": lifted_ranks,
    "{} points lie exactly on a plane": lambda: POINTS,
    "$\\sigma_3 = 0$: rank {}, shown in": lambda: shaken_cloud()[0],
    "Noise of {} gives $\\sigma_3 = {:.2f}$. The rank is {} at once": lambda: shaken_cloud()[1:4],
    "is still {} is the number of singular values that are *large*; someone has to say how large (here: {:.0f} %": (
        lambda: shaken_cloud()[4:]
    ),
    "$\\sigma_3$ is {:.0f} again": lambda: CLOUD.compute(0, 1.2, "the mean").d[2],
    "A plane that misses the origin has rank {} as raw data, and (affine) dimension {}": lifted_ranks,
    "Even at full rank, here {}": lambda: matrix_rank([[1, 2, 3], [4, 5, 6]]),
    "times ${:.1f} \\cdot": lambda: np.finfo(float).eps * 1e16,
    "became {:.0f} million": noise_in_the_answer,
    "Ours has {} × {} pixels, and each of its colour channels has rank {}": (
        lambda: (*load_mondrian().shape[:2], matrix_rank(load_mondrian()[:, :, 0]))
    ),
    "nothing is missing, with {} numbers instead of {}": lambda: (MONDRIAN.compute(7).stored, load_mondrian().size),
    "seven pieces are {:.1f} % off and give a blurred picture, and it takes {} to be at most": off_at_5_degrees,
    "the rank is {} again": lambda: TILT.compute(90, 7).rank,
    "it has lost the {:.0f}, and ${:.0f}/{:.0f} = {:.1f}$": lambda: errors_by_hand()[1:],
    (
        "a photograph of {} × {} pixels: one piece takes {} + {} + {} = {} numbers, and the picture {}. So it pays "
        "up to $k = {}$, because ${} \\cdot {} = {}$"
    ): photograph_by_hand,
    "no difference from all {} pieces": lambda: len(PHOTO.compute(1, "rebuilt").of.errors) - 1,
    "{} pieces are {:.1f} % off with {:.1f} % of the numbers": cat_at_rank_20,
    "From {} pieces on": lambda: pieces_worth_storing() + 1,
    "scaled down to {} pixels": lambda: OWN_PIXELS,
    "\\approx {:.2f} \\sqrt{{n}}": lambda: 4 / np.sqrt(3),
    "is smallest at {} for a noise of {}, at {} for {} and {}, and at {} for {} and {}:": best_cuts,
    "for a noise of {} or {}, would keep one too many": noises_with_a_floor_that_keeps_one_too_many,
}
GIVEN = (
    "everything on it, by 1",  # sizes of examples by hand, and of what is asked
    "singular value more than 0",
    "columns of length 1",
    "on the diagonal, 0 elsewhere",
    "spans the null space, goes to 0",
    "1/\\sigma_i$ for each *nonzero* $\\sigma_i$ and 0 elsewhere",
    "which $A$ never reaches, to 0",
    "can be made 0",
    "and 0 makes $\\mathbf{x}$ shortest",
    "\\sigma_1$ counts as 0",
    "the painting: 2, 4 or 7?",
    '"Number of basis: 7"',
    "runs from 0 to 1",
    "times 255, as a whole number",
    "turn the rank up from 1",
    "A tilt of 1°",
    "At 5° seven",
    "to be at most 1 % off",
    "At 90° the rank",
    "diagonal matrix of 4 and 3",
    "shown in 3-D",
    "at rank 20?",
    "(with probability 1)",
    "Gavish and Donoho (2014)",
    "stay above a noise of 0.1",
    "singular values to 0 gives",
    "with probability 1.",
)
