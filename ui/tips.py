"""Tool tips with text of the document: Qt takes what looks like markup for markup."""

from __future__ import annotations


def plain_tip(text: str) -> str:
    """Text that a tool tip shows as it is."""
    return wrapped_tip(text) if "<" in text else text


def wrapped_tip(text: str) -> str:
    """The same, with long lines wrapped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<p style='white-space:pre-wrap'>{escaped}</p>"
