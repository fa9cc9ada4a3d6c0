"""The launcher, without a network: the programs that it would start are recorded instead."""

import ast
import importlib.util
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAUNCHER = ROOT / "course.py"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The launcher of a whole course, in a folder of its own.

    What it would run is kept in `course.started`; a command with a word of `course.failing` fails.
    """
    (tmp_path / "tests").mkdir()
    (tmp_path / "course_tools").mkdir()
    (tmp_path / "requirements.txt").write_text("numpy==1\n")
    (tmp_path / "tests" / "requirements.txt").write_text("ruff==1\n")
    (tmp_path / "course.py").write_bytes(LAUNCHER.read_bytes())
    spec = importlib.util.spec_from_file_location("course_under_test", tmp_path / "course.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    module.started, module.failing = [], ()

    def run(command, **_):
        words = [str(word) for word in command]
        module.started.append(words)
        if "venv" in words:
            module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            module.PYTHON.touch()
            for stamp in module.VENV.glob("course-stamp*"):
                stamp.unlink()
        return int(any(word in module.failing for word in words))

    monkeypatch.setattr(module, "run", run)
    monkeypatch.setattr(module, "configure", lambda: None)
    return module


@pytest.fixture
def edition(course):
    """The launcher in a folder such as students get: without course_tools and without tests."""
    (course.ROOT / "course_tools").rmdir()
    course.TEST_REQUIREMENTS.unlink()
    return course


def tools(course):
    """List the modules that were started since the last call, in order."""
    names = [words[words.index("-m") + 1] for words in course.started]
    course.started.clear()
    return names


def launch(*arguments, **variables):
    environment = {**os.environ, **variables}
    return subprocess.run([sys.executable, str(LAUNCHER), *arguments], capture_output=True, text=True, env=environment)


# --- help, and old Pythons ---


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["--help"], 0)], ids=str)
def test_without_a_command_the_launcher_explains_itself(arguments, code):
    done = launch(*arguments)
    assert done.returncode == code
    assert all(f"course.py {command} " in done.stderr for command in ("lab", "test", "notebooks", "lint", "lock"))


def commands_in_help(course, capsys):
    assert course.main(["--help"]) == 0
    return [line.split()[2] for line in capsys.readouterr().err.splitlines() if line.startswith("    python3")]


def test_the_help_lists_every_command_on_one_line_each(course, capsys):
    assert commands_in_help(course, capsys) == [*course.find_commands()]
    assert max(map(len, course.explain(course.find_commands()).splitlines())) <= 125


def test_the_help_of_an_edition_lists_only_what_works_there(edition, capsys):
    assert commands_in_help(edition, capsys) == ["lab", "test"]


def test_an_instructors_edition_can_run_its_notebooks_and_grade(edition, capsys):
    (edition.ROOT / "course_tools").mkdir()
    assert commands_in_help(edition, capsys) == ["lab", "test", "notebooks", "preview", "collect"]


@pytest.mark.parametrize("command", ["instructor", "collect", "lint", "site", "nonsense"])
def test_an_edition_says_in_one_line_which_command_it_lacks(edition, command, capsys):
    assert edition.main([command]) == 2
    assert capsys.readouterr().err == f"There is no command {command} in this edition of the course, only lab, test.\n"
    assert edition.started == []


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 9, 18)], ids=str)
def test_an_old_python_gets_a_message_that_it_is_too_old(monkeypatch, version):
    text = ".".join(map(str, version))
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "version", text + " (long ago)")
    with pytest.raises(SystemExit) as refusal:
        runpy.run_path(str(LAUNCHER))
    assert str(refusal.value).startswith(f"This course needs Python 3.10 or newer, and this is {text}.\n")


def test_old_pythons_can_parse_the_launcher():
    source = LAUNCHER.read_text(encoding="ascii")
    modern = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Match, ast.Nonlocal, ast.Starred)
    nodes = list(ast.walk(ast.parse(source)))
    assert [ast.unparse(node) for node in nodes if isinstance(node, modern)] == []
    assert [
        node.name for node in nodes if isinstance(node, ast.FunctionDef) and (node.returns or node.args.kwonlyargs)
    ] == []
    names = [node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert "print" not in names  # a statement, once


def test_a_python_without_packages_can_load_the_commands():
    for path in (LAUNCHER, ROOT / "course_tools" / "commands.py", ROOT / "course_tools" / "__init__.py"):
        nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
        modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        assert modules - {"course_tools.commands"} <= sys.stdlib_module_names


# --- when something is set up, and when not ---


def test_the_second_start_sets_up_nothing(course):
    course.main(["lab"])
    assert tools(course) == ["venv", "pip", "jupyterlab"]
    course.main(["lab"])
    assert tools(course) == ["jupyterlab"]


def test_tests_after_lab_only_add_their_packages(course):
    course.main(["lab"])
    tools(course)
    course.main(["test"])
    assert tools(course) == ["pip", "pytest"]
    course.main(["test"])
    assert tools(course) == ["pytest"]


def test_lab_installs_nothing_for_the_tests(course):
    course.main(["lab"])
    assert not [words for words in course.started if str(course.TEST_REQUIREMENTS) in words]


@pytest.mark.parametrize("failing", ["venv", "pip"])
def test_a_set_up_that_failed_is_done_again(course, failing):
    course.failing = (failing,)
    with pytest.raises(SystemExit):
        course.main(["lab"])
    course.failing = ()
    tools(course)
    course.main(["lab"])
    assert tools(course) == ["venv", "pip", "jupyterlab"]


def test_an_interrupted_set_up_is_done_again(course, monkeypatch):
    with monkeypatch.context() as interrupted:
        interrupted.setattr(course, "configure", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            course.main(["lab"])
    tools(course)
    course.main(["lab"])
    assert tools(course) == ["venv", "pip", "jupyterlab"]


def change_packages(course, monkeypatch):
    course.REQUIREMENTS.write_text("numpy==2\n")


def change_python(course, monkeypatch):
    monkeypatch.setattr(sys, "version", "3.99.0")


def change_place(course, monkeypatch):
    monkeypatch.setattr(course, "ROOT", course.ROOT / "elsewhere")


def change_settings(course, monkeypatch):
    monkeypatch.setattr(course, "LAB_SETTINGS", {})


def lose_python(course, monkeypatch):
    course.PYTHON.unlink()


@pytest.mark.parametrize("change", [change_packages, change_python, change_place, change_settings, lose_python])
def test_an_environment_that_no_longer_fits_is_made_again(course, monkeypatch, change):
    course.main(["test"])
    tools(course)
    change(course, monkeypatch)
    course.main(["lab"])
    assert tools(course)[:2] == ["venv", "pip"]


def test_an_environment_is_not_made_again_from_inside_itself(course, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(course.VENV))
    with pytest.raises(SystemExit, match="deactivate"):
        course.main(["lab"])


# --- messages ---


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_gets_a_message_that_says_what_to_install(course, monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        course.main(["lab"])


def test_a_failing_installation_names_its_file_and_says_what_to_do(course):
    course.failing = ("pip",)
    with pytest.raises(SystemExit, match=r"(?s)requirements\.txt failed; pip's lines above.*network.*again"):
        course.main(["lab"])


# --- what is started, and with which variables ---


def test_jupyterlab_listens_to_this_machine_only_and_keeps_its_token(course):
    course.main(["lab", "--no-browser"])
    words = course.started[-1]
    assert "--ServerApp.ip=127.0.0.1" in words
    assert words[-2:] == ["--no-browser", "notebooks/00_start_here.ipynb"]
    assert not [word for word in words if "token" in word.lower() or "password" in word.lower()]


def test_jupyterlab_lets_a_large_photograph_through(course):
    course.main(["lab"])
    [settings] = [word for word in course.started[-1] if word.startswith("--ServerApp.tornado_settings=")]
    assert ast.literal_eval(settings.partition("=")[2])["websocket_max_message_size"] >= 50_000_000


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_jupyterlab_is_allowed_to_be_root_only_for_root(course, monkeypatch, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    course.main(["lab"])
    assert ("--allow-root" in course.started[-1]) == allowed


def test_the_test_of_an_edition_runs_its_notebooks_and_installs_nothing_more(edition):
    edition.main(["test"])
    assert edition.started[-1][1:] == ["-m", "pytest", "--nbval-lax", "notebooks"]
    assert tools(edition) == ["venv", "pip", "pytest"]
    edition.main(["test", "notebooks/01_line_fitting.ipynb"])
    assert edition.started[-1][2:] == ["pytest", "--nbval-lax", "notebooks/01_line_fitting.ipynb"]


@pytest.mark.parametrize("kind", ["student", "instructor"])
def test_an_edition_is_made_without_what_only_tests_need(course, kind):
    course.main([kind, "folder", "--more"])
    assert course.started[-1][1:] == ["-m", "course_tools.editions", kind, "folder", "--more"]
    assert not [words for words in course.started if str(course.TEST_REQUIREMENTS) in words]


@pytest.mark.parametrize(("command", "packages"), [("site", ["latex2mathml"]), ("lint", ["ruff", "uv"])])
def test_a_command_installs_only_what_it_needs(course, command, packages):
    course.main([command])
    [_, words] = [words for words in course.started if "pip" in words]
    assert words[words.index(":all:") + 1 :] == [*packages, "--constraint", str(course.TEST_REQUIREMENTS)]
    course.started.clear()
    course.main([command])
    assert "pip" not in tools(course)


def test_a_preview_hands_its_arguments_on(course):
    course.main(["preview", "FIT_BY_HAND", "slope=0.5", "out.png"])
    assert course.started[-1][1:] == ["-m", "course_tools.preview", "FIT_BY_HAND", "slope=0.5", "out.png"]


def test_collecting_hands_its_arguments_on(course):
    course.main(["collect", "folder", "--run"])
    assert course.started[-1][1:] == ["-m", "course_tools.grading.collect", "folder", "--run"]


def test_further_arguments_reach_pytest(course):
    course.main(["test", "-k", "svd"])
    assert course.started[-1][1:] == ["-m", "pytest", "-k", "svd"]


def test_the_quick_run_leaves_out_what_is_slow_and_takes_further_arguments(course):
    course.main(["test", "quick", "-x"])
    words = course.started[-1]
    assert words[words.index("-m", 2) + 1] == "not slow"
    assert words[-2:] == ["tests", "-x"]


def test_other_versions_are_tested_in_an_environment_of_their_own(course):
    course.main(["lint"])  # installs uv
    course.started.clear()
    assert course.main(["versions", "lowest", "-k", "svd"]) == 0
    make, install, add, test = course.started
    assert make[-1] == str(course.ROOT / ".versions" / "lowest")
    assert {"pyproject.toml", "lowest-direct"} <= set(install)
    assert add[-1] == "--all-extras"
    assert test[0] == install[install.index("--python") + 1] == add[add.index("--python") + 1]
    assert test[0].startswith(make[-1])
    assert test[-2:] == ["-k", "svd"]
    assert test[test.index("-m", 2) + 1] == "not pinned and not quiet"
    with pytest.raises(SystemExit, match="Say which: lowest, colab, newest, pre-releases"):
        course.main(["versions", "-k", "svd"])


def test_the_exit_code_is_that_of_the_tool(course):
    course.failing = ("pytest", "check")
    assert course.main(["test"]) == 1
    assert course.main(["lint"]) == 1
    assert tools(course)[-2:] == ["ruff", "ruff"]  # what ruff cannot fix does not keep it from formatting
    assert course.main(["notebooks"]) == 0


def test_variables_that_lead_to_another_python_are_left_out(course, monkeypatch):
    foreign = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "JUPYTER_PATH", "MPLBACKEND", "MATPLOTLIBRC")
    for variable in (*foreign, "COURSE_OWN"):
        monkeypatch.setenv(variable, "kept")
    environment = course.environment()
    assert not set(foreign) & environment.keys()
    assert environment["COURSE_OWN"] == "kept"
    assert environment["JUPYTER_PREFER_ENV_PATH"] == "1"
    assert environment["OPENBLAS_NUM_THREADS"] == "1"
