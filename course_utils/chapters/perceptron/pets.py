"""Choose typical cats and dogs from the data file, for the demos of the update rules."""

from functools import cache

import numpy as np

from course_utils.data.datasets import load_pets


@cache
def typical_pets(count):
    """Return nose and eyes from -1 to 1, and labels, of typical pets; cats and dogs alternate."""
    features, is_dog, kinds = load_pets()
    kinds = np.array(kinds)
    chosen = np.array([np.flatnonzero(kinds == kind)[: count // 2] for kind in ("cat", "dog")]).T.ravel()
    return 2 * features[chosen, 1:] - 1, is_dog[chosen]
