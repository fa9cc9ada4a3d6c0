"""Make the links that open the course on Colab and Binder, and keep the GitHub address that they all contain.

    python3 course.py address                                       print the address of the links
    python3 course.py address https://github.com/OWNER/REPOSITORY   write another address into all links

pyproject.toml declares the address under [project.urls]; notebooks, README and docs repeat it in their links.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BRANCH = "main"
ADDRESS = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
FILES_WITH_LINKS = ("pyproject.toml", "README.md", "docs/*.md", "hub/*.yaml", "notebooks/*.ipynb")

# The cell that every notebook has under its title: it does nothing where the course can be imported.
SET_UP_START = """import importlib.util

if importlib.util.find_spec("course_utils") is None:  # on Colab
    """


def set_up_cell(slug):
    """Return the source of that cell. pip installs no other packages, because Colab's sliders need Colab's own.

    >>> print(set_up_cell("OWNER/REPOSITORY").splitlines()[-1].strip())
    get_ipython().run_line_magic("pip", "install --quiet --no-deps git+https://github.com/OWNER/REPOSITORY")
    """
    install = f"install --quiet --no-deps git+https://github.com/{slug}"
    return f'{SET_UP_START}get_ipython().run_line_magic("pip", "{install}")'


def parse_slug(address):
    """Return OWNER/REPOSITORY of an address. ValueError if it has none.

    >>> parse_slug("https://github.com/someone/a-course.git")
    'someone/a-course'
    """
    if not (found := ADDRESS.fullmatch(address)):
        raise ValueError(f"address is {address!r}, expected one like https://github.com/OWNER/REPOSITORY")
    return "/".join(found.groups())


def read_slug(root=ROOT):
    """Read OWNER/REPOSITORY from pyproject.toml."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return parse_slug(re.search(r'^Repository = "(.+)"', text, re.MULTILINE)[1])


def colab_link(slug, notebook):
    """Return the link that opens a notebook, by its name without ending, on Colab."""
    return f"https://colab.research.google.com/github/{slug}/blob/{BRANCH}/notebooks/{notebook}.ipynb"


def binder_link(slug, notebook):
    """Return the link that opens it on Binder, in JupyterLab."""
    return f"https://mybinder.org/v2/gh/{slug}/{BRANCH}?urlpath=lab/tree/notebooks/{notebook}.ipynb"


def link_row(slug, notebook):
    """Return the line of the table under a notebook's title: text, because badges would be loaded from the network."""
    links = f"[open in Colab]({colab_link(slug, notebook)}) · [open in Binder]({binder_link(slug, notebook)})"
    return f"| **Without installing** | {links} |"


def write_address(address, root=ROOT):
    """Replace the address in all files that contain it; return the names of the changed files."""
    old, new = read_slug(root), parse_slug(address)
    links = re.compile(rf"(github\.com/|colab\.research\.google\.com/github/|mybinder\.org/v2/gh/){re.escape(old)}\b")
    changed = []
    for path in sorted(path for pattern in FILES_WITH_LINKS for path in root.glob(pattern)):
        text = path.read_bytes().decode("utf-8")
        if (changed_text := links.sub(lambda found: found[1] + new, text)) != text:
            path.write_bytes(changed_text.encode("utf-8"))
            changed.append(path.relative_to(root).as_posix())
    return changed


def main(arguments=None):
    """Print the address, or write another; return 1 if it is not an address."""
    parser = argparse.ArgumentParser(prog="course.py address", description=__doc__.splitlines()[0])
    parser.add_argument("address", nargs="?", help="where the course is on GitHub")
    address = parser.parse_args(arguments).address
    if address is None:
        print(f"https://github.com/{read_slug()}")
        return 0
    try:
        changed = write_address(address)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(changed) or "nothing to change")
    return 0


if __name__ == "__main__":
    sys.exit(main())
