"""Save the picture of a demo as a file, for slides and print."""

from pathlib import Path

from course_utils.demo.picture import Picture
from course_utils.plotting.style import DPI, course_style

KINDS = (".png", ".pdf", ".svg")


def save_picture(demo, path, look="light", **values):
    """Save a demo's picture at these values: PNG at twice the size on screen, PDF and SVG as vectors.

    Raises ValueError if the name of the file ends in something else, and as `Demo.values` does.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise ValueError(f"path must end in {', '.join(KINDS[:-1])} or {KINDS[-1]}, got {str(path)!r}")
    picture = Picture(demo, dpi=2 * DPI, look=look)
    if kind == ".png":
        path.write_bytes(picture.still(**values).picture)
        return
    caption = picture.draw(**values).caption
    for artist in picture.figure.findobj(lambda artist: artist.get_animated()):
        artist.set_animated(False)  # a file has no background to be drawn before
    about = {"Title": demo.title, "CreationDate" if kind == ".pdf" else "Date": None}
    if kind == ".svg":
        about["Description"] = caption
    with course_style(look):
        picture.figure.savefig(path, dpi=2 * DPI, metadata=about)
