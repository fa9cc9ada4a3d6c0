"""The front end of demos: JavaScript modules, and a function that joins them into one."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent

STYLE = FOLDER / "stage.css"

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
