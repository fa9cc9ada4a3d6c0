"""Paint data/mondrian.png: our own composition in the manner of Piet Mondrian.

    python3 data/make_mondrian.py

Blocks of colour and black lines on white, 120 x 120 pixels. Each colour channel is a matrix of rank exactly 7 (in whole
numbers, without rounding), so seven rank-one pictures add up to it, as on the slides "SVD On Images".
"""

from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 120
WHITE, RED, BLUE, YELLOW, BLACK = (236, 232, 220), (208, 32, 36), (28, 68, 148), (244, 204, 44), (20, 20, 20)

BLOCKS = (  # top, bottom, left, right, colour
    (0, 22, 0, 18, YELLOW),
    (26, 46, 84, 120, BLUE),
    (26, 62, 22, 52, RED),
    (66, 84, 56, 80, YELLOW),
    (88, 120, 0, 34, BLUE),
    (66, 84, 100, 120, RED),
    (104, 120, 84, 120, YELLOW),
)
LINES = (  # top, bottom, left, right
    (22, 26, 0, 120),
    (62, 66, 0, 120),
    (84, 88, 0, 120),
    (0, 120, 18, 22),
    (0, 120, 80, 84),
    (26, 84, 52, 56),
    (88, 120, 34, 38),
    (46, 50, 84, 120),
    (66, 104, 96, 100),
    (100, 104, 84, 120),
)


def paint():
    """Paint the picture as whole numbers from 0 to 255, shape (120, 120, 3)."""
    picture = np.full((SIDE, SIDE, 3), WHITE, dtype=np.uint8)
    for top, bottom, left, right, colour in (*BLOCKS, *((*line, BLACK) for line in LINES)):
        picture[top:bottom, left:right] = colour
    return picture


if __name__ == "__main__":
    Image.fromarray(paint()).save(Path(__file__).with_name("mondrian.png"), optimize=True)
