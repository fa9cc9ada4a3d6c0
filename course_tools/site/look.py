"""The look of a page: its colours are those of the pictures, its fonts are in files beside it."""

from pathlib import Path

from pygments.formatters import HtmlFormatter

from course_utils.demo import front
from course_utils.plotting import style

HERE = Path(__file__).parent

SOURCE_LICENCE = style.FONTS / "SourceSans3-LICENSE.md"
FONTS = {  # family and weight: file, and its licence
    **{("Source Sans 3", weight): (file, SOURCE_LICENCE) for weight, file in front.FONTS.items()},
    ("STIX Two Math", 400): (HERE / "fonts" / "STIXTwoMath.woff2", HERE / "fonts" / "STIXTwoMath-LICENSE.txt"),
}
CODE_STYLES = {"light": "xcode", "dark": "github-dark"}  # legible on the ground of code


def font_faces():
    """Return the CSS that names the font files."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; '
        f'src: url("fonts/{file.name}") format("woff2"); }}'
        for (family, weight), (file, _) in FONTS.items()
    )


def look(name):
    """Return the CSS of a look: the hues as variables, the roles for demos, and the colours of code."""
    hues = " ".join(f"--{hue}: {color};" for hue, color in style.HUES[name].items())
    roles = f".course-demo, .course-stage, .course-present {{ color-scheme: {name}; {front.color_variables(name)} }}"
    code = HtmlFormatter(style=CODE_STYLES[name]).get_style_defs(".code")
    return f":root {{ color-scheme: {name}; {hues} }}\n{roles}\n{code}"


def style_sheet():
    """Return the whole style sheet of a page."""
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{look('dark')}\n}}"
    return "\n".join(
        [font_faces(), front.join_styles(), look("light"), dark, (HERE / "site.css").read_text(encoding="utf-8")]
    )
