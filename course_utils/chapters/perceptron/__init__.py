"""Notebook 05: the perceptron and logistic regression. Its demos and exercises, in lecture order."""

from course_utils.chapters.perceptron.exercises import LOG_LOSS, LOGISTIC_GRADIENT, PERCEPTRON_STEP, STANDARDIZE
from course_utils.chapters.perceptron.no_line import NO_LINE
from course_utils.chapters.perceptron.one_step_at_a_time import ONE_STEP_AT_A_TIME
from course_utils.chapters.perceptron.peeking import PEEKING
from course_utils.chapters.perceptron.splits import SPLITS
from course_utils.chapters.perceptron.squash import SQUASH
from course_utils.chapters.perceptron.three_rules import THREE_RULES
from course_utils.chapters.perceptron.trained_pet import TRAINED_PET
from course_utils.demo.demo import Talk

DEMOS = (
    SQUASH,
    TRAINED_PET,
    ONE_STEP_AT_A_TIME,
    THREE_RULES,
    NO_LINE,
    PEEKING,
    SPLITS,
)
EXERCISES = (LOG_LOSS, LOGISTIC_GRADIENT, PERCEPTRON_STEP, STANDARDIZE)
TALKS = (
    Talk(
        slide="Let's Make A Neuron!",
        section="4. Let's make a neuron!",
        minutes=3,
        ask="With the sigmoid, what is new about a neuron, compared with logistic regression?",
        reveals="“A neuron is something new.” It is the same function. What is new comes when there are many.",
    ),
)
