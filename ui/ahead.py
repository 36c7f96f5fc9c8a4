"""What the map of a document needs is imported while the document is read.

SQLite looks at the pages of a large document without needing Python. A thread imports numpy and
what builds upon it meanwhile, so that the map does not wait for it afterwards.
"""

from __future__ import annotations

import sys
import threading


def import_arrays() -> None:
    """Begin to import what lies under the map; nothing where it is there already."""
    if "numpy" not in sys.modules:
        threading.Thread(target=_import_arrays, name="import", daemon=True).start()


def _import_arrays() -> None:
    import ui.graph.route_book  # noqa: F401 - knows nothing of Qt
