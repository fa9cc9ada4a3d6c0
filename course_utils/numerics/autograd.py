"""Autograd: write the forward pass as ordinary arithmetic on tensors, and the backward pass follows by itself.

Each operation makes a new Tensor that remembers its parents and, for each of them, a rule: how the gradient of the loss
with respect to the result becomes that with respect to the parent. The rule is the slide's `backward`, one line per
operation. Slide "Let's Do A Trick!", where the `forward` and `backward` of one product are written out.
"""

import itertools
import operator

import numpy as np

from course_utils.numerics._arguments import array
from course_utils.numerics.logistic import _sigmoid

_births = itertools.count()


class Tensor:
    """An array, its gradient once there is one, and how it was made.

        c = a · b  keeps  op = "*",  parents = (a, b)  and their rules  ∇a = ∇c · b,  ∇b = ∇c · a

    Everything that needs a gradient is a Tensor; numbers and plain arrays in a formula are constants. Supports
    + - * / ** @, exp, log, tanh, relu, sigmoid, softplus, logsumexp, sum, mean, reshape, T and indexing, on arrays that
    are broadcast as in numpy. dtype may be np.float32. Raises ValueError unless the data are finite numbers, and where
    / ** exp, log, sum or mean are not; beyond the largest float + - * and @ warn as in numpy.

    >>> a, b = Tensor([2, 3]), Tensor(10)
    >>> c = (a * b + a).sum()
    >>> c.backward()
    >>> a.grad, b.grad  # b was used twice, once for each entry of a
    (array([11., 11.]), array(5.))
    """

    __slots__ = ("born", "data", "grad", "op", "uses")
    __array_ufunc__ = None  # so that array @ tensor calls the tensor

    def __init__(self, data, dtype=np.float64):
        self.data, self.grad, self.op = array("data", data).astype(dtype), None, ""
        self.uses = ()  # (parent, rule) for each use of a parent
        self.born = next(_births)

    # --- the backward pass

    def backward(self, grad=None):
        """Set the grad of this tensor, and of all it was made from, to the gradient of this one (of Σ grad · this one).

            ∇parent = sum of rule(∇child)  over all uses of the parent, last born first

        A second call gives the same again: gradients of an earlier call are replaced, not added to. Raises ValueError
        without a grad of its shape when this tensor is not a single number.
        """
        if grad is None and self.data.size != 1:
            raise ValueError(f"grad is missing: the tensor has shape {self.data.shape}, expected a single number")
        nodes = self.graph()
        for node in nodes:
            node.grad = None
        grad = 1 if grad is None else array("grad", grad, shape=self.data.shape)
        self.grad = np.full(self.data.shape, grad, dtype=self.data.dtype)
        for node in reversed(nodes):
            for parent, rule in node.uses:
                g = rule(node.grad)
                if g.shape != parent.data.shape:
                    g = _sum_to(parent.data.shape, g)
                parent.grad = g if parent.grad is None else parent.grad + g
            if not node.uses:
                node.grad = np.array(node.grad)  # a copy: rules may pass one array to several parents

    def graph(self):
        """This tensor and all it was made from, parents before children: for a picture, node.op and node.parents.

        >>> x = Tensor(3)
        >>> [node.op or "x" for node in (x * x).exp().graph()]
        ['x', '*', 'exp']
        """
        seen, new = {self}, [self]
        while new:
            for parent, _ in new.pop().uses:
                if parent not in seen:
                    seen.add(parent)
                    new.append(parent)
        return sorted(seen, key=operator.attrgetter("born"))

    # --- arithmetic; a or b may also be a number or an array

    def __add__(a, b):
        return _record("+", _data(a) + _data(b), (a, lambda g: g), (b, lambda g: g))

    def __sub__(a, b):
        return _record("-", _data(a) - _data(b), (a, lambda g: g), (b, lambda g: -g))

    def __mul__(a, b):
        x, y = _data(a), _data(b)
        return _record("*", x * y, (a, lambda g: g * y), (b, lambda g: g * x))

    def __truediv__(a, b):
        x, y = _data(a), _data(b)
        z = _finite("/", lambda: x / y)
        return _record("/", z, (a, lambda g: g / y), (b, lambda g: -g * z / y))

    def __pow__(a, b):
        x, y = _data(a), _data(b)
        z = _finite("**", lambda: x**y)
        less = y - (y != 0)  # y - 1; but x⁰ has slope 0 · x⁰, at x = 0 too
        return _record("**", z, (a, lambda g: g * y * x**less), (b, lambda g: g * z * np.log(x)))

    def __matmul__(a, b):
        x, y = _data(a), _data(b)
        if np.ndim(y) > 2:
            raise ValueError(f"the right factor of @ has shape {y.shape}, expected a vector or a matrix")
        z = x @ y
        if x.ndim == y.ndim == 2:
            return _record("@", z, (a, lambda g: g @ y.T), (b, lambda g: x.T @ g))
        rows, columns = x.reshape(-1, x.shape[-1]), y.reshape(len(y), -1)  # vectors as matrices with one row or column

        def grad_a(g):
            return (g.reshape(len(rows), -1) @ columns.T).reshape(x.shape)

        def grad_b(g):
            return (rows.T @ g.reshape(len(rows), -1)).reshape(y.shape)

        return _record("@", z, (a, grad_a), (b, grad_b))

    def __neg__(self):
        return _record("-", -self.data, (self, lambda g: -g))

    def __radd__(b, a):
        return Tensor.__add__(a, b)

    def __rsub__(b, a):
        return Tensor.__sub__(a, b)

    def __rmul__(b, a):
        return Tensor.__mul__(a, b)

    def __rtruediv__(b, a):
        return Tensor.__truediv__(a, b)

    def __rpow__(b, a):
        return Tensor.__pow__(a, b)

    def __rmatmul__(b, a):
        return Tensor.__matmul__(a, b)

    # --- functions of one tensor; y is the result, where the derivative is simplest in terms of it

    def exp(self):
        y = _finite("exp", lambda: np.exp(self.data))
        return _record("exp", y, (self, lambda g: g * y))

    def log(self):
        return _record("log", _finite("log", lambda: np.log(self.data)), (self, lambda g: g / self.data))

    def tanh(self):
        y = np.tanh(self.data)
        return _record("tanh", y, (self, lambda g: g - g * y * y))

    def relu(self):
        y = np.maximum(self.data, 0)
        return _record("relu", y, (self, lambda g: g * (y > 0)))

    def sigmoid(self):
        y = _sigmoid(self.data)
        return _record("sigmoid", y, (self, lambda g: g * y * (1 - y)))

    def softplus(self):
        """log(1 + eˣ), without overflow: of the score z and the label y the log loss is z.softplus() - y * z."""
        return _record("softplus", np.logaddexp(0, self.data), (self, lambda g: g * _sigmoid(self.data)))

    def logsumexp(self, axis=-1):
        """log Σ eˣ along an axis, without overflow: the softmax cross-entropy is this, less the score of the label."""
        largest = self.data.max(axis=axis, keepdims=True)
        e = np.exp(self.data - largest)
        total = e.sum(axis=axis, keepdims=True)
        y = (np.log(total) + largest).squeeze(axis)
        return _record("logsumexp", y, (self, lambda g: np.expand_dims(g, axis) * e / total))

    def sum(self, axis=None, keepdims=False):
        x = self.data
        y = _finite("sum", lambda: x.sum(axis=axis, keepdims=keepdims))
        return _record("sum", y, (self, lambda g: _spread(g, x, axis, keepdims)))

    def mean(self, axis=None, keepdims=False):
        x = self.data
        y = _finite("mean", lambda: x.sum(axis=axis, keepdims=keepdims))
        share = y.size / x.size
        return _record("mean", y * share, (self, lambda g: _spread(g * share, x, axis, keepdims)))

    def reshape(self, *shape):
        x = self.data
        return _record("reshape", x.reshape(*shape), (self, lambda g: g.reshape(x.shape)))

    @property
    def T(self):
        return _record("T", self.data.T, (self, lambda g: g.T))

    def __getitem__(self, index):
        x = self.data

        def grad_x(g):
            grad = np.zeros_like(x)
            np.add.at(grad, index, g)  # an entry that was taken twice gets the sum
            return grad

        return _record("[]", x[index], (self, grad_x))

    # --- for pictures and printing

    @property
    def parents(self):
        """The tensors this one was made from, one for each use."""
        return tuple(parent for parent, _ in self.uses)

    @property
    def rules(self):
        """For each of the parents: the function from the gradient here to what it adds to the gradient there."""
        return tuple(rule for _, rule in self.uses)

    @property
    def shape(self):
        return self.data.shape

    def item(self):
        return self.data.item()

    def __repr__(self):
        return f"Tensor({np.array2string(np.asarray(self.data), separator=', ')}{self.op and f', op={self.op!r}'})"


def _data(value):
    """Return the numbers of a tensor, or of a constant."""
    if isinstance(value, Tensor):
        return value.data
    return value if isinstance(value, (int, float, np.ndarray)) else array("operand", value)


def _record(op, data, *parents_and_rules):
    """Make the tensor that op returns, and record its parents and their rules; constants do not become parents."""
    result = Tensor.__new__(Tensor)
    result.data, result.grad, result.op = data, None, op
    result.uses = [use for use in parents_and_rules if isinstance(use[0], Tensor)]
    result.born = next(_births)
    return result


def _finite(op, compute):
    """Compute op, and raise ValueError in place of infinity and NaN, which would spread to every gradient."""
    with np.errstate(all="ignore"):
        result = compute()
    if not np.isfinite(result).all():
        raise ValueError(f"the data of a tensor are such that {op} is not finite: a pole, or beyond the largest float")
    return result


def _sum_to(shape, g):
    """Sum g to the shape of what was broadcast: an entry that was used many times gets the sum of its gradients."""
    if g.ndim > len(shape):
        g = np.add.reduce(g, axis=tuple(range(g.ndim - len(shape))))
    repeated = tuple(i for i, n in enumerate(shape) if n != g.shape[i])
    return np.add.reduce(g, axis=repeated, keepdims=True) if repeated else g


def _spread(g, x, axis, keepdims):
    """Spread the gradient of a sum to all its terms x."""
    result = np.empty_like(x)
    result[...] = g if axis is None or keepdims else np.expand_dims(g, axis)
    return result
