"""What all views that are painted by us share: a list to Qt and to screen readers, a sheet of boxes to whoever looks.

Each row of the model is an entry; ``compose`` says where its boxes are. Keys move between days and entries, so that nothing needs a mouse:

=====================  =======================================================
arrows                 the day beside, the entry before and after
Enter, Del, Escape     open (or add, where nothing is chosen), delete, let go
Page Up, Page Down     the period before and after
Shift+arrows           carry the entry by a day or a quarter of an hour
Ctrl+Shift+up, down    let it end earlier or later
=====================  =======================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import (
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from calsync_desktop.ui.layout.drag import Spot, Times
from calsync_desktop.ui.models.days import DaysModel
from calsync_desktop.ui.models.entries import Entry
from calsync_desktop.ui.models.period import Kind
from calsync_desktop.ui.views.keys import press
from calsync_desktop.ui.views.pointer import Pointer

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Shape:
    """A box of entry number ``row`` on ``day``; ``fixed``: it does not scroll. ``upright``: in a column of hours."""

    row: int
    box: QRectF
    day: date
    fixed: bool = False
    upright: bool = False
    begins: bool = True
    ends: bool = True


class Canvas(QListView):
    """``opened`` and ``unwanted`` carry an Entry, ``picked`` one or None. ``drawn`` carries the Times of a new appointment, ``carried`` an entry's new ones.

    ``turned`` asks for so many periods later, ``day_opened`` for one day alone. ``day`` is where the cursor stands when no entry is chosen.
    """

    opened = Signal(object)
    unwanted = Signal(object)
    picked = Signal(object)
    drawn = Signal(object)
    carried = Signal(object, object)
    turned = Signal(int)
    day_opened = Signal(object)

    def __init__(
        self, model: DaysModel, locale: QLocale, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        # Qt asks for boxes while it is still being built, and does not survive an answer that raises.
        self.days, self.locale_, self.today = model, locale, today
        self.day = today()
        self.shapes: list[Shape] = []
        self._expected = ""
        self._made: tuple[object, ...] = (None,)
        self._kept: Entry | None = None
        self.pointer = Pointer(self)
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._find_again)

    def compose(self) -> list[Shape]:
        """Where everything stands, in the order in which it is painted."""
        raise NotImplementedError

    def spot(self, point: QPointF) -> Spot | None:
        """The day and the minute under a point of the viewport; None beside the days."""
        raise NotImplementedError

    def frames(self, times: Times) -> list[QRectF]:
        """Where times would stand, in the viewport: for what is being dragged."""
        raise NotImplementedError

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor."""
        return self.days.entry(self.currentIndex())

    def expect(self, appointment: str) -> None:
        """Put the cursor on an appointment, now or as soon as it comes into view."""
        self._expected = appointment
        self._find_expected()

    def go_to(self, day: date) -> None:
        """Put the cursor on a day in view."""
        self.day = day
        self.viewport().update()

    def choose(self, row: int) -> None:
        """Put the cursor on an entry; -1: on its day only."""
        index = self.days.index(row) if row >= 0 else QModelIndex()
        if index.isValid():
            first, last = self.days.entries[row].days
            self.day = min(max(self.day, first, self.days.period.first), last)
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index)
        self.viewport().update()

    def recompose(self) -> None:
        """Put everything in its place again."""
        if not self.isVisible() or not self.fits(self.days.period.kind):
            return
        made = (self.days.entries, self.days.period, self.viewport().size(), *self.composed_by())
        if made != self._made or made[0] is not self._made[0]:
            self._made = made
            self.shapes = self.compose()
            self.measure()
        self.viewport().update()

    def fits(self, kind: Kind) -> bool:
        """Whether this is the view of such a period; while one gives way to another it is not, and would be composed for nothing."""
        return kind in (Kind.DAY, Kind.WORK, Kind.WEEK)

    def composed_by(self) -> tuple[object, ...]:
        """What else decides where everything stands."""
        return ()

    def shown_box(self, shape: Shape) -> QRectF:
        """A shape's box in the viewport."""
        return shape.box if shape.fixed else shape.box.translated(0, -self.verticalScrollBar().value())

    def shape_at(self, point: QPointF) -> Shape | None:
        """The uppermost shape under a point of the viewport."""
        below = point.y() >= self.top_height()
        shapes = (s for s in reversed(self.shapes) if s.fixed is not below and self.shown_box(s).contains(point))
        return next(shapes, None)

    def top_height(self) -> float:
        """How much of the viewport's top does not scroll."""
        return 0.0

    def stretches(self, shape: Shape) -> bool:
        """Whether a shape can be pulled at its ends."""
        return True

    def whole_days_at(self, point: QPointF) -> bool:
        """Whether a new appointment there is of whole days."""
        return False

    def inside(self, point: QPointF) -> QPointF:
        """The nearest point that belongs to a day."""
        return point

    def keep_in_sight(self, point: QPointF) -> None:
        """Scroll along with what is dragged."""

    # Qt's own view asks these; its layout of lines below one another is not ours.

    def doItemsLayout(self) -> None:
        self.recompose()

    def updateGeometries(self) -> None:
        self.measure()

    def measure(self) -> None:
        """Set how far it can be scrolled: not at all."""
        self.verticalScrollBar().setRange(0, 0)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.recompose()

    def visualRect(self, index: Index) -> QRect:
        return next((self.shown_box(s).toRect() for s in self.shapes if s.row == index.row()), QRect())

    def indexAt(self, point: QPoint) -> QModelIndex:
        shape = self.shape_at(QPointF(point))
        return self.days.index(shape.row) if shape is not None else QModelIndex()

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion(self.viewport().rect())

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        shape = next((s for s in self.shapes if s.row == index.row() and not s.fixed), None)
        if shape is None:
            return
        bar, top = self.verticalScrollBar(), self.top_height()
        high, low = shape.box.top() - top - 8, shape.box.bottom() - self.viewport().height() + 8
        bar.setValue(round(min(max(bar.value(), low), high)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        # While the button is down, nothing may open beside the days and move them away from under the mouse.
        if self.isVisible() and not self.pointer.down:
            self.picked.emit(self.days.entry(current))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt's own would choose the first entry."""
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pointer.press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pointer.release()
            self.picked.emit(self.chosen)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.double()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointer.over = -1
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (event.key() == Qt.Key.Key_Escape and self.pointer.cancel()) and not press(self, event):
            event.ignore()

    def turn(self, periods: int) -> None:
        """Ask for so many periods later."""
        self.turned.emit(periods)

    def beyond(self, by: int) -> None:
        """What up and down do where a day has no further entry."""

    def say(self, words: str) -> None:
        """Tell a screen reader what no entry says."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @Slot()
    def _keep(self) -> None:
        self._kept = self.chosen

    @Slot()
    def _find_again(self) -> None:
        """The cursor stays on its entry; when that is gone, on its day."""
        self.recompose()
        kept, period = self._kept, self.days.period
        row = self.days.row_of(kept.appointment, kept.key) if kept is not None else -1
        if not period.first <= self.day <= period.last:
            self.day = period.day
        if row >= 0:
            self.setCurrentIndex(self.days.index(row))
        elif kept is not None:
            self.picked.emit(None)
        self._find_expected()

    def _find_expected(self) -> None:
        if self._expected and (row := self.days.row_of(self._expected, any_key=True)) >= 0:
            self._expected = ""
            self.choose(row)
