"""Every exercise, in lecture order: `check.ols(ols)` judges a function, `check.ols.hint()` helps."""

from course_utils.checks import (
    line_fitting,
    mlp_backprop,
    norms_and_regularization,
    perceptron,
    rbf_interpolation,
    start_here,
    svd_image_compression,
)

CHAPTERS = (
    start_here,
    line_fitting,
    norms_and_regularization,
    svd_image_compression,
    rbf_interpolation,
    perceptron,
    mlp_backprop,
)
EXERCISES = tuple(exercise for chapter in CHAPTERS for exercise in chapter.EXERCISES)


class Checks:
    """One attribute for each exercise, named like the function to write."""

    def __init__(self, exercises):
        names = [exercise.name for exercise in exercises]
        if len(set(names)) < len(names):
            raise ValueError(f"two exercises have the same name: {sorted(names)}")
        vars(self).update(zip(names, exercises, strict=True))

    def __getattr__(self, name):  # asked only for what is not there
        raise AttributeError(f"there is no exercise {name!r}; there are: {', '.join(vars(self))}")

    def __repr__(self):
        return f"exercises: {', '.join(vars(self))}"


check = Checks(EXERCISES)
