"""How a view of hours is painted: a quiet grid, the appointments on it, the present moment, and the days above them."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt, QTime
from PySide6.QtGui import QColor, QPainter, QPen

from calsync_desktop.core.zones import tzinfo
from calsync_desktop.ui import dates, view_words
from calsync_desktop.ui.layout.frame import LANE
from calsync_desktop.ui.models.entries import Entry, Line, time_words
from calsync_desktop.ui.theme import UNIT, sized, tokens_of
from calsync_desktop.ui.views.blocks import Face, Hand, block

if TYPE_CHECKING:
    from calsync_desktop.ui.views.canvas import Shape
    from calsync_desktop.ui.views.timegrid import TimeGrid

_TIGHT = 76  # pixels of a day, in which its short name has no room
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class GridPaint:
    """One painting of a TimeGrid."""

    def __init__(self, grid: TimeGrid, painter: QPainter) -> None:
        self.grid, self.painter = grid, painter
        self.frame, self.tokens = grid.frame, tokens_of(grid.palette())
        self.hand = Hand(painter, self.tokens, grid.font())
        self.size = grid.viewport().size()
        self.scrolled = grid.verticalScrollBar().value()
        self.now = grid.now()

    def paint(self) -> None:
        """All of it, from the back to the front."""
        width, height, top = self.size.width(), self.size.height(), self.frame.top
        self.painter.fillRect(self.grid.viewport().rect(), QColor(self.tokens.paper))
        self.painter.save()
        self.painter.setClipRect(QRectF(0, top, width, height - top))
        self._hours()
        self._shapes(fixed=False)
        self._now_line()
        self.painter.restore()
        self._head()
        self._shapes(fixed=True)
        self._ghost()

    def _hours(self) -> None:
        frame, right = self.frame, self.frame.width
        for n, day in enumerate(frame.days):
            if day.isoweekday() > 5 and len(frame.days) > 1:
                box = QRectF(frame.x(n), frame.top, frame.x(n + 1) - frame.x(n), self.size.height())
                self.painter.fillRect(box, QColor(self.tokens.side))
        for hour in range(1, 24):
            y = round(frame.y(hour * 60) - self.scrolled)
            self.painter.fillRect(QRectF(frame.gutter - 6, y, right - frame.gutter + 6, 1), QColor(self.tokens.faint))
        for n in range(len(frame.days)):
            line = QRectF(frame.x(n) - 1, frame.top, 1, self.size.height())
            self.painter.fillRect(line, QColor(self.tokens.faint))
        self._clock()

    def _clock(self) -> None:
        """The hours' names; where the present moment stands, its own time takes their place."""
        grid, muted = self.grid, self.tokens.muted
        shown = grid.today() in self.frame.days
        for hour in range(1, 24):
            if shown and abs(self.now.hour * 60 + self.now.minute - hour * 60) * self.frame.hour / 60 < 12:
                continue
            self._gutter_word(hour * 60, hour_words(time(hour), grid.locale_), muted, column=0)
        if grid.second_zone:
            for hour in range(1, 24):
                there = _elsewhere(self.frame.days[0], hour, grid.days.local, grid.second_zone)
                self._gutter_word(hour * 60, hour_words(there, grid.locale_), muted, column=1)

    def _gutter_word(self, minute: int, words: str, color: str, *, column: int, bold: bool = False) -> None:
        """A time right of the page's edge; column 0 is ours, beside the days, column 1 the second zone's, left of it."""
        own = 60.0
        right = self.frame.gutter - 10 - column * own
        left = 0.0 if column or not self.grid.second_zone else self.frame.gutter - own
        box = QRectF(left, self.frame.y(minute) - self.scrolled - 10, right - left, 20)
        self.painter.setFont(self.hand.bold if bold else self.hand.small)
        self.painter.setPen(QColor(color))
        self.painter.drawText(box, _RIGHT, words)

    def _shapes(self, *, fixed: bool) -> None:
        grid, pointer = self.grid, self.grid.pointer
        current, dragged = grid.currentIndex().row(), pointer.dragged
        entries, focused = grid.days.entries, grid.hasFocus()
        above, below = (0.0, self.frame.top) if fixed else (self.frame.top, float(self.size.height()))
        for shape in grid.shapes:
            box = shape.box if fixed else shape.box.translated(0, -self.scrolled)
            if shape.fixed is not fixed or box.bottom() < above or box.top() > below:
                continue
            row, entry = shape.row, entries[shape.row]
            face = Face(
                self._times(shape, entry),
                row == current,
                row == pointer.over,
                focused,
                shape.begins,
                shape.ends,
                shape.upright,
            )
            if entry is dragged:
                self.painter.setOpacity(0.4)
            block(self.hand, box, entry, face)
            if entry is dragged:
                self.painter.setOpacity(1.0)

    def _times(self, shape: Shape, entry: Entry) -> str:
        if entry.all_day:
            return ""
        return time_words(Line(shape.day, entry, shape.begins, shape.ends), self.grid.locale_)

    def _now_line(self) -> None:
        frame, today = self.frame, self.grid.today()
        if today not in frame.days:
            return
        column, minute = list(frame.days).index(today), self.now.hour * 60 + self.now.minute
        y, color = frame.y(minute) - self.scrolled, QColor(self.tokens.now)
        faint = QColor(color)
        faint.setAlphaF(0.25)
        self.painter.fillRect(QRectF(frame.gutter, round(y), frame.width - frame.gutter, 1), faint)
        self.painter.fillRect(
            QRectF(frame.x(column), round(y) - 0.5, frame.x(column + 1) - frame.x(column) - 1, 2), color
        )
        self.painter.setBrush(color)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.drawEllipse(QPointF(frame.x(column), round(y) + 0.5), 4, 4)
        words = dates.time(self.now, self.grid.locale_)
        self._gutter_word(minute, words, self.tokens.now, column=0, bold=True)

    def _head(self) -> None:
        frame, tokens = self.frame, self.tokens
        self.painter.fillRect(QRectF(0, 0, self.size.width(), frame.top), QColor(tokens.paper))
        for n, day in enumerate(frame.days):
            self._day_name(n, day)
            self.painter.fillRect(
                QRectF(frame.x(n) - 1, frame.head - 4, 1, frame.top - frame.head + 4), QColor(tokens.faint)
            )
        under = QRectF(0, frame.top - 1, self.size.width(), 1)
        self.painter.fillRect(under, QColor(tokens.line))
        self._gutter_head()
        for n, box in self.grid.more_boxes().items():
            words = box.adjusted(UNIT, 0, 0, 0)
            self.hand.text(words, view_words.more(self.grid.fit.more[n]), self.hand.bold, tokens.muted)

    def _day_name(self, n: int, day: date) -> None:
        """The day's name and number: today's number on the accent."""
        grid, tokens, hand, frame = self.grid, self.tokens, self.hand, self.frame
        today, cursor = day == grid.today(), day == grid.day and grid.hasFocus() and grid.chosen is None
        wide = len(frame.days) == 1
        left = frame.x(n) + UNIT
        name = dates.day(day, grid.locale_, "dddd" if wide else "ddd")
        if frame.x(1) - frame.x(0) < _TIGHT:
            name = grid.locale_.standaloneDayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
        font = sized(hand.body, 1)
        self.painter.setFont(font)
        self.painter.setPen(QColor(tokens.accent if today else tokens.muted))
        room = QRectF(left, 0, frame.x(n + 1) - left, frame.head)
        self.painter.drawText(room, _LEFT, name)
        used = self.painter.fontMetrics().horizontalAdvance(name) + 5
        pill = QRectF(left + used, frame.head / 2 - 11, 24 if day.day > 9 else 22, 22)
        if today:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(QColor(tokens.accent))
            self.painter.drawRoundedRect(pill, 7, 7)
        self.painter.setFont(hand.strong)
        self.painter.setPen(QColor(tokens.on_accent if today else tokens.ink))
        self.painter.drawText(pill if today else pill.translated(-1, 0), _CENTER if today else _LEFT, str(day.day))
        if cursor:
            self.painter.fillRect(QRectF(left, frame.head - 6, frame.x(n + 1) - left - UNIT, 2), QColor(tokens.accent))

    def _gutter_head(self) -> None:
        """Which zone each column of hours is in, and that whole days stand above them."""
        frame, grid, muted = self.frame, self.grid, QColor(self.tokens.muted)
        self.painter.setFont(self.hand.small)
        self.painter.setPen(muted)
        lane = QRectF(0, frame.head + 2, frame.gutter - 10, LANE - 2)
        if grid.second_zone:
            for column, zone in ((1, grid.second_zone), (0, grid.days.local)):
                left = 0.0 if column else frame.gutter - 60.0
                box = QRectF(left + 4, 0, 60.0 - 14, frame.head)
                self.hand.text(box, short_zone(zone, self.now), self.hand.small, muted, _RIGHT)
        self.painter.drawText(lane, _RIGHT, view_words.ALL_DAY)

    def _ghost(self) -> None:
        """Where what is dragged would go."""
        pointer = self.grid.pointer
        if pointer.times is None:
            return
        start, end = pointer.times
        entry = pointer.dragged
        words = entry.title if entry is not None else view_words.NEW_PREVIEW
        clock = _clock_words(start, end, self.grid.locale_)
        color = entry.color if entry is not None else self.tokens.accent
        shown = Entry("", None, "", "", color, words, start, end)
        for box in self.grid.frames(pointer.times):
            block(self.hand, box, shown, Face(times=clock, chosen=True, upright=isinstance(start, datetime)))
            self.painter.setPen(QPen(QColor(self.tokens.paper), 1))


@lru_cache(maxsize=256)
def hour_words(value: time, locale: QLocale) -> str:
    """A full hour as the reader's country writes it, as short as it stays clear."""
    form = locale.timeFormat(QLocale.FormatType.ShortFormat)
    if "a" in form.lower() and not value.minute:
        return locale.toString(QTime(value.hour, 0), "h AP")
    return locale.toString(QTime(value.hour, value.minute), QLocale.FormatType.ShortFormat)


def _clock_words(start: date, end: date, locale: QLocale) -> str:
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return ""
    return f"{dates.time(start, locale)} – {dates.time(end, locale)}"


def short_zone(zone: str, now: datetime) -> str:
    """A zone in few letters: its own short name, else its city."""
    name = now.replace(tzinfo=None).astimezone(tzinfo(zone)).tzname() or ""
    return name if name.isalpha() else dates.city(zone)


def _elsewhere(day: date, hour: int, local: str, zone: str) -> time:
    """What the clock says in another zone at a full hour here."""
    here = datetime.combine(day, time(hour), tzinfo(local))
    return here.astimezone(tzinfo(zone)).time()
