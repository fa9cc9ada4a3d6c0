"""The course writes only into folders that are new, empty or its own."""

import os

import pytest

from course_tools.folders import MARK, ROOT, claim


def test_a_new_an_empty_and_an_own_folder_are_accepted(tmp_path):
    new = tmp_path / "some" / "where"
    assert claim(new, "a test") == new
    assert MARK in os.listdir(claim(new, "a test"))
    (tmp_path / "empty").mkdir()
    assert (claim(tmp_path / "empty", "a test") / MARK).read_text(encoding="utf-8").startswith("a test;")


def test_a_folder_with_anything_else_in_it_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("my only copy")
    with pytest.raises(ValueError, match="holds something else"):
        claim(tmp_path, "a test")
    with pytest.raises(ValueError, match="holds something else"):
        claim(tmp_path / "thesis.txt", "a test")
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_a_folder_of_the_course_is_refused_on_every_path(tmp_path):
    for place in (ROOT / "data" / "new", ROOT / "docs" / ".." / "notebooks" / "new"):
        with pytest.raises(ValueError, match="lies in a folder of the course"):
            claim(place, "a test")
        assert not place.exists()
    try:
        (tmp_path / "link").symlink_to(ROOT / "data", target_is_directory=True)
    except OSError:
        pytest.skip("links need a right here that this user does not have")
    with pytest.raises(ValueError, match="lies in a folder of the course"):
        claim(tmp_path / "link" / "new", "a test")


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match=r"site cannot be written \(.+\): name another"):
        claim(tmp_path / "file" / "site", "a test")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return  # root may write everywhere
    (tmp_path / "closed").mkdir(mode=0o500)
    if os.name == "posix":
        with pytest.raises(ValueError, match=r"site cannot be written \(Permission denied\)"):
            claim(tmp_path / "closed" / "site", "a test")
