"""What of a connection is not to be seen, with a count of what that hides at every key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from calsync_desktop.store.concealing import Concealed
from calsync_desktop.ui import wording_connect as words
from calsync_desktop.ui.dialogs.chips import Chips, plain_word
from calsync_desktop.ui.theme import SMALL, UNIT
from calsync_desktop.ui.views.parts import column, label, row, set_tone

Hides = Callable[[str], Concealed]
PATIENCE = 150  # milliseconds after the last key


class FiltersField(QWidget):
    """Shows and takes a hiding, in the words of ``Engine.configure``; ``hides`` counts for its JSON."""

    def __init__(self, hiding: Mapping[str, Any], hides: Hides) -> None:
        super().__init__()
        self._hides = hides
        self.kinds = {kind: QCheckBox(shown) for kind, shown in words.HIDE_KINDS.items()}
        self.titles = QLineEdit(str(hiding.get("titles") or ""))
        self.titles.setAccessibleName(words.HIDE_TITLES)
        self.titles.setPlaceholderText(words.HIDE_TITLES_HINT)
        self.categories = Chips(words.HIDE_CATEGORIES, _without_comma)
        self.categories.show_values(hiding.get("categories") or ())
        self.count = label(tone="muted", size=SMALL)
        for kind, box in self.kinds.items():
            box.setChecked(kind in (hiding.get("kinds") or ()))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PATIENCE)
        self._later.timeout.connect(self.tell)
        self._lay_out()
        self.tell()

    @property
    def values(self) -> dict[str, str]:
        """What is shown."""
        return {
            "hide_kinds": ",".join(kind for kind, box in self.kinds.items() if box.isChecked()),
            "hide_titles": self.titles.text().strip(),
            "hide_categories": ",".join(self.categories.values),
        }

    @Slot()
    def tell(self) -> None:
        """Count what this hides now."""
        problem = self._problem()
        set_tone(self.count, "danger" if problem else "muted")
        if problem:
            self.count.setText(problem)
            return
        values = self.values
        lists = {"kinds": values["hide_kinds"].split(","), "categories": list(self.categories.values)}
        found = self._hides(json.dumps({**lists, "titles": values["hide_titles"]}))
        text = {0: words.HIDES_NONE, 1: words.HIDES_ONE}.get(found.hidden, words.HIDES_MANY)
        self.count.setText(text.format(n=f"{found.hidden:,}", of=f"{found.all:,}"))

    def _problem(self) -> str:
        try:
            re.compile(self.titles.text().strip())
        except re.error as error:
            return words.BAD_PATTERN.format(reason=error.msg)
        return ""

    def _lay_out(self) -> None:
        for box in self.kinds.values():
            box.toggled.connect(self.tell)
        self.titles.textChanged.connect(self._later.start)
        self.categories.changed.connect(self.tell)
        inside = column(spacing=UNIT)
        inside.addLayout(row(*self.kinds.values(), None, spacing=2 * UNIT))
        inside.addWidget(label(words.HIDE_TITLES, tone="muted", size=SMALL))
        inside.addWidget(self.titles)
        inside.addWidget(self.categories)
        self.setLayout(inside)


def _without_comma(text: str) -> str | None:
    """A category as the setting can hold it."""
    return plain_word(text.replace(",", " "))
