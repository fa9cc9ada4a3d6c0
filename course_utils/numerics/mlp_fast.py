"""The same training as in `mlp.py`, step for step, at the speed that numpy allows; `benchmarks/mlp.py` measures it.

The time of a small network goes into calls, not arithmetic: each call of numpy takes about half a microsecond before
it computes anything, and so does each new array. Therefore

- a layer is one matrix A, W with b as its last row, for inputs that end in a 1: weights and bias in one product;
- examples are columns, z = Aᵀ y, so that all rows of y except the 1 are contiguous, as W is in A;
- σ′ is computed from y = σ(z), which is known already:  1 - y²  for tanh,  y (1 - y)  for the sigmoid;
- all arrays are made once, before the first step, and written with `out=`;
- all parameters are in one vector and all gradients in another, so that a step of descent is one subtraction;
- learning rate and 1/n multiply the gradient at the scores, the smallest array there is, and so reach all others.

Start Python with OPENBLAS_NUM_THREADS=1, as course.py does: threads slow small matrices down.
"""

import numpy as np

from course_utils.numerics import mlp
from course_utils.numerics._arguments import generator, one_of
from course_utils.numerics._training import bounds, epochs_of, first_loss, training_arguments


def train(X, y, layers, *, loss, activation="tanh", learning_rate, epochs, batch_size=None, rng=None, dtype=np.float64):
    """Gradient descent: the arguments of mlp.train, the same History and, to round-off, the same numbers in it.

        A ← A - α/n Σ ∇A,   A = [W; b]

    X has shape (n, d), y (n,), or the shape of the scores for squared. dtype=np.float32 is faster and good to about six
    digits; the layers of the History have that type. In a training that never settles, because its rate is near the
    largest that works, round-off grows until the two histories part. Raises ValueError as mlp.train does.
    Slide "Key To Training: Error Back Propagation".

    >>> start = [mlp.Layer([[0.0]], [0.0])]
    >>> history = train([[1.0]], [1.0], start, loss="squared", learning_rate=0.25, epochs=1)
    >>> history.losses, history.layers[-1][0].b
    (array([0.5  , 0.125]), array([0.25]))
    """
    one_of("activation", activation, ACTIVATIONS)
    X, Y, layers, loss_of, learning_rate = training_arguments(X, y, layers, loss, learning_rate)
    Y = Y.astype(dtype)
    with np.errstate(over="ignore", invalid="ignore"):  # a rate too large is a lesson, not a warning
        trainer = Trainer(X, Y, layers, loss, activation, learning_rate, batch_size, rng, dtype)
        recorded, losses = [trainer.layers()], [first_loss(loss_of(trainer.scores(), Y)[0])]
        for _ in epochs_of(epochs):
            if losses[-1] < np.inf:
                trainer.epoch()
            value = loss_of(trainer.scores(), Y)[0]
            finite = np.isfinite(value) and np.isfinite(trainer.parameters).all()
            recorded.append(trainer.layers() if finite else recorded[-1])
            losses.append(value if finite else np.inf)
    return mlp.History(recorded, np.array(losses))


class Trainer:
    """A network in training: its parameters and its batches. Arguments as for train, checked already."""

    def __init__(self, X, Y, layers, loss, activation, learning_rate, batch_size=None, rng=None, dtype=np.float64):
        self.parameters = np.concatenate([np.vstack(layer).ravel() for layer in layers]).astype(dtype)
        self.gradients = np.empty_like(self.parameters)
        self.shapes = [(len(W) + 1, len(b)) for W, b in layers]
        self.A, self.grad_A = self._split(self.parameters), self._split(self.gradients)
        self.sigma, self.times_sigma_prime = ACTIVATIONS[activation]
        self.slope, self.slope_size = SLOPES[loss]
        if loss == "log_loss":
            Y = 2 * Y - 1
        self.learning_rate, self.rng = learning_rate, rng if rng is None else generator("rng", rng)
        self.arrays = {}  # of batches with n examples: those of the same size share them, which keeps them in the cache

        self.data = np.column_stack([X, np.ones(len(X))]).astype(dtype), Y.astype(dtype)
        self.all, self.scores_are_fresh = Batch(self, *self.data), False
        if batch_size is None:
            self.batches = [self.all]
        else:
            self.shuffled = tuple(a.copy() for a in self.data)
            self.batches = [Batch(self, *(a[i:j] for a in self.shuffled)) for i, j in bounds(len(X), batch_size)]

    def _split(self, vector):
        """Return the matrices A of all layers as views into one vector."""
        ends = np.cumsum([rows * columns for rows, columns in self.shapes])
        parts = np.split(vector, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self.shapes, strict=True)]

    def layers(self):
        """Return the parameters as they are now, as a list of Layer."""
        return [mlp.Layer(A[:-1], A[-1]) for A in self._split(self.parameters.copy())]

    def scores(self):
        """Compute the scores of all examples, a row each, with the parameters as they are now."""
        if not self.scores_are_fresh:
            self.forward(self.all)
            self.scores_are_fresh = True
        return self.all.scores.T

    def epoch(self):
        """Take one step of descent with each batch, in a new order if there is an rng."""
        if self.batches[0] is self.all:
            self.scores()
            self.backward(self.all)
            np.subtract(self.parameters, self.gradients, out=self.parameters)
        else:
            if self.rng is not None:
                order = self.rng.permutation(len(self.data[0]))
                for a, shuffled in zip(self.data, self.shuffled, strict=True):
                    a.take(order, axis=0, out=shuffled, mode="clip")
            for batch in self.batches:
                self.forward(batch)
                self.backward(batch)
                np.subtract(self.parameters, self.gradients, out=self.parameters)
        self.scores_are_fresh = False

    def forward(self, batch):
        """Compute z = Aᵀ y and y = σ(z), layer after layer; the last z are the scores."""
        for A_T, y, z in batch.hidden:
            A_T.dot(y, out=z)
            self.sigma(z)
        A_T, y, z = batch.last
        A_T.dot(y, out=z)

    def backward(self, batch):
        """Go from the slope of the loss at the scores to  ∇A = y ∇zᵀ,  and before the next layer  ∇z = W ∇z ⊙ σ′."""
        self.slope(batch.scores, batch.target, batch.rate)
        for y, g_T, grad_A, W, g, g_before, y_before, spare in batch.back:
            y.dot(g_T, out=grad_A)
            if W is not None:
                W.dot(g, out=g_before)
                self.times_sigma_prime(g_before, y_before, spare)


class Batch:
    """Some examples, and for each layer the arrays that the passes through it read and write."""

    def __init__(self, trainer, x, target):
        n, dtype = len(x), x.dtype
        widths = [columns for _, columns in trainer.shapes]
        if n not in trainer.arrays:
            ys = [np.ones((d + 1, n), dtype) for d in widths[:-1]]  # the last row stays 1
            scores, *gs = (np.empty((d, n), dtype) for d in (widths[-1], *widths[:-1]))
            trainer.arrays[n] = ys, scores, gs, [np.empty_like(g) for g in gs]
        ys, scores, gs, spare = trainer.arrays[n]
        y = [x.T, *ys]
        z = [*(inside[:-1] for inside in ys), scores]
        g = [*gs, scores]
        self.scores, self.target = z[-1], target.T
        self.rate = np.array(trainer.slope_size * trainer.learning_rate / n, dtype)
        *self.hidden, self.last = [(A.T, y[k], z[k]) for k, A in enumerate(trainer.A)]
        self.back = []
        for k in reversed(range(len(widths))):
            into = (trainer.A[k][:-1], g[k], g[k - 1], z[k - 1], spare[k - 1]) if k > 0 else (None,) * 5
            self.back.append((y[k], g[k].T, trainer.grad_A[k], *into))


# Each σ overwrites z with y; each σ′ multiplies g by what it is at y = σ(z); spare is overwritten.


def _tanh(z):
    np.tanh(z, out=z)


def _times_tanh_prime(g, y, spare):  # g (1 - y²)
    np.multiply(g, y, out=spare)
    np.multiply(spare, y, out=spare)
    np.subtract(g, spare, out=g)


def _sigmoid(z):  # (1 + tanh(z/2)) / 2
    np.multiply(z, 0.5, out=z)
    np.tanh(z, out=z)
    np.multiply(z, 0.5, out=z)
    np.add(z, 0.5, out=z)


def _times_sigmoid_prime(g, y, spare):  # g y (1 - y)
    np.multiply(g, y, out=g)
    np.multiply(g, y, out=spare)
    np.subtract(g, spare, out=g)


def _relu(z):
    np.maximum(z, 0, out=z)


def _times_relu_prime(g, y, spare):
    np.sign(y, out=spare)  # y is 0 or more
    np.multiply(g, spare, out=g)


def _identity(z):
    pass


def _times_one(g, y, spare):
    pass


ACTIVATIONS = {
    "identity": (_identity, _times_one),
    "sigmoid": (_sigmoid, _times_sigmoid_prime),
    "tanh": (_tanh, _times_tanh_prime),
    "relu": (_relu, _times_relu_prime),
}


# Each slope overwrites the scores z with rate times the gradient of the loss there.


def _squared_slope(z, target, rate):
    np.subtract(z, target, out=z)
    np.multiply(z, rate, out=z)


def _log_loss_slope(z, target, rate):  # twice σ(z) - y is tanh(z/2) - (2 y - 1)
    np.multiply(z, 0.5, out=z)
    np.tanh(z, out=z)
    np.subtract(z, target, out=z)
    np.multiply(z, rate, out=z)


def _softmax_slope(z, target, rate):
    np.subtract(z, z.max(axis=0), out=z)
    np.exp(z, out=z)
    np.divide(z, z.sum(axis=0), out=z)
    np.subtract(z, target, out=z)
    np.multiply(z, rate, out=z)


SLOPES = {
    "squared": (_squared_slope, 1),
    "log_loss": (_log_loss_slope, 0.5),
    "softmax_cross_entropy": (_softmax_slope, 1),
}
