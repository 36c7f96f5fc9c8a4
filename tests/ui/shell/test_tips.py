"""Names of the document are never read as markup, in tool tips too."""

from __future__ import annotations

import pytest
from PySide6.QtGui import Qt, QTextDocument

from ui.tips import plain_tip, wrapped_tip


@pytest.mark.parametrize("text", ["Mail & post", "a < b", "<img src='file:///x'>", "two\nlines<b>"])
def test_a_tip_shows_the_text_as_it_is(text: str) -> None:
    for tip in (plain_tip(text), wrapped_tip(text)):
        shown = tip
        if Qt.mightBeRichText(tip):
            document = QTextDocument()
            document.setHtml(tip)
            shown = document.toPlainText()
        assert shown == text
