"""The window: shows the document and turns gestures into edits."""

import gc

gc.disable()  # before anything is imported: what the start makes stays, see ui/garbage.py
