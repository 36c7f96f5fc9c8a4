"""The one door to the files that come with the program (folder `resources`)."""

from pathlib import Path

import resources

_FOLDER = Path(resources.__file__).parent  # the program is always installed unpacked


def resource(*parts: str) -> Path:
    """A shipped file or folder, for instance `resource("samples", "harbour.bcm")`.

    It may not exist; ask `.is_file()` or `.is_dir()`.
    """
    return _FOLDER.joinpath(*parts)
