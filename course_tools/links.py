"""Where the course is read without being installed: Colab and Binder, and the one address that leads there.

    python3 course.py address                                       say which address the links have
    python3 course.py address https://github.com/OWNER/REPOSITORY   write another one, everywhere

The address stands in pyproject.toml under [project.urls]; notebooks, README and docs repeat it in their links.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BRANCH = "main"
ADDRESS = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
REPEATED = ("pyproject.toml", "README.md", "docs/*.md", "hub/*.yaml", "notebooks/*.ipynb")

# The cell that every notebook has under its title: nothing happens where the course is at hand.
NO_COURSE = """import importlib.util

if importlib.util.find_spec("course_utils") is None:  # on Colab
    """


def set_up(slug):
    """The source of that cell; pip leaves the packages alone that are there, for Colab's sliders need Colab's own.

    >>> print(set_up("OWNER/REPOSITORY").splitlines()[-1].strip())
    get_ipython().run_line_magic("pip", "install --quiet --no-deps git+https://github.com/OWNER/REPOSITORY")
    """
    install = f"install --quiet --no-deps git+https://github.com/{slug}"
    return f'{NO_COURSE}get_ipython().run_line_magic("pip", "{install}")'


def slug_of(address):
    """OWNER/REPOSITORY of an address; ValueError if it has none.

    >>> slug_of("https://github.com/someone/a-course.git")
    'someone/a-course'
    """
    if not (found := ADDRESS.fullmatch(address)):
        raise ValueError(f"address is {address!r}, expected one like https://github.com/OWNER/REPOSITORY")
    return "/".join(found.groups())


def slug(root=ROOT):
    """OWNER/REPOSITORY as pyproject.toml has it."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return slug_of(re.search(r'^Repository = "(.+)"', text, re.MULTILINE)[1])


def colab(slug, notebook):
    """The link that opens a notebook, by its name without ending, on Colab."""
    return f"https://colab.research.google.com/github/{slug}/blob/{BRANCH}/notebooks/{notebook}.ipynb"


def binder(slug, notebook):
    """The link that opens it on Binder, in JupyterLab."""
    return f"https://mybinder.org/v2/gh/{slug}/{BRANCH}?urlpath=lab/tree/notebooks/{notebook}.ipynb"


def row(slug, notebook):
    """The line of the table under a notebook's title; in words, since pictures would ask the network for them."""
    there = f"[open in Colab]({colab(slug, notebook)}) · [open in Binder]({binder(slug, notebook)})"
    return f"| **Without installing** | {there} |"


def write(address, root=ROOT):
    """Put another address in place of the present one in all files that repeat it; the names of those changed."""
    old, new = slug(root), slug_of(address)
    links = re.compile(rf"(github\.com/|colab\.research\.google\.com/github/|mybinder\.org/v2/gh/){re.escape(old)}\b")
    changed = []
    for path in sorted(path for pattern in REPEATED for path in root.glob(pattern)):
        text = path.read_bytes().decode("utf-8")
        if (mended := links.sub(lambda found: found[1] + new, text)) != text:
            path.write_bytes(mended.encode("utf-8"))
            changed.append(path.relative_to(root).as_posix())
    return changed


def main(arguments=None):
    """Say the address, or write another; 1 if that is none."""
    parser = argparse.ArgumentParser(prog="course.py address", description=__doc__.splitlines()[0])
    parser.add_argument("address", nargs="?", help="where the course lies on GitHub")
    address = parser.parse_args(arguments).address
    if address is None:
        print(f"https://github.com/{slug()}")
        return 0
    try:
        changed = write(address)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(changed) or "nothing to change")
    return 0


if __name__ == "__main__":
    sys.exit(main())
