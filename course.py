#!/usr/bin/env python3
"""Make the course's environment, .venv beside this file, if it is missing or out of date; then start a tool in it.

    python3 course.py lab         open the notebooks in JupyterLab
    python3 course.py test        run every test and every notebook
    python3 course.py notebooks   run the notebooks and store their outputs, tidily (--check: only compare)
    python3 course.py contents    write docs/contents.md and docs/instructor.md (--check: only compare)
    python3 course.py site        write the notebooks as pages whose sliders need no kernel, into the folder site
    python3 course.py lite        write a JupyterLite, JupyterLab inside the browser, into the folder lite
    python3 course.py address     where the course lies on GitHub, for the links to Colab and Binder; or write it anew
    python3 course.py student     write the students' edition into the folder student (--sealed: without solutions)
    python3 course.py instructor  write the instructor's edition into the folder instructor
    python3 course.py collect     sum up a folder of handed-in notebooks as a table (--run: judge them anew)
    python3 course.py lint        check and format the code
    python3 course.py lock        pin all packages anew, from pyproject.toml (--upgrade: at their newest versions)
    python3 course.py versions    run the tests with other packages: lowest, colab, newest or pre-releases
    python3 course.py audit       look for known vulnerabilities of the pinned packages in a public database

What follows the command is handed on to the tool. On Windows, write py instead of python3.
"""

import sys

if sys.version_info < (3, 10):  # the whole file keeps to grammar that old Pythons can read, or they never get here
    sys.exit(
        "This course needs Python 3.10 or newer, and this is %s.\n"
        "A newer one is at https://www.python.org/downloads/ or in your system's packages;\n"
        "then start this file with it, for example: python3.12 course.py lab" % sys.version.split()[0]
    )

import hashlib
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

REQUIREMENTS = ROOT / "requirements.txt"
TEST_REQUIREMENTS = ROOT / "tests" / "requirements.txt"
STAMP = VENV / "course-stamp"
TEST_STAMP = VENV / "course-stamp-tests"

FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"

# Settings of JupyterLab for this environment alone.
LAB_SETTINGS = {
    # No question about news in a corner of the projected page.
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # Every cell stays on the page, so a demo that is scrolled out of sight keeps its size and state.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    # A notebook that is saved keeps its demos' first pictures, and shows them when it is opened again without a kernel.
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}

# Settings of its server.
LAB_OPTIONS = [
    "--ServerApp.ip=127.0.0.1",  # for this machine only
    # A photograph that somebody brings is one message; beyond 10 MB, the default, it would break the connection.
    "--ServerApp.tornado_settings={'websocket_max_message_size': 100000000}",
    # Small messages are sent at once, so that a slider need not wait.
    "--ServerApp.kernel_websocket_connection_class=course_utils.lab.PromptConnection",
]

# Variables, by their first letters, that lead to another Python, to other packages or to someone's own settings.
FOREIGN = ("PYTHON", "JUPYTER_PATH", "JUPYTERLAB_", "IPYTHON", "MPL", "MATPLOTLIBRC")
OURS = {
    "PYTHONUTF8": "1",
    "PYTHONNOUSERSITE": "1",
    "JUPYTER_PREFER_ENV_PATH": "1",  # our kernel, though the user may have another of the same name
    "IPYTHONDIR": str(VENV / "ipython"),
    "MPLCONFIGDIR": str(VENV / "matplotlib"),
    "PIP_USER": "0",
    # Our matrices are small: two threads that wait for each other on a busy machine turn a millisecond into a second.
    "OPENBLAS_NUM_THREADS": "1",
}


def environment():
    """The caller's variables, with ours in place of the foreign ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    kept.update(OURS)
    return kept


def run(command, **variables):
    """Run a command in the course's folder and return its exit code; Ctrl-C is the command's to answer, so wait on."""
    process = subprocess.Popen([str(part) for part in command], cwd=str(ROOT), env=dict(environment(), **variables))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass


def say(text):
    """Tell the user, at once: standard error is not held back when the output goes to a file."""
    sys.stderr.write(text + "\n")


# --- the environment ---


def fingerprint(requirements):
    """A text that changes when the environment no longer fits: other packages or settings, another Python or place."""
    packages, settings = requirements.read_text(encoding="utf-8"), json.dumps(LAB_SETTINGS)
    facts = [packages, settings, sys.version, sys.base_prefix, str(ROOT)]
    return hashlib.sha256("\n".join(facts).encode("utf-8")).hexdigest()


def fits(stamp, requirements):
    """Whether the set-up that writes this stamp was finished, and for what is wanted now."""
    return PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint(requirements)


def set_up(with_tests=False):
    """Make what is missing of the environment. A stamp comes last, so that an interrupted set-up is made again."""
    if not fits(STAMP, REQUIREMENTS):
        say("Setting up .venv, once: one to five minutes, by the speed of the network ...")
        make_environment()
        install(REQUIREMENTS)
        configure()
        STAMP.write_text(fingerprint(REQUIREMENTS), encoding="utf-8")
    if with_tests and not TEST_REQUIREMENTS.exists():
        sys.exit("This edition of the course comes without its tests, and without what only they need.")
    if with_tests and not fits(TEST_STAMP, TEST_REQUIREMENTS):
        say("Adding what the tests need ...")
        install(TEST_REQUIREMENTS)
        TEST_STAMP.write_text(fingerprint(TEST_REQUIREMENTS), encoding="utf-8")


def make_environment():
    """An empty environment in .venv, in place of what may be there."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        sys.exit("The environment .venv has to be made again, and is in use: type deactivate, then the same command.")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            "This Python cannot make environments: its module venv is missing.\n"
            "On Debian and Ubuntu: sudo apt install python3-venv (or python%d.%d-venv)" % sys.version_info[:2]
        )
    if run([sys.executable, "-m", "venv", "--clear", VENV]):
        sys.exit(
            "The folder %s could not be made; the lines above say why.\n"
            "If JupyterLab or a notebook still runs from it, close that first. Then type the same command again." % VENV
        )


def install(requirements):
    """Install pinned packages, ready-built ones only: a student's machine need not have a compiler."""
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    if run(pip + ["--requirement", requirements]):
        sys.exit(
            "Installing the packages of %s failed; pip's lines above say why.\n"
            "Most often there was no network. Type the same command again: it takes up what is missing."
            % requirements.relative_to(ROOT)
        )


def configure():
    """Let notebooks import course_utils, give JupyterLab its settings, and let matplotlib find its fonts now."""
    ask = "import matplotlib.font_manager, sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.check_output([str(PYTHON), "-c", ask], env=environment(), stderr=subprocess.DEVNULL)
    site_packages = answer.decode("utf-8").strip()
    # A relative path: plain ASCII whatever the folder is called, for Pythons differ in how they decode this file.
    link_to_root = os.path.relpath(str(ROOT), site_packages) + "\n"
    Path(site_packages, "course.pth").write_text(link_to_root, encoding="utf-8")
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(LAB_SETTINGS, indent=2), encoding="utf-8")


# --- the commands: each takes the rest of the command line and returns an exit code ---


def lab(rest):
    """JupyterLab on the first notebook, or on the one named; for this machine only, and with its token."""
    set_up()
    options = LAB_OPTIONS + ["--ServerApp.root_dir=" + str(ROOT)]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # without it, JupyterLab does not start for root
    # Of two notebooks JupyterLab opens the first, so one that the user names goes before ours.
    return run([PYTHON, "-m", "jupyterlab"] + options + rest + [FIRST_NOTEBOOK])


def test(rest):
    """All tests, on all cores and file by file; or those that the arguments choose."""
    set_up(with_tests=True)
    return run([PYTHON, "-m", "pytest"] + (rest or ALL_CORES))


# In the order of the folders: those of the browser, which take longest, go first, so that no core is idle at the end.
ALL_CORES = ["--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder"]


def notebooks(rest):
    """Every notebook, or the named ones, run and stored anew."""
    set_up()
    return run([PYTHON, "-m", "course_tools.notebooks"] + rest)


def contents(rest):
    """The pages that list demos, exercises, functions and what to say at each slide."""
    set_up()
    return run([PYTHON, "-m", "course_tools.contents"] + rest)


def site(rest):
    """The notebooks as pages, in the folder site or in one that is named."""
    set_up(with_tests=True)
    return run([PYTHON, "-m", "course_tools.site.page"] + rest)


def lite(rest):
    """JupyterLite with the notebooks, in the folder lite or in one that is named."""
    set_up(with_tests=True)
    return run([PYTHON, "-m", "course_tools.lite"] + rest)


def address(rest):
    """The address of the course, said or, if one is named, written into every link."""
    set_up()
    return run([PYTHON, "-m", "course_tools.links"] + rest)


def student(rest):
    """The students' edition, in the folder student or in one that is named."""
    set_up()
    return run([PYTHON, "-m", "course_tools.editions", "student"] + rest)


def instructor(rest):
    """The instructor's edition, in the folder instructor or in one that is named."""
    set_up()
    return run([PYTHON, "-m", "course_tools.editions", "instructor"] + rest)


def collect(rest):
    """A table of the exercises in handed-in notebooks."""
    set_up()
    return run([PYTHON, "-m", "course_tools.grading.collect"] + rest)


def lint(rest):
    """Everything, or the named files, mended where a machine can do it; what it cannot mend is listed."""
    set_up(with_tests=True)
    paths = rest or ["."]
    unmended = run([PYTHON, "-m", "ruff", "check", "--fix"] + paths)
    return run([PYTHON, "-m", "ruff", "format"] + paths) or unmended


def lock(rest):
    """Both requirement files, one text for all systems and Pythons; the second holds only what the first does not."""
    set_up(with_tests=True)
    resolve = [PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.10"]
    resolve += ["--only-binary", ":all:", "--no-header", "--no-annotate", "pyproject.toml"] + rest
    failed = run(resolve + ["--output-file", REQUIREMENTS]) or run(
        resolve + ["--extra", "test", "--constraints", REQUIREMENTS, "--output-file", TEST_REQUIREMENTS]
    )
    if not failed:
        pins = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        more = [pin for pin in TEST_REQUIREMENTS.read_text(encoding="utf-8").splitlines() if pin not in pins]
        write_pins(REQUIREMENTS, "# What the notebooks need.", pins)
        write_pins(TEST_REQUIREMENTS, "# What the tests need besides.", ["-r ../requirements.txt"] + more)
    return failed


def versions(rest):
    """The tests in an environment beside .venv that has other packages; the tests' own tools are the newest."""
    if not rest or rest[0] not in VERSIONS:
        sys.exit("Say which: " + ", ".join(VERSIONS))
    set_up(with_tests=True)
    folder = ROOT / ".versions" / rest[0]
    python = folder / PYTHON.relative_to(VENV)
    uv = [PYTHON, "-m", "uv"]
    install = uv + ["pip", "install", "--python", python, "--only-binary", ":all:", "--requirement", "pyproject.toml"]
    old = rest[0] in ("lowest", "colab")  # the warnings of packages that are older than what they build on are not ours
    other = ["--override-ini", "filterwarnings=", "--deselect", QUIET] if old else []
    return (
        run(uv + ["venv", "--clear", "--seed", "--python", sys.executable, folder])
        or run(install + VERSIONS[rest[0]])
        or run(install + ["--extra", "test"] + ([] if old else VERSIONS[rest[0]]))
        or run([python, "-m", "pytest", "--deselect", PICTURES] + other + (rest[1:] or ALL_CORES), PYTHONPATH=str(ROOT))
    )


# What holds for the pinned packages alone: stored pictures to the last byte; an import without anybody's warning.
PICTURES = "tests/tools/test_editions.py::test_an_instructor_notebook_runs_and_gives_what_is_stored"
QUIET = "tests/chapters/test_every_demo.py::test_importing_the_demos_draws_nothing_and_loads_neither_widgets_nor_pyplot"
VERSIONS = {
    "lowest": ["--resolution", "lowest-direct", "ipywidgets >= 8.1"],  # what is older has no front end for JupyterLab 4
    "colab": ["--resolution", "lowest-direct"],  # with ipywidgets 7, for which Colab has one
    "newest": ["--upgrade"],
    "pre-releases": ["--upgrade", "--prerelease", "allow"],
}


def audit(rest):
    """What a public database knows of the pinned packages; 1 for vulnerabilities, and if there was nobody to ask."""
    set_up(with_tests=True)
    look_up = ["pip-audit", "--strict", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    failed = run([PYTHON, "-m", "uv", "tool", "run"] + look_up + ["--requirement", TEST_REQUIREMENTS] + rest)
    if failed:
        say("The lines above name vulnerabilities, or say that the database could not be asked: then nothing is known.")
    return failed


def write_pins(path, purpose, pins):
    """Store a requirement file, under a line that says what it is for and where it comes from."""
    header = purpose + " Made from pyproject.toml by: python3 course.py lock"
    path.write_text("\n".join([header] + pins) + "\n", encoding="utf-8", newline="\n")


COMMANDS = {
    "lab": lab,
    "test": test,
    "notebooks": notebooks,
    "contents": contents,
    "site": site,
    "lite": lite,
    "address": address,
    "student": student,
    "instructor": instructor,
    "collect": collect,
    "lint": lint,
    "lock": lock,
    "versions": versions,
    "audit": audit,
}


def main(arguments):
    """Do the command that the arguments begin with; explain them if there is none."""
    if not arguments or arguments[0] not in COMMANDS:
        say(__doc__.strip())
        return 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # Ctrl-C between two steps of the set-up
        sys.exit(130)
