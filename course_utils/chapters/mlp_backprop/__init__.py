"""Notebook 06: multi-layer perceptrons and backpropagation. Its demos and exercises, in lecture order."""

from course_utils.chapters.mlp_backprop.autograd import AUTOGRAD
from course_utils.chapters.mlp_backprop.boundary import BOUNDARY
from course_utils.chapters.mlp_backprop.built_of_bumps import BUILT_OF_BUMPS
from course_utils.chapters.mlp_backprop.digits import DIGITS
from course_utils.chapters.mlp_backprop.exercises import (
    BACKPROP_STEP,
    DESCENT_STEP,
    LINEAR_GRAD,
    SHARED_GRAD,
    TWO_LAYERS,
)
from course_utils.chapters.mlp_backprop.learning_rate import LEARNING_RATE
from course_utils.chapters.mlp_backprop.shapes import SHAPES
from course_utils.chapters.mlp_backprop.stack_of_nothing import STACK_OF_NOTHING
from course_utils.chapters.mlp_backprop.v_curve import V_CURVE

DEMOS = (
    BUILT_OF_BUMPS,
    STACK_OF_NOTHING,
    V_CURVE,
    LEARNING_RATE,
    BOUNDARY,
    SHAPES,
    DIGITS,
    AUTOGRAD,
)
EXERCISES = (TWO_LAYERS, BACKPROP_STEP, DESCENT_STEP, LINEAR_GRAD, SHARED_GRAD)
