"""The small form of a rule: every how many, on which days, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from calsync_desktop.core.recurrence import moment_of
from calsync_desktop.core.rule import Freq
from calsync_desktop.core.when import When
from calsync_desktop.ui import wording_editor as words
from calsync_desktop.ui.quick.lexicon import lexicon
from calsync_desktop.ui.repeats.builder import FREQS, On, Repeat, choices_on, rule_of
from calsync_desktop.ui.repeats.words import rule_in_words
from calsync_desktop.ui.speech import Speech, day_form
from calsync_desktop.ui.theme import SMALL, UNIT
from calsync_desktop.ui.views.parts import button, label, row

_NEVER, _COUNT, _UNTIL = "never", "count", "until"
_YEAR = 365


class RuleForm(QWidget):
    """Shows and takes a Repeat. ``changed`` after anything was chosen."""

    changed = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._when: When | None = None
        self._shown = Repeat(Freq.WEEKLY)
        self.interval, self.unit = _number(words.EVERY, 999), QComboBox()
        self.unit.setAccessibleName("Unit")
        for freq in FREQS:
            self.unit.addItem(words.UNITS[freq.name], freq)
        names = lexicon(speech.language).weekday_names
        first = speech.locale.firstDayOfWeek().value - 1
        self.days: dict[int, QPushButton] = {day: _day(names[day]) for day in [(first + n) % 7 for n in range(7)]}
        self.on, self.ends = QComboBox(), QComboBox()
        self.on.setAccessibleName(words.ON)
        self.ends.setAccessibleName(words.ENDS_RULE)
        for key, text in ((_NEVER, words.NEVER), (_COUNT, words.AFTER), (_UNTIL, words.UNTIL)):
            self.ends.addItem(text, key)
        self.count, self.until = _number("How many times", 999), QDateEdit()
        self.until.setAccessibleName("Last day")
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat(day_form(speech.locale, year=True))
        self._lay_out()
        self._wire()

    def show_repeat(self, repeat: Repeat, when: When) -> None:
        """Show the fields of a series that begins as ``when``."""
        self._shown, self._when = repeat, when
        blocked = [QSignalBlocker(w) for w in (self.interval, self.unit, self.on, self.ends, self.count, self.until)]
        self.interval.setValue(repeat.interval)
        self.unit.setCurrentIndex(self.unit.findData(repeat.freq))
        for day, one in self.days.items():
            one.setChecked(day in (repeat.days or (moment_of(when.start).weekday(),)))
        self._fill_on(repeat, when)
        self.ends.setCurrentIndex(self.ends.findData(_UNTIL if repeat.until else _COUNT if repeat.count else _NEVER))
        self.count.setValue(repeat.count or 10)
        last = repeat.until or date.fromordinal(min(moment_of(when.start).toordinal() + _YEAR, date.max.toordinal()))
        self.until.setMinimumDate(QDate(when.start.year, when.start.month, when.start.day))
        self.until.setDate(QDate(last.year, last.month, last.day))
        del blocked
        self._arrange()

    @property
    def repeat(self) -> Repeat:
        """What is shown."""
        freq, when = Freq(self.unit.currentData()), self._when
        ends, last = self.ends.currentData(), self.until.date()
        days = tuple(day for day in sorted(self.days) if self.days[day].isChecked())
        own = moment_of(when.start).weekday() if when is not None else -1
        place = self.on.currentIndex()
        on = self._ons[place] if freq in (Freq.MONTHLY, Freq.YEARLY) and 0 <= place < len(self._ons) else None
        return Repeat(
            freq,
            self.interval.value(),
            days if freq is Freq.WEEKLY and days != (own,) else (),
            on,
            self._shown.month if freq is Freq.YEARLY and on is not None else 0,
            self.count.value() if ends == _COUNT else None,
            date(last.year(), last.month(), last.day()) if ends == _UNTIL else None,
            self._shown.week_start,
        )

    def _fill_on(self, repeat: Repeat, when: When) -> None:
        """What the start's day can mean within a month or year, and what the rule says if that is something else."""
        own: tuple[On, ...] = () if repeat.on in choices_on(when) else (repeat.on,)
        self._ons: list[On] = [*choices_on(when), *own]
        freq = repeat.freq if repeat.freq in (Freq.MONTHLY, Freq.YEARLY) else Freq.MONTHLY
        self.on.clear()
        for on in self._ons:
            plain = Repeat(freq, on=on, month=repeat.month if on is not None else 0)
            self.on.addItem(rule_in_words(rule_of(plain, when), when, self._speech.language))
        self.on.setCurrentIndex(self._ons.index(repeat.on))

    @Slot()
    def _change(self) -> None:
        if self._when is not None and self.unit.currentData() != self._shown.freq:
            self.show_repeat(replace(self.repeat, on=None, month=0), self._when)
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        """Only what applies is there."""
        freq = Freq(self.unit.currentData())
        self._weekdays.setVisible(freq is Freq.WEEKLY)
        self.on.setVisible(freq in (Freq.MONTHLY, Freq.YEARLY))
        self.count.setVisible(self.ends.currentData() == _COUNT)
        self.until.setVisible(self.ends.currentData() == _UNTIL)

    def _wire(self) -> None:
        for box in (self.unit, self.on, self.ends):
            box.activated.connect(self._change)
        for number in (self.interval, self.count):
            number.valueChanged.connect(self._change)
        self.until.dateChanged.connect(self._change)
        for one in self.days.values():
            one.clicked.connect(self._keep_one)

    @Slot()
    def _keep_one(self) -> None:
        """A week without any day would be no rule."""
        if not any(one.isChecked() for one in self.days.values()):
            pressed = self.sender()
            assert isinstance(pressed, QPushButton)
            pressed.setChecked(True)
        self._change()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(UNIT)
        inside.addLayout(row(label(words.EVERY, tone="muted", size=SMALL), self.interval, self.unit, None))
        self._weekdays = QWidget()
        self._weekdays.setLayout(row(*self.days.values(), None, spacing=4))
        inside.addWidget(self._weekdays)
        inside.addWidget(self.on)
        inside.addLayout(row(label(words.ENDS_RULE, tone="muted", size=SMALL), self.ends, self.count, self.until, None))


def _number(name: str, most: int) -> QSpinBox:
    out = QSpinBox()
    out.setAccessibleName(name)
    out.setRange(1, most)
    out.setFixedWidth(9 * UNIT)
    out.lineEdit().setTextMargins(UNIT - 2, 0, 0, 0)
    return out


def _day(name: str) -> QPushButton:
    out = button(name[:2])
    out.setAccessibleName(name)
    out.setToolTip(name)
    out.setCheckable(True)
    out.setProperty("segment", True)
    return out
