"""Notebook 01: fit a line, by hand and by formula. Its demos and exercises, in lecture order."""

from course_utils.chapters.line_fitting.exercises import DESIGN_MATRIX, OLS, ORTHOGONAL_DISTANCES, TOTAL_LEAST_SQUARES
from course_utils.chapters.line_fitting.fit_by_hand import FIT_BY_HAND
from course_utils.chapters.line_fitting.how_many_digits import HOW_MANY_DIGITS
from course_utils.chapters.line_fitting.how_many_solutions import HOW_MANY_SOLUTIONS
from course_utils.chapters.line_fitting.hubble import HUBBLE
from course_utils.chapters.line_fitting.move_the_origin import MOVE_THE_ORIGIN
from course_utils.chapters.line_fitting.vertical_or_perpendicular import VERTICAL_OR_PERPENDICULAR

DEMOS = (
    HOW_MANY_SOLUTIONS,
    FIT_BY_HAND,
    VERTICAL_OR_PERPENDICULAR,
    MOVE_THE_ORIGIN,
    HUBBLE,
    HOW_MANY_DIGITS,
)
EXERCISES = (DESIGN_MATRIX, OLS, ORTHOGONAL_DISTANCES, TOTAL_LEAST_SQUARES)
