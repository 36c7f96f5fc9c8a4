"""The one door to the files that come with the program (folder `resources`)."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def resource(*parts: str) -> Traversable:
    """A shipped file or folder, for instance `resource("samples", "harbour.bcm")`.

    It may not exist; ask `.is_file()` or `.is_dir()`. Where a library wants a path on disk, use
    `importlib.resources.as_file`; the program is always installed unpacked, so this makes no copy.
    """
    return files("resources").joinpath(*parts)
