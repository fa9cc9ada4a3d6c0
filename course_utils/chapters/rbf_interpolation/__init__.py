"""Notebook 04: interpolate with radial basis functions. Its demos and exercises, in lecture order."""

from course_utils.chapters.rbf_interpolation.bumps import BUMPS
from course_utils.chapters.rbf_interpolation.country import COUNTRY
from course_utils.chapters.rbf_interpolation.curved_boundary import CURVED_BOUNDARY
from course_utils.chapters.rbf_interpolation.exercises import (
    PAIRWISE_DISTANCES,
    RBF_INTERPOLATE,
    RBF_WEIGHTS,
    WORST_DETOUR,
)
from course_utils.chapters.rbf_interpolation.many_simple_ones import MANY_SIMPLE_ONES
from course_utils.chapters.rbf_interpolation.metrics import METRICS
from course_utils.chapters.rbf_interpolation.smoothing import SMOOTHING

DEMOS = (
    CURVED_BOUNDARY,
    METRICS,
    BUMPS,
    SMOOTHING,
    COUNTRY,
    MANY_SIMPLE_ONES,
)
EXERCISES = (PAIRWISE_DISTANCES, WORST_DETOUR, RBF_WEIGHTS, RBF_INTERPOLATE)
