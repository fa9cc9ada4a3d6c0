"""Claim folders that the course may write and overwrite; a folder that holds anything else is never touched."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MARK = "written-by-course.txt"  # a folder with this file may be overwritten


def claim(folder, what):
    """Make a folder, or accept one that an earlier call made; its content stays. `what` describes it.

    Raises ValueError for a folder that holds anything else, that lies in a folder of the course, or that cannot be
    written.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not (folder / MARK).is_file():
        raise ValueError(f"{folder} holds something else: name a new or an empty folder")
    if any(
        folder.resolve().is_relative_to(ROOT / name)
        for name in ("course_utils", "course_tools", "data", "docs", "notebooks", "tests")
    ):
        raise ValueError(f"{folder} lies in a folder of the course: name one beside them")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(f"{what}; overwritten by course.py\n", encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{folder} cannot be written ({error.strerror}): name another") from None
    return folder
