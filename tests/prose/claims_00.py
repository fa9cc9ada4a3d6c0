"""Numbers in the prose of notebook 00."""

from course_utils.chapters.start_here.pet import B, W

FIRST = (0.21, 0.99, 0.86)  # the slide's two pets


def score_by_hand():
    products = W * FIRST
    return (
        *(part for pair in zip(W, FIRST, strict=True) for part in pair),
        -B,
        *products,
        -B,
        products.sum() + B,
    )


CLAIMS = {
    "($x_1 = {}$)": lambda: FIRST[0],
    r"${:.0f} \cdot {} + {:.0f} \cdot {} + {:.0f} \cdot {} - {:.0f} = {:.2f} + {:.2f} + {:.2f} - {:.0f} = {:.2f}$": (
        score_by_hand
    ),
}
GIVEN = (
    "between 0 (no, like a cat) and 1 (yes, like a dog)",  # what a feature is
    "features of one pet | (3,)",
    "each feature counts | (3,)",
    "whose features are all 0",
    "above 0, the other below",
    "a number between 0 and 1",
    "Line Fitting 101 · What If? (distances) · Ax = 0 Vs Ax = b",  # titles of slides
    "A score above 0 speaks for a dog",
)
