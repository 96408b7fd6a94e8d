"""The part of the editor that says how often: the usual rules by name, any other as a small form, and what that means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from calsync_desktop.core.errors import Refused
from calsync_desktop.core.rule import Freq
from calsync_desktop.core.when import When
from calsync_desktop.ui import dates
from calsync_desktop.ui import wording_editor as words
from calsync_desktop.ui.dialogs.rule_form import RuleForm
from calsync_desktop.ui.repeats.builder import Nth, Repeat, choices_on, repeat_of, rule_of
from calsync_desktop.ui.repeats.coming import coming
from calsync_desktop.ui.repeats.words import rule_in_words
from calsync_desktop.ui.speech import Speech, day_form, here
from calsync_desktop.ui.theme import SMALL
from calsync_desktop.ui.views.parts import label

_CUSTOM, _OWN = "custom", "own"


class RepeatField(QWidget):
    """Shows and takes a rule; one that was not touched stays letter by letter. ``changed`` after every choice."""

    changed = Signal()

    def __init__(self, speech: Speech, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._speech, self._now = speech, now
        self._when: When | None = None
        self._given = ""
        self.choice, self.form = QComboBox(), RuleForm(speech)
        self.choice.setAccessibleName(words.REPEATS)
        self.summary, self.next = label(wrap=True), label(tone="muted", size=SMALL, wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        for widget in (self.choice, self.form, self.summary, self.next):
            inside.addWidget(widget)
        self.choice.activated.connect(self._choose)
        self.form.changed.connect(self._say)
        self.setFocusProxy(self.choice)

    def show_rule(self, rule: str, when: When) -> None:
        """Show a series that begins as ``when``."""
        self._given, self._when = rule, when
        self._fill(rule)
        if (repeat := repeat_of(rule, when)) is not None:
            self.form.show_repeat(repeat, when)
        self._say()

    def show_when(self, when: When) -> None:
        """The series begins at another time: what follows from its day follows."""
        if when == self._when or self._when is None:
            return
        kept, self._when = self.choice.currentData(), when
        at = self.choice.currentIndex()
        self._fill(self._given if kept == _OWN else "")
        self.choice.setCurrentIndex(at if kept not in (_CUSTOM, _OWN) else self.choice.findData(kept))
        self.form.show_repeat(self.form.repeat, when)
        self._say()

    @property
    def rule(self) -> str:
        """The rule that is chosen; empty for none."""
        chosen = self.choice.currentData()
        if self._when is None or chosen in (None, ""):
            return ""
        if chosen == _OWN:
            return self._given
        if chosen != _CUSTOM:
            return str(chosen)
        made = rule_of(self.form.repeat, self._when)
        given = repeat_of(self._given, self._when) if self._given else None
        return self._given if given is not None and rule_of(given, self._when) == made else made

    @Slot()
    def _choose(self) -> None:
        if self.choice.currentData() == _CUSTOM and self._when is not None:
            self.form.show_repeat(replace(self.form.repeat), self._when)
        self._say()
        self.changed.emit()

    @Slot()
    def _say(self) -> None:
        """What is chosen, in words and dates."""
        rule, custom = self.rule, self.choice.currentData() == _CUSTOM
        self.form.setVisible(custom)
        own = self.choice.currentData() == _OWN
        self.summary.setVisible(custom or own)
        if self._when is not None:
            said = rule_in_words(rule, self._when, self._speech.language)
            self.summary.setText(words.OWN_RULE if own else said)
        self.next.setText(self._dates(rule))
        self.next.setVisible(bool(rule))

    def _dates(self, rule: str) -> str:
        if not rule or self._when is None:
            return ""
        try:
            found = coming(self._when, rule, self._now(), self._speech.local)
        except Refused as problem:
            return problem.message
        if not found:
            return words.RULE_ENDED
        locale, this_year = self._speech.locale, self._speech.today.year
        days = [here(when, self._speech.local).start for when in found]
        shown = [dates.day(day, locale, day_form(locale, year=day.year != this_year)) for day in days]
        return words.NEXT_DATES.format(dates=" · ".join(shown))

    def _fill(self, rule: str) -> None:
        """The usual rules of this day, the given one, and any other."""
        when = self._when
        assert when is not None
        self.choice.clear()
        usual = ["", *_usual(when)]
        for each in usual:
            self.choice.addItem(rule_in_words(each, when, self._speech.language), each)
        known = repeat_of(rule, when) if rule else None
        same = next((u for u in usual if u and known is not None and rule_of(known, when) == u), "")
        if rule and known is None:
            self.choice.addItem(rule_in_words(rule, when, self._speech.language), _OWN)
        self.choice.addItem(words.CUSTOM, _CUSTOM)
        chosen = rule if rule in usual else same or (_CUSTOM if known is not None else _OWN)
        self.choice.setCurrentIndex(max(0, self.choice.findData(chosen)))
        if known is None:
            self.form.show_repeat(Repeat(Freq.WEEKLY), when)


def _usual(when: When) -> list[str]:
    """What people choose most: every day, working days, this weekday, every other week, monthly by date and by weekday, yearly."""
    nth = next((on for on in choices_on(when) if isinstance(on, Nth)), None)
    repeats = (
        Repeat(Freq.DAILY),
        Repeat(Freq.WEEKLY, days=(0, 1, 2, 3, 4)),
        Repeat(Freq.WEEKLY),
        Repeat(Freq.WEEKLY, interval=2),
        Repeat(Freq.MONTHLY),
        Repeat(Freq.MONTHLY, on=nth),
        Repeat(Freq.YEARLY),
    )
    return list(dict.fromkeys(rule_of(repeat, when) for repeat in repeats))
