"""Notebook 03: what rank, U, D and V are (slides "Singular Value Decomposition", "SVD", "Noise In SVD")."""

import numpy as np

ROUND = np.linspace(0, 2 * np.pi, 73)
