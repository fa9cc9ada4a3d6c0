"""Notebook 01: fit a line, by hand and by formula. Its demos and exercises, in lecture order."""

from course_utils.chapters.line_fitting.exercises import DESIGN_MATRIX, OLS, ORTHOGONAL_DISTANCES, TOTAL_LEAST_SQUARES
from course_utils.chapters.line_fitting.fit_by_hand import FIT_BY_HAND
from course_utils.chapters.line_fitting.how_many_digits import HOW_MANY_DIGITS
from course_utils.chapters.line_fitting.how_many_solutions import HOW_MANY_SOLUTIONS
from course_utils.chapters.line_fitting.hubble import HUBBLE
from course_utils.chapters.line_fitting.move_the_origin import MOVE_THE_ORIGIN
from course_utils.chapters.line_fitting.projection import PROJECTION
from course_utils.chapters.line_fitting.vertical_or_perpendicular import VERTICAL_OR_PERPENDICULAR
from course_utils.demo.demo import Talk

DEMOS = (
    HOW_MANY_SOLUTIONS,
    FIT_BY_HAND,
    PROJECTION,
    VERTICAL_OR_PERPENDICULAR,
    MOVE_THE_ORIGIN,
    HUBBLE,
    HOW_MANY_DIGITS,
)
EXERCISES = (DESIGN_MATRIX, OLS, ORTHOGONAL_DISTANCES, TOTAL_LEAST_SQUARES)
TALKS = (
    Talk(
        slide="Linear Regression",
        section="1. Linear regression",
        minutes=4,
        ask="Two points give $W = A^{-1}Y$. Now a third point arrives. What is wrong with the formula?",
        reveals=(
            "“The unknown is $A$, or $X$.” The data are known here, and the weights are not. And the missing square in "
            "argmin is not a detail: without it, it is another method."
        ),
    ),
    Talk(
        slide="Nullspace",
        section="2. One, two, many points",
        minutes=3,
        ask="$A_0$ has two rows, three columns and full rank. Does it have a null space?",
        reveals=(
            r"“Full rank means no null space.” Full *column* rank does; a wide matrix always has one. And it is "
            r"spanned by the last *rows* of what numpy returns as $V^\top$."
        ),
    ),
)
