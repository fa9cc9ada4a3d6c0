import io

import numpy as np
import pytest
from PIL import Image

from course_tools.preview import find_demo, main, parse_setting
from course_utils.chapters import DEMOS, name_of
from course_utils.demo.picture import Picture


def read(path):
    return np.array(Image.open(io.BytesIO(path.read_bytes())))


def test_a_preview_is_the_picture_of_the_demo_at_these_values(tmp_path, capsys):
    path = tmp_path / "out.png"
    assert main(["FIT_BY_HAND", "slope=0.5", "closed_form=shown", str(path)]) == 0
    still = Picture(find_demo("FIT_BY_HAND")).still(slope=0.5, closed_form="shown")
    assert path.read_bytes() == still.picture
    assert capsys.readouterr().out == f"{still.caption}\n"
    assert main(["FIT_BY_HAND", str(path)]) == 0
    assert not np.array_equal(read(path), np.array(Image.open(io.BytesIO(still.picture))))


@pytest.mark.parametrize("demo", DEMOS, ids=name_of)
def test_every_value_of_every_control_can_be_written_as_text(demo):
    for control in demo.controls:
        for value in control.values:
            assert parse_setting(demo, f"{control.name}={value}") == (control.name, value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["NO_DEMO", "out.png"], "there is no demo NO_DEMO; there are: PET, "),
        (["PET", "wings=2", "out.png"], "has no control 'wings', only ears, nose, eyes"),
        (["PET", "ears=0.213", "out.png"], "ears = '0.213' is not one of its values"),
        (["PET", "ears=big", "out.png"], "ears = 'big' is not one of its values"),
        (["PET", "ears", "out.png"], "'ears' sets no control: write name=value"),
        (["PET", "out.jpg"], "out.jpg does not end in .png"),
        (["PET", "nowhere/out.png"], "cannot be written: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_argument_is_an_error_in_one_line(arguments, message, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert message in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []
