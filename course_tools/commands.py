"""The commands of course.py for authors and instructors: each takes the launcher and the rest of the command line.

The launcher may be run by a Python that has no packages, so this file imports the standard library only.
"""

import functools
import sys

# The packages of extras in pyproject.toml; tests/requirements.txt pins their versions.
EXTRAS = {"site": ["latex2mathml"], "author": ["ruff", "uv"]}

# uv's options for each set of packages that the course is tested with; the tests' own tools are always the newest.
VERSIONS = {
    "lowest": ["--resolution", "lowest-direct", "ipywidgets >= 8.1"],  # older ones have no front end for JupyterLab 4
    "colab": ["--resolution", "lowest-direct"],  # with ipywidgets 7, for which Colab has a front end
    "newest": ["--upgrade"],
    "pre-releases": ["--upgrade", "--prerelease", "allow"],
}


def author_commands(course):
    """Return the commands that work in the launcher's folder: an edition lacks the files that some of them need."""
    commands = (notebooks, preview, collect)
    if course.TEST_REQUIREMENTS.exists():
        commands += (contents, student, instructor, site, lite, address, lint, lock, versions, audit)
    return {c.__name__: functools.update_wrapper(functools.partial(c, course), c) for c in commands}


def start_module(course, module, rest):
    """Run a module of course_tools in the course's environment."""
    return course.run([course.PYTHON, "-m", "course_tools." + module, *rest])


def notebooks(course, rest):
    """Run the notebooks and store their outputs, tidily (--check: only compare)."""
    course.set_up()
    return start_module(course, "notebooks", rest)


def contents(course, rest):
    """Write docs/contents.md, docs/instructor.md and docs/slips.md (--check: only compare)."""
    course.set_up()
    return start_module(course, "contents", rest)


def preview(course, rest):
    """Write the picture of a demo as PNG: preview FIT_BY_HAND slope=0.5 out.png."""
    course.set_up()
    return start_module(course, "preview", rest)


def collect(course, rest):
    """Sum up a folder of handed-in notebooks as a table (--run: run and judge them again)."""
    course.set_up()
    return start_module(course, "grading.collect", rest)


def student(course, rest):
    """Write the students' edition into the folder student (--sealed: without solutions)."""
    course.set_up()
    return start_module(course, "editions", ["student", *rest])


def instructor(course, rest):
    """Write the instructor's edition into the folder instructor."""
    course.set_up()
    return start_module(course, "editions", ["instructor", *rest])


def site(course, rest):
    """Write the notebooks as pages whose sliders need no kernel, into the folder site."""
    course.set_up_extra("site", EXTRAS["site"])
    return start_module(course, "site.page", rest)


def lite(course, rest):
    """Write a JupyterLite, JupyterLab inside the browser, into the folder lite."""
    course.set_up_extra("author", EXTRAS["author"])
    return start_module(course, "lite", rest)


def address(course, rest):
    """Print the course's address on GitHub, or write another into the links to Colab and Binder."""
    course.set_up()
    return start_module(course, "links", rest)


def lint(course, rest):
    """Check and format the code; list what a tool cannot fix."""
    course.set_up_extra("author", EXTRAS["author"])
    paths = rest or ["."]
    unfixed = course.run([course.PYTHON, "-m", "ruff", "check", "--fix", *paths])
    return course.run([course.PYTHON, "-m", "ruff", "format", *paths]) or unfixed


def lock(course, rest):
    """Pin all packages again, as pyproject.toml allows (--upgrade: at their newest versions).

    Each of the two files is valid on all systems and Pythons; the second has only what the first lacks.
    """
    course.set_up_extra("author", EXTRAS["author"])
    resolve = [course.PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.10"]
    resolve += ["--only-binary", ":all:", "--no-header", "--no-annotate", "pyproject.toml", *rest]
    runtime, tests = course.REQUIREMENTS, course.TEST_REQUIREMENTS
    failed = course.run([*resolve, "--output-file", runtime]) or course.run(
        [*resolve, "--all-extras", "--constraints", runtime, "--output-file", tests]
    )
    if not failed:
        pins = runtime.read_text(encoding="utf-8").splitlines()
        more = [pin for pin in tests.read_text(encoding="utf-8").splitlines() if pin not in pins]
        write_pins(runtime, "# What the notebooks need.", pins)
        write_pins(tests, "# What the tests need besides.", ["-r ../requirements.txt", *more])
    return failed


def write_pins(path, purpose, pins):
    """Store a requirement file, under a line that says what it is for and where it comes from."""
    header = purpose + " Made from pyproject.toml by: python3 course.py lock"
    path.write_text("\n".join([header, *pins]) + "\n", encoding="utf-8", newline="\n")


def versions(course, rest):
    """Run the tests with other packages: lowest, colab, newest or pre-releases.

    They are installed in an environment of their own, beside .venv.
    """
    if not rest or rest[0] not in VERSIONS:
        sys.exit("Say which: " + ", ".join(VERSIONS))
    course.set_up_extra("author", EXTRAS["author"])
    folder = course.ROOT / ".versions" / rest[0]
    python = folder / course.PYTHON.relative_to(course.VENV)
    uv = [course.PYTHON, "-m", "uv"]
    install = [*uv, "pip", "install", "--python", python, "--only-binary", ":all:", "--requirement", "pyproject.toml"]
    old = rest[0] in ("lowest", "colab")  # old packages may warn about the newer ones that they build on
    tests = ["--override-ini", "filterwarnings=", "-m", "not pinned and not quiet"] if old else ["-m", "not pinned"]
    return (
        course.run([*uv, "venv", "--clear", "--seed", "--python", sys.executable, folder])
        or course.run(install + VERSIONS[rest[0]])
        or course.run([*install, "--all-extras", *([] if old else VERSIONS[rest[0]])])
        or course.run([python, "-m", "pytest", *tests, *(rest[1:] or course.ALL_CORES)], PYTHONPATH=str(course.ROOT))
    )


def audit(course, rest):
    """Look for known vulnerabilities of the pinned packages in a public database.

    The exit code is 1 for vulnerabilities, and also if the database cannot be reached.
    """
    course.set_up_extra("author", EXTRAS["author"])
    look_up = ["pip-audit", "--strict", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    pins = ["--requirement", course.TEST_REQUIREMENTS]
    failed = course.run([course.PYTHON, "-m", "uv", "tool", "run", *look_up, *pins, *rest])
    if failed:
        course.say("The lines above name vulnerabilities, or say that the database could not be reached.")
    return failed
