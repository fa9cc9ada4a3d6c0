"""The form of the stored notebooks; nbval tests that their outputs are true."""

import re
from pathlib import Path

import nbformat
import pytest

from course_tools.notebooks import NotebookFailed, execute, main, parse, refresh, render, tidy

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MAX_CELL_LINES = 12
IMPORTS = re.compile(r"^from course_utils\S* import \([^)]*\)\n", re.MULTILINE)  # a line each, as long as they are

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return parse(path.read_text(encoding="utf-8"))


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def test_notebooks_are_numbered_from_zero_without_a_gap():
    assert [path.name[:3] for path in NOTEBOOKS] == [f"{number:02d}_" for number in range(len(NOTEBOOKS))]


@each_notebook
def test_notebook_is_stored_in_the_tidy_form(path):
    assert path.read_bytes().decode("utf-8") == render(tidy(read(path)))  # bytes: line ends count


@each_notebook
def test_code_cells_were_run_in_order(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_no_code_cell_is_empty_or_long(path):
    lines = {cell.source: re.sub(IMPORTS, "", cell.source).splitlines() for cell in code_cells(path)}
    assert [source for source in lines if not source.strip() or len(lines[source]) > MAX_CELL_LINES] == []


@each_notebook
def test_no_cell_ended_in_an_error_or_a_warning(path):
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []


@each_notebook
def test_notebook_opens_with_its_title(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# \S", first.source)


@each_notebook
def test_only_the_set_up_cell_installs_and_no_cell_calls_a_shell(path):
    lines = [line for cell in code_cells(path)[1:] for line in cell.source.splitlines()]
    assert [line for line in lines if re.match(r"\s*(!|%%|%(pip|conda|uv|sx|system|cd)\b)", line)] == []


@each_notebook
def test_notebook_holds_no_place_on_a_disk_or_in_memory(path):
    text = re.sub(r'"image/(png|jpeg)": (".*"|\[[^]]*\])', "", path.read_text(encoding="utf-8"))
    assert re.findall(r"/(?:home|Users|tmp|root|work|private|var|mnt)/\S*|\b[A-Z]:\\\\\S*|\b0x[0-9a-f]{6,}", text) == []


# --- running and storing ---


def notebook(*sources):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def store(path, *sources):
    path.write_text(nbformat.v4.writes(notebook(*sources)), encoding="utf-8")
    return path


def output(data, **metadata):
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


def test_tidy_changes_nothing_the_second_time():
    untidy = notebook("1", "2")
    del untidy.cells[0]["id"]
    assert render(tidy(tidy(untidy))) == render(tidy(untidy))


def test_tidy_does_not_change_its_argument():
    untidy = notebook("1")
    before = nbformat.v4.writes(untidy)
    tidy(untidy)
    assert nbformat.v4.writes(untidy) == before


def test_tidy_keeps_ids_and_makes_missing_or_repeated_ones():
    untidy = notebook("1", "2", "3")
    untidy.cells[0].id = untidy.cells[1].id = "mine"
    del untidy.cells[2]["id"]
    ids = [cell.id for cell in tidy(untidy).cells]
    assert ids[0] == "mine"
    assert len(set(ids)) == 3
    assert [cell.id for cell in tidy(untidy).cells] == ids


def test_tidy_keeps_of_the_metadata_only_what_a_person_decided():
    untidy = notebook("1")
    untidy.metadata["widgets"] = {"state": {}}
    untidy.cells[0].metadata.update(tags=["a"], scrolled=True, jupyter={"source_hidden": True, "outputs_hidden": False})
    tidied = tidy(untidy)
    assert tidied.cells[0].metadata == {"tags": ["a"], "jupyter": {"source_hidden": True}}
    assert set(tidied.metadata) == {"kernelspec", "language_info"}


def test_tidy_removes_widgets_but_keeps_the_still_and_its_text():
    view = "application/vnd.jupyter.widget-view+json"
    untidy = notebook("demo", "bare")
    untidy.cells[0].outputs = [output({view: {}, "image/png": "aGk="}, **{"image/png": {"alt": "a line"}, view: {}})]
    untidy.cells[1].outputs = [output({view: {}})]
    demo, bare = tidy(untidy).cells
    assert demo.outputs == [output({"image/png": "aGk="}, **{"image/png": {"alt": "a line"}})]
    assert bare.outputs == []


@pytest.mark.slow
def test_a_second_run_changes_no_byte(tmp_path):
    path = store(tmp_path / "a.ipynb", "print('λ')", "6 * 7")
    assert refresh(path, check=False)
    stored = path.read_bytes()
    assert not refresh(path, check=False)
    assert path.read_bytes() == stored
    assert parse(stored.decode()).cells[1].outputs[0].data == {"text/plain": "42"}


@pytest.mark.slow
def test_a_check_reports_a_stale_notebook_and_leaves_it_alone(tmp_path):
    path = store(tmp_path / "a.ipynb", "6 * 7")
    before = path.read_bytes()
    assert main(["--check", str(path)]) == 1
    assert path.read_bytes() == before


@pytest.mark.slow
def test_a_failing_cell_is_named_and_the_file_stays(tmp_path, capsys):
    path = store(tmp_path / "a.ipynb", "1", "1 / 0")
    before = path.read_bytes()
    assert main([str(path)]) == 1
    assert path.read_bytes() == before
    complaint = capsys.readouterr().err
    assert "a.ipynb, cell 2 of 2" in complaint
    assert "ZeroDivisionError" in complaint
    with pytest.raises(NotebookFailed):
        execute(path)


@pytest.mark.slow
def test_no_personal_settings_reach_a_notebook(tmp_path, monkeypatch):
    own = tmp_path / "own"
    startup = own / "profile_default" / "startup" / "00.py"
    kernel = own / "kernels" / "python3" / "kernel.json"
    for file, text in {
        startup: "leak = True",
        own / "matplotlibrc": "font.size: 33",
        kernel: '{"argv": ["no-such-program"], "display_name": "Other", "language": "python"}',
    }.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for variable in ("IPYTHONDIR", "JUPYTER_PATH", "MATPLOTLIBRC"):
        monkeypatch.setenv(variable, str(own))
    monkeypatch.setenv("PYTHONSTARTUP", str(startup))
    path = store(tmp_path / "a.ipynb", "import matplotlib\n'leak' in globals(), matplotlib.rcParams['font.size'] == 33")
    assert execute(path).cells[0].outputs[0].data["text/plain"] == "(False, False)"
