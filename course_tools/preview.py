"""Write the picture of one demo as PNG, to look at it without a notebook.

    python3 course.py preview FIT_BY_HAND slope=0.5 closed_form=shown out.png

A control that is not named keeps its start value. The caption is printed.
"""

import argparse
import sys
from pathlib import Path

from course_utils.chapters import DEMOS, name_of
from course_utils.demo.picture import Picture


def find_demo(name):
    """Return the demo that notebooks import under this name. ValueError if there is none."""
    demos = {name_of(demo): demo for demo in DEMOS}
    if name not in demos:
        raise ValueError(f"there is no demo {name}; there are: {', '.join(demos)}")
    return demos[name]


def parse_setting(demo, setting):
    """Return the control and its value, from a text such as slope=0.5.

    >>> parse_setting(find_demo("FIT_BY_HAND"), "slope=.5")
    ('slope', 0.5)
    """
    name, equals, text = setting.partition("=")
    if not equals:
        raise ValueError(f"{setting!r} sets no control: write name=value, for example {demo.controls[0].name}=...")
    control = next((control for control in demo.controls if control.name == name), None)
    value = next((value for value in control.values if _means(text, value)), text) if control else text
    return name, value


def _means(text, value):
    if isinstance(value, str):
        return text == value
    try:
        return float(text) == value
    except ValueError:
        return False


def write_preview(name, settings, path):
    """Write the PNG and return its caption. ValueError names a wrong demo, control, value or path."""
    demo = find_demo(name)
    values = demo.values(**dict(parse_setting(demo, setting) for setting in settings))
    if path.suffix.lower() != ".png":
        raise ValueError(f"the picture is a PNG, and {path} does not end in .png")
    still = Picture(demo).still(**values)
    try:
        path.write_bytes(still.picture)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}") from None
    return still.caption


def main(arguments=None):
    """Write the picture; return 1 if the arguments do not name one."""
    parser = argparse.ArgumentParser(prog="course.py preview", description=__doc__.splitlines()[0])
    parser.add_argument("demo", help="its name in the notebooks, such as FIT_BY_HAND")
    parser.add_argument("settings", nargs="*", metavar="control=value")
    parser.add_argument("path", type=Path, help="the PNG file to write")
    options = parser.parse_args(arguments)
    try:
        print(write_preview(options.demo, options.settings, options.path))
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
