"""Numbers in the prose of notebook 05."""

from functools import cache

import numpy as np

from course_utils.chapters.perceptron import NO_LINE, ONE_STEP_AT_A_TIME, PEEKING, SPLITS, TRAINED_PET
from course_utils.chapters.perceptron.no_line import FEATURES, LABELS, LAM
from course_utils.chapters.perceptron.one_step_at_a_time import PETS as DOZEN
from course_utils.chapters.perceptron.one_step_at_a_time import SIGNS, STEPS, walk
from course_utils.chapters.perceptron.peeking import PEEKS, SIZES
from course_utils.chapters.perceptron.splits import BIRDS
from course_utils.chapters.perceptron.three_rules import EPOCHS, PETS, RATE, learn
from course_utils.data.datasets import load_penguins, load_pets
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import log_loss, logistic_regression, logit, sigmoid
from course_utils.numerics.perceptron import is_separable, perceptron_path, perceptron_step, predict, squared_loss_step
from course_utils.numerics.validation import feature_scale, train_val_test_split
from tests.chapters.demos import compute

pets = load_pets()
DRAWS = range(1, 6)
SPLIT, MIXED = "a line splits them", "mixed"
START, BADLY = "w = 0", "badly wrong"


# ------------------------------------------------------------------------------------------------ logistic regression


def cost(X):
    """How many pets the best weights get wrong, and their sum of log losses."""
    w = logistic_regression(X, pets.is_dog)
    return int(np.sum(predict(X, w) != pets.is_dog)), log_loss(X @ w, pets.is_dog).sum()


def without_a_bias():
    (bare, loss), (full, _) = cost(pets.features), cost(design_matrix(pets.features))
    return 0, bare, len(pets.is_dog), full, loss, log_loss(np.zeros(len(pets.is_dog)), pets.is_dog).sum(), 0


def weights_of_ears_nose_eyes():
    return logistic_regression(design_matrix(pets.features), pets.is_dog)[:3]


def split_and_not(places, *labels):
    """The places, and of the labels first those that a line splits."""
    X = design_matrix(np.array(places, dtype=float))
    return (*places, *(label for some in sorted(labels, key=lambda y: not is_separable(X, y)) for label in some))


def on_the_line(places, labels):
    """The places and the labels, if no bird need be on the wrong side, but two must be on the line."""
    X = design_matrix(np.array(places, dtype=float))
    assert is_separable(X, labels)
    assert places[1] == places[2]
    assert labels[1] != labels[2]
    return (*places, *labels)


def off(*names):
    return compute(TRAINED_PET, **dict.fromkeys(names, "off"))


def wrong_pets():
    return off().wrong, len(pets.is_dog), off("ears").wrong, off("eyes").wrong, off("nose").wrong


def narrow(column):
    """How many pets are wrong without this feature by a score within 1 of 0, of how many, and within what of what."""
    X = np.delete(design_matrix(pets.features), column, axis=1)
    w = logistic_regression(X, pets.is_dog)
    wrong = predict(X, w) != pets.is_dog
    return int(np.sum(np.abs(X @ w)[wrong] < 1)), int(wrong.sum())


# ------------------------------------------------------------------------------------------------------ the perceptron


def mistakes(rate):
    """The rate, how many mistakes there are, and the step of the last."""
    moved = np.flatnonzero(np.any(np.diff(walk(SIGNS[0], rate)[0], axis=0) != 0, axis=1)) + 1
    return rate, len(moved), moved[-1]


def the_hat_read_as_usual():
    path, wrong = walk(SIGNS[1], ONE_STEP_AT_A_TIME.start["rate"])
    return wrong[-1], np.linalg.norm(path[0]), np.linalg.norm(path[-1]), STEPS


def length(data, start, epoch, rule="log loss"):
    return np.linalg.norm(learn(data, start)[0][rule][EPOCHS.index(epoch)])


def trembling():
    end, least, most = learn(MIXED, START)[1]["perceptron"][:, -1]
    return EPOCHS[-1], end, least, most


def recovery():
    """The epoch from which on the perceptron and the log loss have nothing wrong, after a bad start."""
    wrong = learn(SPLIT, BADLY)[1]
    return max(EPOCHS[int(np.flatnonzero(wrong[rule][0])[-1]) + 1] for rule in ("perceptron", "log loss"))


def plateau():
    return EPOCHS[-1], learn(SPLIT, BADLY)[1]["squared loss"][0, -1], PETS


def splitting():
    """Percent of the way up to which a line splits the groups, and from which on none does."""
    can = {moved: compute(NO_LINE, moved=moved).separable for moved in NO_LINE.controls[0].values}
    return max(m for m, yes in can.items() if yes), min(m for m, yes in can.items() if not yes)


def best_line():
    """What the best of all lines gets right, of how many, and wrong: lines of 361 directions between any two pets."""
    angles = np.linspace(0, 2 * np.pi, 361)
    along = compute(NO_LINE, moved=100).points @ [np.cos(angles), np.sin(angles)]
    dog = along[:, None, :] > along - 1e-9  # by every line through a pet
    wrong = np.min(np.sum(dog != LABELS[:, None, None], axis=0))
    return len(LABELS) - wrong, len(LABELS), wrong


def in_the_corner():
    mistakes = compute(NO_LINE, moved=100).mistakes
    return mistakes.min(), mistakes.max(), len(LABELS)


# ------------------------------------------------------------------------------------------------------------- judging


def split_by_hand(n, validation, test):
    sets = train_val_test_split(n, np.random.default_rng(0), validation=validation, test=test)
    return n, round(100 * validation), round(100 * test), *(len(rows) for rows in sets)


def peeked(size, labels="coin flips"):
    """Scores of the setting chosen among all, on the test set and on fresh pets, in the five draws, in percent."""
    states = [compute(PEEKING, labels=labels, size=size, sample=sample, peeks=PEEKS[-1]) for sample in DRAWS]
    return 100 * np.array([[state.best[-1], state.fresh[-1]] for state in states]).T


def least_and_most(values):
    return min(values), max(values)


def coins():
    best, fresh = peeked(50)
    return PEEKS[-1], best[0], *least_and_most(best), fresh[0]


def optimism(size, labels="a real pattern"):
    best, fresh = peeked(size, labels)
    return least_and_most(best - fresh)


def choices():
    """What the settings chosen by few and by many pets get right on fresh ones."""
    few, many = (peeked(size, "a real pattern")[1] for size in (SIZES[0], SIZES[-1]))
    return SIZES[0], *least_and_most(few), SIZES[-1], *least_and_most(many)


@cache
def means(method):
    return least_and_most([compute(SPLITS, method=method, sample=sample).scores.mean() for sample in DRAWS])


def never_held_out():
    tables = [compute(SPLITS, method="random", sample=sample).table for sample in DRAWS]
    share, times = 1 - tables[0].mean(), len(tables[0])
    never = least_and_most([int(np.sum(~table.any(axis=0))) for table in tables])
    return share, share, times, share**times, BIRDS * share**times, BIRDS, *never


CLAIMS = {
    "probabilities of dog and cat add up to {:.0f}:": lambda: sigmoid(0.7) + sigmoid(-0.7),
    "the score of a pet with all features {} is {:.0f},": lambda: (0, np.zeros(3) @ weights_of_ears_nose_eyes()),
    "the curve still crosses ½ at the score {:.0f}:": lambda: logit(0.5) / 4,
    "A score of exactly {:.0f} gives ½": lambda: logit(0.5),
    "it is so near to {:.0f} that the nearest number *is* {:.0f}.": lambda: (sigmoid(40), sigmoid(40)),
    r"\log {} = {:.3f}$.": lambda: (2, log_loss(0, 1)),
    "the probability is {:.0f} in a computer": lambda: sigmoid(-800),
    "the loss is {:.0f}, a perfectly good number": lambda: log_loss(-800, 1),
    "`data/pets.csv` has {} pets": lambda: len(pets.is_dog),
    "features are all {}. Then {} of {} are wrong instead of {}, and the loss is {:.1f}, when no features at all have "
    "{:.1f} (step {} above)": without_a_bias,
    "{} penguins from Antarctica": lambda: len(load_penguins().species),
    "at {}, {}, {} the labels {}, {}, {} can be split. {}, {}, {} cannot": (
        lambda: split_and_not((1, 2, 3), (0, 1, 0), (0, 0, 1))
    ),
    "At {}, {}, {} the labels {}, {}, {} leave two birds *on* the line": lambda: on_the_line((1, 2, 2), (0, 0, 1)),
    "compared with the average of the {} pets": lambda: len(pets.is_dog),
    "the eyes ({2:.2f}; nose {1:.2f}, ears {0:.2f})": lambda: tuple(weights_of_ears_nose_eyes()),
    "{} of {} wrong. Without the ears {}, without the eyes {}, without the nose {}:": wrong_pets,
    "{:.1f} with all, {:.1f} without the ears, {:.1f} without the nose and {:.1f} without the eyes": (
        lambda: tuple(off(*names).loss for names in ((), ("ears",), ("nose",), ("eyes",)))
    ),
    "without the nose {} of the {} have": lambda: narrow(1),
    "without the eyes {} of the {}.": lambda: narrow(2),
    "their correlation is {:.2f}": lambda: np.corrcoef(pets.features.T)[1, 2],
    "By the ears alone it is wrong about {},": lambda: off("nose", "eyes").wrong,
    "the output {:.0f}, the label {}.": lambda: (predict([[2, 3]], [1, -1])[0], 1),
    "here {} steps": lambda: DOZEN,
    r"At $\alpha = {}$ the last mistake is the {}th, in step {}.": lambda: mistakes(0.3),
    r"At $\alpha = {}$ it is the {}th, in step {}:": lambda: mistakes(0.1),
    r"all {} are wrong in the end: the rule learns the exact opposite, ever more firmly: $\lVert\mathbf{{w}}\rVert$ is "
    "{:.2f} at the start and {:.2f} after {} steps": the_hat_read_as_usual,
    "so at most {:.0f} mistakes": lambda: (2 / 1) ** 2,
    "at the first pet, whose score was {:.0f}.": lambda: perceptron_path([[1], [-2]], [1, 0])[0] @ [1],
    "the perceptron pulls with {:.0f},": lambda: perceptron_step([-10], [1], 1)[0] + 10,
    r"\approx {:.5f}$": lambda: squared_loss_step([-10], [1], 1)[0] + 10,
    r"{} pets, $\alpha = {}$.": lambda: (PETS, RATE),
    "is {:.1f} after {} epochs and {:.1f} after {}, because": (
        lambda: (length(SPLIT, START, 10), 10, length(SPLIT, START, 300), 300)
    ),
    "at the end of epoch {} it is wrong about {} pets, but inside this epoch about {} to {}": trembling,
    "recover within {} epochs": recovery,
    "After {} epochs it still has {} of {} wrong": plateau,
    "how many of the {} does it get right?": lambda: len(LABELS),
    "Up to {} % of the way some line splits them, from {} % on none does": splitting,
    r"(At {} % the neuron of least log loss is wrong about {} all the same: its penalty, $\lambda = {}$": (
        lambda: (splitting()[0], compute(NO_LINE, moved=splitting()[0]).wrong, LAM)
    ),
    "this neuron is wrong about {} of {}:": lambda: (compute(NO_LINE, moved=100).wrong, len(LABELS)),
    "does worse: {} to {} mistakes in {} looks": in_the_corner,
    "Your own best line gets {} of the {} right: it cuts off a single corner and is wrong about the {} pets": best_line,
    "gets all {} right": lambda: len(LABELS) - compute(NO_LINE, moved=100, features=FEATURES[1]).wrong,
    "{} examples with {} % for validation and {} % for the test are split {} : {} : {},": (
        lambda: split_by_hand(10, 0.2, 0.2)
    ),
    "scored on a test set of {} pets": lambda: PEEKING.start["size"],
    "the best of {} settings gets {:.0f} % right ({:.0f} to {:.0f} % in the five draws), on fresh pets {:.0f} %": coins,
    "with {} pets the best gets {:.0f} to {:.0f} %, and the optimism is {:.0f} to {:.0f} points": (
        lambda: (500, *least_and_most(peeked(500)[0]), *optimism(500, "coin flips"))
    ),
    "With {} pets the peeked score still promises more than it delivers, by {:.1f} to {:.1f} points": (
        lambda: (50, *optimism(50))
    ),
    "With {} pets it errs both ways: in the five draws the difference is between {:.1f} and {:.1f}, on "
    "average nearly {:.0f}.": (
        lambda: (500, *optimism(500), abs(np.mean(np.subtract(*peeked(500, "a real pattern")))))
    ),
    "the setting that {} pets choose gets {:.0f} to {:.0f} % of fresh pets right, the one that {} choose {:.0f} to "
    "{:.0f} %": choices,
    "Below are {} penguins": lambda: BIRDS,
    "(The slider *split* goes to {};": lambda: max(SPLITS.controls[1].values),
    "leave-one-out knows only {:.0f} and {:.0f}.": (
        lambda: least_and_most(compute(SPLITS, method="leave-one-out").scores)
    ),
    "it goes from {:.3f} to {:.3f} with {} folds, from {:.3f} to {:.3f} with {}, from {:.3f} to {:.3f} with {}.": (
        lambda: (*means("3-fold"), 3, *means("5-fold"), 5, *means("10-fold"), 10)
    ),
    "it is always {:.3f};": lambda: means("leave-one-out")[0],
    "with probability {:.1f}, all ten times with ${:.1f}^{{{}}} = {:.3f}$: about {:.0f} of {} are never held out "
    "({} to {} in the five draws)": never_held_out,
    "Their mean is {:.0f}, their spread": lambda: feature_scale(np.array([[1.0], [3.0]]))[0][0],
    "is {:.0f}, and the column becomes": lambda: feature_scale(np.array([[1.0], [3.0]]))[1][0],
}
GIVEN = (
    # what a probability, a label, a feature and a score are
    "A probability must lie between 0 and 1.",
    "the features of one pet, and a 1 for the bias",
    "one more feature, the constant 1",
    "1 for a dog and 0 for a cat",
    "The nearer $p$ is to 0",
    "their labels, 0 or 1",
    "from 0 (cat) to 1 (dog)",
    "$s_i$ is 1 or $-1$ by species",
    "no term of the sum is below 0",
    "have a score within 1 of 0",
    "the label, 0 or 1",
    r"the output: 1 if $W^\top\mathbf{x}_i > 0$, 0 if it is below 0 (at 0 see below)",
    "A score of exactly 0 has decided nothing. We",
    "`target` is the label $y$, 0 or 1",
    "the boundary passes through 0",
    "if a line through 0",
    "within $R$ of 0",
    "when it starts from 0",
    "count the constant 1",
    "output $p$, 0 or 1",
    # what to try
    "a score at which the sigmoid is exactly 1",
    "At no score is the sigmoid exactly 1",
    "have a slope at the score $-6$",
    "from a start at 0",
    "At 1 and at $-6$ it is what the demo says",
    "the scores of 3, of 10 and of 30 folds",
    # examples by hand
    "a cat at 1 and a dog at 2",
    "By hand, 5 examples in 2 folds",
    "of the column (1, 3, 10)",
    "40 pets, 20 of each kind in random order, and 1000 features of pure chance",
    "40 pets cannot say it more exactly",
    # years and a custom
    "McCulloch and Pitts (1943)",
    "Rosenblatt's (1958)",
    "(Novikoff, 1962)",
    "Ambroise and McLachlan (2002)",
    "$K = 5$ or 10 is the usual compromise",
)
