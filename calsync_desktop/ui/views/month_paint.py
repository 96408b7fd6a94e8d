"""How a month is painted: hairlines, the days' numbers, bars and lines of appointments, and how many more there are."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from calsync_desktop.ui import dates, view_words
from calsync_desktop.ui.layout.days import fills_days
from calsync_desktop.ui.layout.month import WEEK
from calsync_desktop.ui.models.entries import Entry
from calsync_desktop.ui.theme import UNIT, tokens_of
from calsync_desktop.ui.views.blocks import Face, Hand, block, dot_line
from calsync_desktop.ui.views.grounds import CORNER, fill

if TYPE_CHECKING:
    from calsync_desktop.ui.views.canvas import Shape
    from calsync_desktop.ui.views.month import MonthView

_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class MonthPaint:
    """One painting of a MonthView."""

    def __init__(self, view: MonthView, painter: QPainter) -> None:
        self.view, self.painter, self.sheet = view, painter, view.sheet
        self.tokens = tokens_of(view.palette())
        self.hand = Hand(painter, self.tokens, view.font())
        self.days = view.days.period.days

    def paint(self) -> None:
        """All of it, from the back to the front."""
        self.painter.fillRect(self.view.viewport().rect(), QColor(self.tokens.paper))
        for cell, day in enumerate(self.days):
            self._ground(cell, day)
        self._lines()
        for cell, day in enumerate(self.days):
            self._number(cell, day)
        for shape in self.view.shapes:
            self._shape(shape)
        self._more()
        self._ghost()

    def _ground(self, cell: int, day: date) -> None:
        box = QRectF(*self.sheet.day(cell))
        if day.isoweekday() > 5:
            self.painter.fillRect(box, QColor(self.tokens.side))
        if day == self.view.day and self.view.hasFocus() and self.view.chosen is None:
            self.painter.setPen(QPen(QColor(self.tokens.accent), 2))
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.drawRoundedRect(box.adjusted(2, 3, -3, -2), 4, 4)

    def _lines(self) -> None:
        sheet, faint = self.sheet, QColor(self.tokens.faint)
        for week in range(sheet.weeks):
            color = QColor(self.tokens.line) if not week else faint
            self.painter.fillRect(QRectF(0, sheet.y(week), sheet.width, 1), color)
        for column in range(1, WEEK):
            self.painter.fillRect(QRectF(sheet.x(column) - 1, sheet.head, 1, sheet.height), faint)
        for column in range(WEEK):
            words = dates.day(self.days[column], self.view.locale_, "dddd" if sheet.width > 900 else "ddd")
            box = QRectF(sheet.x(column) + UNIT, 0, sheet.x(column + 1) - sheet.x(column) - UNIT, sheet.head)
            self.hand.text(box, words, self.hand.small, self.tokens.muted)

    def _number(self, cell: int, day: date) -> None:
        tokens, box = self.tokens, QRectF(*self.sheet.number(cell))
        outside = day.month != self.view.days.period.day.month
        today = day == self.view.today()
        if today:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(QColor(tokens.accent))
            self.painter.drawRoundedRect(box, 7, 7)
        words = str(day.day)
        if day.day == 1:
            words = dates.day(day, self.view.locale_, "d MMM")
        self.painter.setFont(self.hand.strong if today or not outside else self.hand.body)
        self.painter.setPen(QColor(tokens.on_accent if today else tokens.muted if outside else tokens.ink))
        if today:
            self.painter.drawText(box, _CENTER, str(day.day))
        else:
            self.painter.drawText(box.adjusted(3, 0, 60, 0), _MIDDLE, words)

    def _shape(self, shape: Shape) -> None:
        view, entry = self.view, self.view.days.entries[shape.row]
        face = Face(
            times=self._times(shape, entry),
            chosen=shape.row == view.currentIndex().row(),
            over=shape.row == view.pointer.over,
            focused=view.hasFocus(),
            begins=shape.begins,
            ends=shape.ends,
            upright=False,
        )
        self.painter.setOpacity(0.4 if entry is view.pointer.dragged else 1.0)
        if fills_days(entry) or entry.days[0] != entry.days[1]:
            block(self.hand, shape.box, entry, face)
        else:
            dot_line(self.hand, shape.box, entry, face)
        self.painter.setOpacity(1.0)

    def _times(self, shape: Shape, entry: Entry) -> str:
        if isinstance(entry.start, datetime) and shape.begins:
            return dates.time(entry.start, self.view.locale_)
        return ""

    def _more(self) -> None:
        sheet, hidden = self.sheet, self._hidden_days()
        for n, week in enumerate(self.view.weeks):
            for column, count in enumerate(week.fit.more):
                if count:
                    box = QRectF(*sheet.lane(n, column, column, sheet.lanes - 1))
                    chosen = week.days[column] in hidden
                    if chosen:
                        fill(self.painter, box, QColor(self.tokens.wash), CORNER)
                    font, color = (
                        (self.hand.bold, self.tokens.accent) if chosen else (self.hand.small, self.tokens.muted)
                    )
                    self.hand.text(box.adjusted(UNIT + 4, 0, 0, 0), view_words.more(count), font, color)

    def _hidden_days(self) -> frozenset[date]:
        """The days on which the chosen entry is among those that have no room."""
        current = self.view.currentIndex().row()
        days = set()
        for week in self.view.weeks:
            for bar, lane in zip(week.bars, week.fit.lanes, strict=True):
                if bar.row == current and lane is None:
                    days |= set(week.days[bar.first : bar.last + 1])
        return frozenset(days)

    def _ghost(self) -> None:
        """The days that what is dragged would touch."""
        times = self.view.pointer.times
        for box in self.view.frames(times) if times is not None else ():
            ground = QColor(self.tokens.accent)
            ground.setAlphaF(0.12)
            self.painter.fillRect(box, ground)
            self.painter.setPen(QPen(QColor(self.tokens.accent), 1.5))
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
