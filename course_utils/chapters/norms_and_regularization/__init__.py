"""Notebook 02: norms, penalties and losses that bear outliers. Its demos and exercises, in lecture order."""

from course_utils.chapters.norms_and_regularization.exercises import LP_NORM, RIDGE, RIDGE_GRADIENT, SOFT_THRESHOLD
from course_utils.chapters.norms_and_regularization.lambda_in_three_pictures import LAMBDA_IN_THREE_PICTURES
from course_utils.chapters.norms_and_regularization.leverage import LEVERAGE
from course_utils.chapters.norms_and_regularization.penalty_or_loss import PENALTY_OR_LOSS
from course_utils.chapters.norms_and_regularization.phone_calls import PHONE_CALLS
from course_utils.chapters.norms_and_regularization.unit_balls import UNIT_BALLS
from course_utils.chapters.norms_and_regularization.when_the_corner_wins import WHEN_THE_CORNER_WINS

DEMOS = (
    PENALTY_OR_LOSS,
    UNIT_BALLS,
    LEVERAGE,
    PHONE_CALLS,
    LAMBDA_IN_THREE_PICTURES,
    WHEN_THE_CORNER_WINS,
)
EXERCISES = (LP_NORM, RIDGE_GRADIENT, RIDGE, SOFT_THRESHOLD)
