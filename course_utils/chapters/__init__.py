"""Every demo and exercise of the course, in lecture order.

show(FIT_BY_HAND)    a demo in a notebook
save(FIT_BY_HAND, "fit.pdf", slope=1.2)    its picture as a file
present()            a button that lets the demos of a notebook fill the screen
check.ols(ols)       the verdict on a function;  check.ols.hint() helps
"""

from course_utils.chapters import (
    line_fitting,
    mlp_backprop,
    norms_and_regularization,
    perceptron,
    rbf_interpolation,
    start_here,
    svd_image_compression,
)
from course_utils.demo.demo import Demo
from course_utils.demo.export import save_picture
from course_utils.exercise.exercise import Checks

CHAPTERS = (
    start_here,
    line_fitting,
    norms_and_regularization,
    svd_image_compression,
    rbf_interpolation,
    perceptron,
    mlp_backprop,
)
DEMOS = tuple(demo for chapter in CHAPTERS for demo in chapter.DEMOS)
EXERCISES = tuple(exercise for chapter in CHAPTERS for exercise in chapter.EXERCISES)

check = Checks(EXERCISES)


def name_of(demo):
    """Find the name under which a notebook imports a demo; None if it is not a demo of the course."""
    return next((name for chapter in CHAPTERS for name, value in vars(chapter).items() if value is demo), None)


def show(demo, **values):
    """Show a demo as sliders over a picture, at these values of its controls; the last line of a notebook cell.

    The button "copy" of a demo copies such a line for the state on screen, for example show(FIT_BY_HAND, slope=1.2).
    Raises TypeError if demo is not a demo, ValueError for a control or a value that it does not have.
    """
    from course_utils.demo.widget import view  # here, so that drawing a demo does not need ipywidgets

    if not isinstance(demo, Demo):
        raise TypeError(f"show takes a demo, for example show(FIT_BY_HAND), and got {demo!r}")
    return view(demo, name_of(demo), **demo.values(**values))


def save(demo, path, look="light", **values):
    """Save the picture of a demo at these values, for slides and print: PNG at twice the size, PDF or SVG as vectors.

    look is "light" or "dark". Raises ValueError for another kind of file, a control or a value that the demo lacks.
    """
    save_picture(demo, path, look, **values)


def present():
    """Show a button that lets the demos of this notebook fill the screen, one after the other, as in a lecture hall."""
    from course_utils.demo.widget import Presenter

    return Presenter()
