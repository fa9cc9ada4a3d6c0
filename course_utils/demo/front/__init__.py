"""The front end of demos: JavaScript modules and style sheets, and functions that join each into one text."""

import re
from pathlib import Path

from course_utils.plotting.style import HUES, MEANINGS

FOLDER = Path(__file__).parent
FONTS = {
    weight: FOLDER / "fonts" / f"SourceSans3-{name}.woff2" for weight, name in ((400, "Regular"), (600, "Semibold"))
}
SHEETS = ("demo.css", "controls.css", "question.css", "stage.css")

IMPORT = re.compile(r'^import \{[^}]*\} from "(.+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def join_modules(entry):
    """Return the text of a JavaScript module and of all that it imports, each after the modules it needs.

    anywidget takes one text, and a page that is opened as a file cannot import. The joined modules share one scope, so
    every name at their top level must be unique. Imports must have the form `import { a, b } from "./c.js";`.
    """
    texts = {}

    def add(path, above=()):
        if path in above:
            raise ValueError(f"{path.name} imports itself, by way of {', '.join(p.name for p in above)}")
        if path in texts:
            return
        source = path.read_text(encoding="utf-8")
        for name in IMPORT.findall(source):
            add((path.parent / name).resolve(), (*above, path))
        texts[path] = EXPORT.sub("", IMPORT.sub("", source))

    add(Path(entry).resolve())
    return "\n".join(texts.values())


def color_variables(look):
    """Return the CSS variables of a look, one for each role: --course-truth is what ROLE.truth is in a picture."""
    return " ".join(f"--course-{role.replace('_', '-')}: {HUES[look][hue]};" for role, hue in MEANINGS.items())


def join_styles():
    """Return the style sheet of demos, with the colours of the roles in both looks."""
    colors = (
        f".course-demo, .course-stage, .course-present {{ {color_variables('light')} color-scheme: light; }}\n"
        # what lies over a picture of a thing, which stays light on a dark page until it is drawn dark
        f".course-likeness[data-look=light] .course-overlay {{ {color_variables('light')} }}\n"
        f".course-dark {{ {color_variables('dark')} color-scheme: dark; }}\n"
    )
    return colors + "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in SHEETS)
