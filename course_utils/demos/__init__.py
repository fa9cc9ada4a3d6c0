"""Every demo of the course, in lecture order; `show` puts one in a notebook, `present` fills the screen with them."""

import re

from course_utils.demos.core import Demo
from course_utils.demos.line_fitting import FIT_BY_HAND, HOW_MANY_DIGITS, HOW_MANY_SOLUTIONS
from course_utils.demos.line_fitting_distances import HUBBLE, MOVE_THE_ORIGIN, VERTICAL_OR_PERPENDICULAR
from course_utils.demos.mlp_backprop import BUILT_OF_BUMPS, STACK_OF_NOTHING
from course_utils.demos.mlp_backprop_digits import DIGITS
from course_utils.demos.mlp_backprop_gradients import AUTOGRAD, V_CURVE
from course_utils.demos.mlp_backprop_shapes import SHAPES
from course_utils.demos.mlp_backprop_training import BOUNDARY, LEARNING_RATE
from course_utils.demos.norms_and_regularization import (
    LAMBDA_IN_THREE_PICTURES,
    UNIT_BALLS,
    WHEN_THE_CORNER_WINS,
)
from course_utils.demos.norms_and_regularization_outliers import ONE_OUTLIER, PENALTY_OR_LOSS, PHONE_CALLS
from course_utils.demos.perceptron import SQUASH, TRAINED_PET
from course_utils.demos.perceptron_no_line import NO_LINE
from course_utils.demos.perceptron_rules import ONE_STEP_AT_A_TIME, THREE_RULES
from course_utils.demos.perceptron_validation import PEEKING, SPLITS
from course_utils.demos.rbf_interpolation import BUMPS, SMOOTHING
from course_utils.demos.rbf_interpolation_distances import CURVED_BOUNDARY, METRICS
from course_utils.demos.rbf_interpolation_fields import COUNTRY
from course_utils.demos.rbf_interpolation_photo import MISSING_PIXELS
from course_utils.demos.rbf_interpolation_pieces import MANY_SIMPLE_ONES
from course_utils.demos.start_here import PET
from course_utils.demos.svd_image_compression import CIRCLE_STEPS, CLOUD
from course_utils.demos.svd_image_compression_mondrian import MONDRIAN, NOISE, TILT
from course_utils.demos.svd_image_compression_photo import PHOTO, own_picture

DEMOS = (
    PET,
    HOW_MANY_SOLUTIONS,
    FIT_BY_HAND,
    VERTICAL_OR_PERPENDICULAR,
    MOVE_THE_ORIGIN,
    HUBBLE,
    HOW_MANY_DIGITS,
    PENALTY_OR_LOSS,
    UNIT_BALLS,
    ONE_OUTLIER,
    PHONE_CALLS,
    LAMBDA_IN_THREE_PICTURES,
    WHEN_THE_CORNER_WINS,
    CLOUD,
    CIRCLE_STEPS,
    MONDRIAN,
    TILT,
    PHOTO,
    NOISE,
    CURVED_BOUNDARY,
    METRICS,
    BUMPS,
    SMOOTHING,
    COUNTRY,
    MISSING_PIXELS,
    MANY_SIMPLE_ONES,
    SQUASH,
    TRAINED_PET,
    ONE_STEP_AT_A_TIME,
    THREE_RULES,
    NO_LINE,
    PEEKING,
    SPLITS,
    BUILT_OF_BUMPS,
    STACK_OF_NOTHING,
    V_CURVE,
    LEARNING_RATE,
    BOUNDARY,
    SHAPES,
    DIGITS,
    AUTOGRAD,
)


def name_of(demo):
    """The name under which a notebook imports a demo; None for one that is not of the course."""
    return next((name for name, value in globals().items() if value is demo), None)


def shown(code):
    """The demos that the code of a cell shows, by show(NAME), in order.

    >>> shown("x = 1\\nshow(PET)")
    [<Demo: Cat or dog? (ears, nose, eyes)>]
    """
    return [globals()[name] for name in re.findall(r"^show\((\w+)\)$", code, re.MULTILINE)]


def show(demo, **values):
    """The demo as sliders over a picture, at these values of its controls; the last line of a notebook cell.

    The button "copy" of a demo copies such a line for the state on screen, for example show(FIT_BY_HAND, slope=1.2).
    TypeError for what is no demo, ValueError for a control or a value that it does not have.
    """
    from course_utils.demos.live import view  # here, so that drawing a demo does not need ipywidgets

    if not isinstance(demo, Demo):
        raise TypeError(f"show takes a demo, for example show(FIT_BY_HAND), and got {demo!r}")
    return view(demo, name_of(demo), **demo.values(**values))


def present():
    """A button that lets the demos of this notebook fill the screen, one after the other, as in a lecture hall."""
    from course_utils.demos.live import Presenter

    return Presenter()


def show_upload():
    """A button to choose a picture file, and the demo that compresses it; the last line of a notebook cell."""
    from course_utils.demos.upload import Upload

    return Upload(own_picture)
