"""Notebook 06: multi-layer perceptrons and backpropagation. Its demos and exercises, in lecture order."""

from course_utils.chapters.mlp_backprop.autograd import AUTOGRAD
from course_utils.chapters.mlp_backprop.boundary import BOUNDARY
from course_utils.chapters.mlp_backprop.by_heart import BY_HEART
from course_utils.chapters.mlp_backprop.digits import DIGITS
from course_utils.chapters.mlp_backprop.exercises import (
    BACKPROP_STEP,
    DESCENT_STEP,
    LINEAR_GRAD,
    SHARED_GRAD,
    TWO_LAYERS,
)
from course_utils.chapters.mlp_backprop.learning_rate import LEARNING_RATE
from course_utils.chapters.mlp_backprop.nudge import NUDGE
from course_utils.chapters.mlp_backprop.shapes import SHAPES
from course_utils.chapters.mlp_backprop.stack_of_nothing import STACK_OF_NOTHING
from course_utils.chapters.mlp_backprop.v_curve import V_CURVE
from course_utils.chapters.mlp_backprop.vanishing import VANISHING
from course_utils.demo.demo import Talk

DEMOS = (
    STACK_OF_NOTHING,
    V_CURVE,
    LEARNING_RATE,
    BOUNDARY,
    BY_HEART,
    NUDGE,
    SHAPES,
    VANISHING,
    DIGITS,
    AUTOGRAD,
)
EXERCISES = (TWO_LAYERS, BACKPROP_STEP, DESCENT_STEP, LINEAR_GRAD, SHARED_GRAD)
TALKS = (
    Talk(
        slide="What Is The Gradient?",
        section="2. Derivative and gradient",
        minutes=3,
        ask="$f(x) = 3x_1 + x_2^2$ at $(1, 2)$. Write the derivative and the gradient. What is their shape?",
        reveals=(
            r"“They are the same thing.” One is the transpose of the other. The gradient of $\tfrac12 x^\top A x$ is "
            r"$Ax$ only for a symmetric $A$."
        ),
    ),
    Talk(
        slide="Recall Chain Rule!",
        section="3. The chain rule",
        minutes=3,
        ask="$g(x) = 3x$, $f(y) = y^2$. What is $h'(2)$ for $h(x) = f(g(x))$, and where is $f'$ taken?",
        reveals="“At $x$”, as the slide prints it. It is taken at $g(x)$, where the inner function has arrived.",
    ),
    Talk(
        slide="Essentially!",
        section="5. Forward, and all the way back",
        minutes=2,
        ask="The backward pass is a network too. Where are its bends?",
        reveals="“The way back is as non-linear as the way forward.” It is linear: the σ′ are mere numbers by then.",
    ),
)
