"""The window: shows the document and turns gestures into edits."""
