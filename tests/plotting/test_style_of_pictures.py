"""Pictures take their colours and sizes from the style, so that one place decides what a colour means."""

import re
from pathlib import Path

import pytest

from course_utils.plotting import style

ROOT = Path(__file__).resolve().parents[2] / "course_utils"
DRAWING = [path for folder in ("chapters", "plotting") for path in sorted((ROOT / folder).rglob("*.py"))]

HEX = re.compile(r"""["']#[0-9a-fA-F]{3,8}["']""")
NAMED = re.compile(r"""color\w*["']?\s*[=:]\s*["'](?:white|black|red|green|blue|orange|gr[ae]y|C\d|k|w|r|g|b)["']""")


@pytest.mark.parametrize("path", [p for p in DRAWING if p.name != "style.py"], ids=lambda path: path.stem)
def test_no_colour_is_written_outside_of_the_style(path):
    text = path.read_text(encoding="utf-8")
    assert HEX.findall(text) == []
    assert [found for found in NAMED.findall(text) if path.name != "faces.py"] == []  # the white of an eye


@pytest.mark.parametrize("path", DRAWING, ids=lambda path: path.stem)
def test_no_size_of_type_is_a_number(path):
    assert re.findall(r"fontsize[\"']?\s*[=:]\s*\d+", path.read_text(encoding="utf-8")) == []


def test_every_meaning_has_a_colour_in_both_looks():
    for look, hues in style.HUES.items():
        assert set(style.MEANINGS.values()) <= hues.keys(), look
