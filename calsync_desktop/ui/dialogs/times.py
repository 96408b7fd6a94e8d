"""The part of the editor that says when: days, times and the zone they are meant in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

from PySide6.QtCore import QDate, QLocale, Qt, QTime, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QDateEdit, QGridLayout, QTimeEdit, QWidget

from calsync_desktop.core.when import Kind, When, all_day, floating, timed
from calsync_desktop.ui.speech import day_form
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.parts import label

FLOATING = "Wherever I am"


class TimesField(QWidget):
    """Shows and takes a When. Moving the start moves the end along, as long as it was. ``changed`` after anything of it did."""

    changed = Signal()

    def __init__(self, local: str) -> None:
        super().__init__()
        self._local = local
        self.all_day = QCheckBox("All day")
        self.start_day, self.end_day = _day_edit("Start day"), _day_edit("End day")
        self.start_time, self.end_time = _time_edit("Start time"), _time_edit("End time")
        self.zone = _zone_box(local)
        self._end_zone = ""
        self._shown: tuple[When, When] | None = None
        self._length = timedelta(hours=1)
        self._lay_out()
        self.all_day.toggled.connect(self._show_kind)
        for start in (self.start_day.dateChanged, self.start_time.timeChanged):
            start.connect(self._move_end)
        for end in (self.end_day.dateChanged, self.end_time.timeChanged):
            end.connect(self._measure)
        for signal in (self.all_day.toggled, self.zone.currentTextChanged):
            signal.connect(self.changed)

    def show_when(self, when: When) -> None:
        """Show it; an end of whole days is shown as the last of them."""
        last = when.end - timedelta(days=1) if when.all_day else when.end
        self._end_zone = when.end_zone
        self.all_day.setChecked(when.all_day)
        self._put(self.start_day, self.start_time, when.start)
        self._put(self.end_day, self.end_time, last)
        zone = when.zone or (FLOATING if when.kind is Kind.FLOATING else self._local)
        if self.zone.findText(zone) < 0:
            self.zone.addItem(zone)
        self.zone.setCurrentText(zone)
        self._measure()
        self._show_kind()
        self._shown = (self._typed(), when)

    @property
    def when(self) -> When:
        """What is shown, as a value; untouched, it is exactly what was given, down to seconds that the fields do not show."""
        typed = self._typed()
        return self._shown[1] if self._shown is not None and typed == self._shown[0] else typed

    def _typed(self) -> When:
        start, end = self._start, self._end
        if self.all_day.isChecked():
            return all_day(start.date(), max(start, end).date() + timedelta(days=1))
        if self.zone.currentText() == FLOATING:
            return floating(start, end)
        return timed(start, end, self._known_zone, self._end_zone)

    @property
    def complaint(self) -> str:
        """What is wrong with what was typed, in a sentence; or nothing."""
        if self.all_day.isChecked():
            return "The end is before the start." if self._end.date() < self._start.date() else ""
        if not self._known_zone and self.zone.currentText() != FLOATING:
            return f"There is no time zone “{self.zone.currentText()}”."
        return ""

    @property
    def _known_zone(self) -> str:
        return (
            self.zone.currentText()
            if self.zone.findText(self.zone.currentText(), Qt.MatchFlag.MatchFixedString) >= 0
            else ""
        )

    @property
    def _start(self) -> datetime:
        return _moment(self.start_day, self.start_time)

    @property
    def _end(self) -> datetime:
        return _moment(self.end_day, self.end_time)

    @Slot()
    def _move_end(self) -> None:
        kept = self._length
        self._put(self.end_day, self.end_time, self._start + kept)
        self._length = kept
        self.changed.emit()

    @Slot()
    def _measure(self) -> None:
        self._length = max(timedelta(0), self._end - self._start)
        self.changed.emit()

    @Slot()
    def _show_kind(self) -> None:
        for widget in (self.start_time, self.end_time, self.zone):
            widget.setVisible(not self.all_day.isChecked())

    def _put(self, day: QDateEdit, clock: QTimeEdit, value: date) -> None:
        for widget in (day, clock):
            widget.blockSignals(True)
        day.setDate(QDate(value.year, value.month, value.day))
        if isinstance(value, datetime):
            clock.setTime(QTime(value.hour, value.minute))
        for widget in (day, clock):
            widget.blockSignals(False)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(UNIT)
        grid.setVerticalSpacing(UNIT)
        rows = (
            ("Start", self.start_day, self.start_time, self.zone),
            ("End", self.end_day, self.end_time, self.all_day),
        )
        for place, (name, *widgets) in enumerate(rows):
            grid.addWidget(label(name, tone="muted", size=0.9), place, 0)
            for column, widget in enumerate(widgets, 1):
                grid.addWidget(widget, place, column)
        grid.setColumnMinimumWidth(0, 6 * UNIT)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 1)
        grid.setColumnStretch(3, 3)


def _day_edit(name: str) -> QDateEdit:
    out = QDateEdit()
    out.setCalendarPopup(True)
    out.setAccessibleName(name)
    out.setDisplayFormat(day_form(QLocale(), year=True))
    return out


def _time_edit(name: str) -> QTimeEdit:
    out = QTimeEdit()
    out.setAccessibleName(name)
    out.lineEdit().setTextMargins(UNIT - 2, 0, 0, 0)
    return out


def _zone_box(local: str) -> QComboBox:
    out = QComboBox()
    out.setAccessibleName("Time zone")
    out.setEditable(True)
    out.addItems([local, FLOATING, *sorted(name for name in available_timezones() if "/" in name and name != local)])
    if completer := out.completer():
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    out.setMinimumContentsLength(14)
    out.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return out


def _moment(day: QDateEdit, clock: QTimeEdit) -> datetime:
    on, at = day.date(), clock.time()
    return datetime.combine(date(on.year(), on.month(), on.day()), time(at.hour(), at.minute()))
