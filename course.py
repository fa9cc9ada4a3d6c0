#!/usr/bin/env python3
"""Make the course's environment, .venv beside this file, if it is missing or out of date; then start a tool in it."""

import sys

if sys.version_info < (3, 10):  # so the whole file must be readable by old Pythons
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
STAMP = VENV / "course-stamp"  # its text is the fingerprint of what was set up

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
    # A reader's photograph is one message; beyond 10 MB, the default, it would break the connection.
    "--ServerApp.tornado_settings={'websocket_max_message_size': 100000000}",
    # Small messages are sent at once, so that a slider need not wait.
    "--ServerApp.kernel_websocket_connection_class=course_utils.lab.PromptConnection",
]

# Prefixes of environment variables that could pull in another Python, other packages or personal settings.
STRIPPED_ENV_PREFIXES = ("PYTHON", "JUPYTER_PATH", "JUPYTERLAB_", "IPYTHON", "MPL", "MATPLOTLIBRC")
COURSE_ENV = {
    "PYTHONUTF8": "1",
    "PYTHONNOUSERSITE": "1",
    "JUPYTER_PREFER_ENV_PATH": "1",  # our kernel, even if the user has another of the same name
    "IPYTHONDIR": str(VENV / "ipython"),
    "MPLCONFIGDIR": str(VENV / "matplotlib"),
    "PIP_USER": "0",
    # Our matrices are small: two threads that wait for each other on a busy machine turn a millisecond into a second.
    "OPENBLAS_NUM_THREADS": "1",
}


def environment():
    """Return the caller's variables, with ours in place of those that could interfere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(STRIPPED_ENV_PREFIXES)}
    kept.update(COURSE_ENV)
    return kept


def run(command, **variables):
    """Run a command in the course's folder and return its exit code. Ctrl-C is for the command, so keep waiting."""
    process = subprocess.Popen([str(part) for part in command], cwd=str(ROOT), env=dict(environment(), **variables))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass


def say(text):
    """Write a line to standard error, which is not buffered when the output goes to a file."""
    sys.stderr.write(text + "\n")


# --- the environment ---


def fingerprint(requirements):
    """Return a text that changes when the environment no longer fits: packages, settings, Python or place differ."""
    packages, settings = requirements.read_text(encoding="utf-8"), json.dumps(LAB_SETTINGS)
    facts = [packages, settings, sys.version, sys.base_prefix, str(ROOT)]
    return hashlib.sha256("\n".join(facts).encode("utf-8")).hexdigest()


def fits(stamp, requirements):
    """Whether the set-up that writes this stamp was completed, and its fingerprint is still right."""
    return PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint(requirements)


def set_up():
    """Make the environment of the notebooks. The stamp comes last, so that an interrupted set-up is repeated."""
    if not fits(STAMP, REQUIREMENTS):
        say("Setting up .venv, once: one to five minutes, depending on the network ...")
        make_environment()
        install(["--requirement", REQUIREMENTS], REQUIREMENTS)
        configure()
        STAMP.write_text(fingerprint(REQUIREMENTS), encoding="utf-8")


def set_up_extra(extra, packages):
    """Make the environment, and add packages that only some commands need, at the versions that the tests pin."""
    set_up()
    stamp = VENV / ("course-stamp-" + extra)
    if not fits(stamp, TEST_REQUIREMENTS):
        say("Adding the packages for %s ..." % extra)
        install(packages + ["--constraint", TEST_REQUIREMENTS], TEST_REQUIREMENTS)
        stamp.write_text(fingerprint(TEST_REQUIREMENTS), encoding="utf-8")


def make_environment():
    """Make an empty environment in .venv, and remove an old one."""
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


def install(packages, pins):
    """Install packages as a file pins them, ready-built ones only: a student's machine need not have a compiler."""
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    if run(pip + packages):
        sys.exit(
            "Installing the packages of %s failed; pip's lines above say why.\n"
            "Most often there was no network. Type the same command again: it continues with what is missing."
            % pins.relative_to(ROOT)
        )


def configure():
    """Let notebooks import course_utils, give JupyterLab its settings, and let matplotlib find its fonts now."""
    ask = "import matplotlib.font_manager, sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.check_output([str(PYTHON), "-c", ask], env=environment(), stderr=subprocess.DEVNULL)
    site_packages = answer.decode("utf-8").strip()
    # A relative path is plain ASCII whatever the folder is called; Pythons differ in how they decode this file.
    link_to_root = os.path.relpath(str(ROOT), site_packages) + "\n"
    Path(site_packages, "course.pth").write_text(link_to_root, encoding="utf-8")
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(LAB_SETTINGS, indent=2), encoding="utf-8")


# --- the commands: each takes the rest of the command line and returns an exit code; --help shows their first lines ---


def lab(rest):
    """Open the notebooks in JupyterLab.

    It opens the first notebook, or one that is named; for this machine only, and with JupyterLab's token.
    """
    set_up()
    options = LAB_OPTIONS + ["--ServerApp.root_dir=" + str(ROOT)]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # without it, JupyterLab does not start for root
    # JupyterLab opens the first of two notebooks, so one that the user names goes before ours.
    return run([PYTHON, "-m", "jupyterlab"] + options + rest + [FIRST_NOTEBOOK])


def test(rest):
    """Run all tests (quick: the fast ones, without a browser); in an edition, run every notebook.

    The tests run on all cores, file by file; further arguments choose some of them. An edition has no tests, and its
    notebooks hold their reader's own code: cells that raise an error are named, and outputs are not compared.
    """
    if not TEST_REQUIREMENTS.exists():
        set_up()
        return run([PYTHON, "-m", "pytest", "--nbval-lax"] + (rest or ["notebooks"]))
    set_up_extra("tests", ["--requirement", TEST_REQUIREMENTS])
    if rest[:1] == ["quick"]:
        return run([PYTHON, "-m", "pytest"] + ALL_CORES + QUICK + rest[1:])
    return run([PYTHON, "-m", "pytest"] + (rest or ALL_CORES))


# In the order of the folders: the browser tests take longest and go first, so that no core is idle at the end.
ALL_CORES = ["--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder"]
# Without what is marked as slow, without the notebooks' cells, and with fewer random examples.
QUICK = ["-m", "not slow", "--hypothesis-profile=quick", "tests"]


def find_commands():
    """Find the commands that work in this folder: those above, and the author's if course_tools is there."""
    commands = {"lab": lab, "test": test}
    if (ROOT / "course_tools").is_dir():
        sys.path.insert(0, str(ROOT))
        from course_tools.commands import author_commands

        commands.update(author_commands(sys.modules[__name__]))
    return commands


def explain(commands):
    """Return the help: one line for each command that works in this folder."""
    lines = ["    python3 course.py %-12s%s" % (name, commands[name].__doc__.split("\n")[0]) for name in commands]
    end = "Further arguments are handed on to the tool. On Windows, write py instead of python3."
    return "\n".join([__doc__, ""] + lines + ["", end])


def main(arguments):
    """Run the command that the arguments begin with."""
    commands = find_commands()
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(explain(commands))
        return 0 if arguments else 2
    if arguments[0] not in commands:
        say("There is no command %s in this edition of the course, only %s." % (arguments[0], ", ".join(commands)))
        return 2
    return commands[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # Ctrl-C between two steps of the set-up
        sys.exit(130)
