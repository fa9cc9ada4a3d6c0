"""See least squares in space: Ax is the projection of b onto the plane of the columns (slide "Line Fitting 101")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.plotting.lines import join_lines, plane
from course_utils.plotting.style import GUIDE, HERO, LABEL, NOTE, ROLE, tint, typeset
from course_utils.plotting.words import Verdict, name_object

A = np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
B = np.array([2.0, 0.0, 4.0])  # three equations that contradict each other: 2x₁ = 2, 2x₂ = 0, x₁ + x₂ = 4
WEIGHTS_1, WEIGHTS_2 = steps(0, 2.5, 0.1), steps(0, 2, 0.1)
CORNER = np.array([WEIGHTS_1[-1], WEIGHTS_2[-1]])  # the weights at the far corner of the piece of plane that is drawn
RIM = CORNER * [(0, 0), (1, 0), (1, 1), (0, 1)]
GRID = np.array([((i, 0), (i, CORNER[1])) for i in range(3)] + [((0, i), (CORNER[0], i)) for i in range(3)])
TURN = np.radians(35)  # of the eye round the plane; how high it stands over the plane is a control
ALONG, OFF, UPRIGHT = (  # two directions of the plane of A's columns, and the one perpendicular to it
    np.array(v) / np.linalg.norm(v) for v in ([1.0, 1, 1], [-1.0, 1, 0], [-1.0, -1, 2])
)
MARK = 0.36  # a side of the sign for a right angle
LOWEST, HIGHEST = -0.54, 4.15  # for words in the picture
OFFSETS = 0.4 * np.array([(1, -1), (1.2, 0), (1, 1), (0, 1.1), (-1, 1), (-1.2, 0), (-1, -1), (0, -1.1)])


class Projection(NamedTuple):
    weights: np.ndarray  # (x₁, x₂)
    eye: int  # how high over the plane, in degrees
    view: np.ndarray  # (2, 3): how far to the right and how far up the picture shows a vector of R³
    reached: np.ndarray  # A x
    residual: np.ndarray  # b - A x
    products: np.ndarray  # Aᵀ(b - A x)
    length: float  # of the residual


def view_from(degrees):
    """Return the directions of R³ that point right and up for an eye at this height over the plane."""
    height = np.radians(degrees)
    right = np.cos(TURN) * ALONG - np.sin(TURN) * OFF
    away = np.sin(TURN) * ALONG + np.cos(TURN) * OFF
    return np.array([right, np.sin(height) * away + np.cos(height) * UPRIGHT])


def compute(x1, x2, eye):
    weights = np.array([x1, x2])
    residual = B - A @ weights
    products = (A.T @ residual).round(9) + 0.0  # weights are tenths: what is 0 must not be 1e-16
    return Projection(weights, eye, view_from(eye), A @ weights, residual, products, np.linalg.norm(residual))


def arrow_line(start, end, head=0.22):
    """Return x and y of an arrow as one line."""
    along = end - start
    length = np.hypot(*along)
    if length < head:
        return [start[0], end[0]], [start[1], end[1]]
    back, side = head * along / length, 0.5 * head * np.array([-along[1], along[0]]) / length
    return np.transpose([start, end, [np.nan, np.nan], end - back + side, end, end - back - side])


def right_angle_signs(projection):
    """Return signs for the right angles between the residual and the columns: shape (n, 3 corners, 3)."""
    up = MARK * projection.residual / projection.length
    sides = [MARK * column / np.linalg.norm(column) for column in A.T[projection.products == 0]]
    return np.array([[side, side + up, up] for side in sides]).reshape(-1, 3, 3) + projection.reached


def find_free_place(anchor, words, lines):
    """Find a place for a word beside its anchor: inside the picture, and clear of words and of points of lines."""
    places = anchor + OFFSETS
    places = places[(places[:, 1] > LOWEST) & (places[:, 1] < HIGHEST)]
    from_words, from_lines = (np.linalg.norm(places[:, None] - taken, axis=2).min(axis=1) for taken in (words, lines))
    return places[np.argmax(np.minimum(from_words - 0.4, from_lines).clip(max=0.45))]


def place_words(a1, a2, b, reached):
    """Find places for the names of both columns, b, Ax and r, for arrows that end at these points."""
    share = np.linspace(0, 1, 9)[:, None]
    lines = np.vstack([reached + share * (b - reached), share * b, share * reached, share * a2])
    words = [a1 / 2 - (0, 0.35), np.array([-0.3, a2[1] / 2]), b + np.array([0, 0.35])]
    words.append(find_free_place(reached, words, lines))
    return [*words, find_free_place((reached + b) / 2, words, lines)]


def draw_products(fig):
    """Show a row for the product of r with each column; return the bars and their numbers."""
    rows = plane(fig, (7.75, 0.5, 1.2, 1.7), (-9, 9), (-0.5, 1.5), "", "")
    rows.axis("off")
    rows.set_label("products")
    rows.plot([0, 0], [-0.5, 1.5], color=ROLE.guide, linewidth=GUIDE)
    bars = rows.barh([1, 0], [0, 0], height=0.5, color=ROLE.hand)
    for word, y in (("a₁ᵀr", 1), ("a₂ᵀr", 0)):
        rows.text(-10, y, word, ha="right", va="center", fontsize=LABEL)
    return bars, [name_object(rows, 18.5, y, ha="right") for y in (1, 0)]


def draw(fig, start):
    space = plane(fig, (0.15, 0.05, 6.5, 4.1), (-1.1, 8.016), (-1.35, 4.4), "", "")
    space.set_label("space")
    space.axis("off")
    floor = space.fill([0], [0], facecolor=tint(ROLE.model, 0.12), linewidth=0)[0]
    grid = space.plot([], [], color=tint(ROLE.model, 0.35), linewidth=GUIDE)[0]
    path = space.plot([], [], linestyle=(0, (2, 2)))[0]
    columns, target = (space.plot([], [], color=ROLE.data)[0] for _ in range(2))
    mine, rest = (space.plot([], [], linewidth=HERO)[0] for _ in range(2))
    corners = space.plot([], [], color=ROLE.model)[0]
    names = [name_object(space, 0, 0, word, ha="center") for word in ("a₁", "a₂", "b", "Ax", "r")]
    fig.text(0.035, 0.025, "Ax = b:   2x₁ = 2,   2x₂ = 0,   x₁ + x₂ = 4", fontsize=NOTE, color=ROLE.note)
    verdict = Verdict(fig, 7.0, 4.15)
    bars, numbers = draw_products(fig)

    def ink(result):
        flat = result.view.T
        floor.set_xy(RIM @ A.T @ flat)
        grid.set_data(join_lines(GRID @ A.T @ flat))
        a1, a2, b, reached = A[:, 0] @ flat, A[:, 1] @ flat, B @ flat, result.reached @ flat
        nothing = np.zeros(2)
        one, two = result.weights
        path.set_data(*np.array([one * a1, reached, two * a2]).T)
        columns.set_data(np.hstack([arrow_line(nothing, a1), [[np.nan], [np.nan]], arrow_line(nothing, a2)]))
        target.set_data(*arrow_line(nothing, b))
        mine.set_data(*arrow_line(nothing, reached))
        rest.set_data([reached[0], b[0]], [reached[1], b[1]])
        corners.set_data(join_lines(right_angle_signs(result) @ flat))

        nearest = not result.products.any()
        color = ROLE.model if nearest else ROLE.hand
        for artist in (path, mine, rest, *names[3:]):
            artist.set_color(color)
        for name, place in zip(names, place_words(a1, a2, b, reached), strict=True):
            name.set_position(place)
        for artist in (names[4], corners):  # if the residual points at the eye, they would be a blot
            artist.set_visible(np.hypot(*(b - reached)) > 1)
        note = "no x leaves less" if nearest else ""
        verdict.show(f"{result.length:.2f}", "length of r = b − Ax", note, color=color)
        for bar, number, product in zip(bars, numbers, result.products, strict=True):
            bar.set(width=product, visible=product != 0)
            number.set_text(typeset(f"{product:.1f}") if product else "0")
            number.set_color(ROLE.hand if product else ROLE.model)
        return floor, grid, path, columns, target, mine, rest, corners, *names, *bars, *numbers, *verdict.artists

    return ink


def caption(result):
    x1, x2 = result.weights
    first, second = result.products
    looks = f"{np.linalg.norm(result.view @ result.residual):.2f} long from {result.eye}°"
    text = (
        f"x = ({x1:.1f}, {x2:.1f}): r has length {result.length:.2f} and looks {looks} over the plane; "
        f"a₁ᵀr = {first:.1f} and a₂ᵀr = {second:.1f}"
    )
    if first == second == 0:
        return f"{text}: it is perpendicular to the plane, and no x leaves less."
    return f"{text}."


def consequence(result):
    if not result.products.any():
        return f"r is perpendicular to the plane: [{result.length:.2f}|model], and no x leaves less."
    return f"r has length [{result.length:.2f}|hand] and is not perpendicular to the plane."


def find_nearest(at):
    """Return whether the nearest Ax is nearer to b than the start's, and how many of the equations hold there."""
    rest = B - A @ np.linalg.lstsq(A, B)[0]
    return bool(np.linalg.norm(rest) < at().length - 1e-9), int(np.sum(np.isclose(rest, 0)))


def explain_nearest(at):
    one, two = np.linalg.lstsq(A, B)[0].round(9)
    here, there = at(), at(x1=float(one), x2=float(two))
    return (
        f"at ({one:.1f}, {two:.1f}) r is {there.length:.2f} long, here {here.length:.2f}; "
        "it misses all 3 and stands upright on the plane"
    )


def weight_handle(number):
    """Let the corner of the dashed path that is this multiple of a column be dragged along the column."""
    column = A[:, number]

    def coordinate(weight):
        return weight * (view_from(0)[0] @ column)  # how far to the right, which is the same from every height

    def corner(result):
        return result.weights[number] * result.view @ column

    return Handle("space", x=(f"x{number + 1}", coordinate), at=corner)


PROJECTION = Demo(
    title="Least squares as a projection",
    slide="Line Fitting 101",
    controls=(
        Control("x1", WEIGHTS_1, start=1.0, label="weight x₁", format=".1f"),
        Control("x2", WEIGHTS_2, start=0.0, label="weight x₂", format=".1f"),
        Control("eye", range(0, 91, 10), start=30, label="eye, degrees over the plane"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.68,
    question=Question(
        "Two of the three equations hold exactly here. Is another Ax nearer to b?",
        {
            "no: no two of them can be beaten": lambda found: not found[0],
            "yes, where two others hold": lambda found: found == (True, 2),
            "yes, where only one holds": lambda found: found == (True, 1),
            "yes, where none of the three holds": lambda found: found == (True, 0),
        },
        answer=find_nearest,
        because=explain_nearest,
        veil=("products",),
        shows={"x1": 1.5, "x2": 0.5},
    ),
    handles=(weight_handle(0), weight_handle(1)),
    scenes={
        "Line Fitting 101: three equations, two unknowns": {},
        "Line Fitting 101: the best along a₁": {"x1": 1.6},
        "Line Fitting 101: differentiate and set to zero": {"x1": 1.5, "x2": 0.5},
        "Line Fitting 101: seen from the side": {"x1": 1.5, "x2": 0.5, "eye": 0},
        "Line Fitting 101: seen from above": {"x1": 1.5, "x2": 0.5, "eye": 90},
    },
    talks=(
        Talk(
            slide="Line Fitting 101",
            section="3. The line with the smallest squares",
            minutes=4,
            reveals=(
                "“More equations that hold exactly is better.” At the nearest point none of the three holds; what "
                r"holds is $A^\top\mathbf{r} = 0$, and that is the whole formula."
            ),
        ),
    ),
)
