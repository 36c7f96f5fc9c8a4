"""PySide's "features" (other names for its methods) are asked for in no module here.

To find that out PySide reads the source of every module when it is imported, which is a tenth of
the time that the window takes to be complete, and keeps all of it in memory. Told beforehand, it
reads nothing. A frozen program, which has no sources, is spared the search anyway.
"""

from __future__ import annotations

import sys
from types import ModuleType

_ASKS = "_mod_uses_pyside"


def want_none() -> None:
    """Spare PySide the search; of a version that does not know this one, nothing is changed."""
    module = sys.modules.get("shibokensupport.feature")
    if module is not None and hasattr(module, _ASKS):
        setattr(module, _ASKS, _never)


def _never(_module: ModuleType) -> bool:
    return False
