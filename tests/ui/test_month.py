"""The month shows what it has room for, opens days, and is used by keys like the week."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from calsync_desktop.ui.models.period import Kind
from calsync_desktop.ui.views.minimonth import MiniMonth
from calsync_desktop.ui.views.month import MonthView
from tests.ui.conftest import BRITISH, House, Shown, opened, until
from tests.ui.steps import Drive
from tests.ui.weeks import at, one

Key, Modifier = Qt.Key, Qt.KeyboardModifier


async def month(shown: Shown) -> MonthView:
    shown.window.resize(1280, 800)
    await shown.connect()
    await until(lambda: any(e.title == "Team retreat" for e in shown.window.days.entries))
    shown.window.month.setFocus()
    return shown.window.month


def center(view: MonthView, day: date) -> QPointF:
    left, top, width, height = view.sheet.day(view.days.period.days.index(day))
    return QPointF(left + width / 2, top + height - 6)


def test_a_crowded_day_says_how_many_more_there_are_and_opens(house: House, drive: Drive) -> None:
    for n in range(9):
        house.server.put(one(f"crowd{n}", at(20, f"{9 + n:02}:00", f"{9 + n:02}:30"), f"Crowd {n}"), "clients")

    async def journey() -> None:
        async with opened(house, "month") as shown:
            view = await month(shown)
            await until(lambda: any(sum(week.fit.more) for week in view.weeks))
            cell = view.days.period.days.index(date(2026, 3, 20))
            week, column = divmod(cell, 7)
            lanes = view.sheet.lanes
            assert view.weeks[week].fit.more[column] == 9 - (lanes - 1)
            left, top, _, _ = view.sheet.lane(week, column, column, lanes - 1)
            QTest.mouseClick(
                view.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, QPointF(left + 20, top + 8).toPoint()
            )
            assert (shown.window.days.period.kind, shown.window.days.period.day) == (Kind.DAY, date(2026, 3, 20))
            assert len(shown.window.days.entries) == 9

    drive(journey())


def test_arrows_walk_through_days_and_weeks(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "month") as shown:
            view = await month(shown)
            for key, day, title in (
                (Key.Key_Right, 3, "Stand-up, data platform"),
                (Key.Key_Down, 3, "Choir rehearsal"),
                (Key.Key_Down, 3, "Helix Bio: pipeline review"),
                (Key.Key_Down, 10, "Choir rehearsal"),
                (Key.Key_Right, 11, "Stand-up, data platform"),
                (Key.Key_Left, 10, "Stand-up, data platform"),
                (Key.Key_Up, 3, "Stand-up, data platform"),
            ):
                QTest.keyClick(view, key)
                assert view.day.day == day
                assert view.chosen is not None
                assert view.chosen.title == title
            QTest.keyClick(view, Key.Key_PageDown)
            assert shown.window.days.period.day.month == 4

    drive(journey())


def test_an_entry_dragged_in_a_month_keeps_its_hours(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "month") as shown:
            view = await month(shown)
            row = next(n for n, e in enumerate(view.days.entries) if e.title == "Dentist")
            start = view.shown_box(next(s for s in view.shapes if s.row == row)).center()
            end = center(view, date(2026, 3, 13))
            QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, start.toPoint())
            QTest.mouseMove(view.viewport(), (start + QPointF(30, 30)).toPoint())
            QTest.mouseMove(view.viewport(), end.toPoint())
            QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, end.toPoint())
            await until(
                lambda: house.server.read("dentist", "private").content.when.start == datetime(2026, 3, 13, 17, 30)
            )

    drive(journey())


def test_a_double_click_opens_what_was_clicked_first_whatever_moved_meanwhile(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "month") as shown:
            view = await month(shown)
            opens: list[str] = []
            view.opened.connect(lambda entry: opens.append(entry.title))
            row = next(n for n, e in enumerate(view.days.entries) if e.title == "Team retreat")
            point = view.shown_box(next(s for s in view.shapes if s.row == row)).center().toPoint()
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, point)
            await until(lambda: shown.window.panel is not None and shown.window.panel.isVisible())
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, point)
            assert opens == ["Team retreat"]

    drive(journey())


def test_the_wheel_turns_the_month(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "month") as shown:
            view = await month(shown)
            view.turned.emit(1)
            assert shown.window.days.period.day.month == 4
            assert shown.window.toolbar.title.text() == "April"

    drive(journey())


def small(today: date = date(2026, 3, 4)) -> MiniMonth:
    return MiniMonth(lambda: today, BRITISH)


def test_the_small_month_is_used_by_key_and_says_where_it_is(qtbot: object) -> None:
    one_month, picked = small(), list[date]()
    one_month.picked.connect(picked.append)
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Left, Key.Key_Up, Key.Key_Return):
        QTest.keyClick(one_month, key)
    assert picked == [date(2026, 3, 11)]
    QTest.keyClick(one_month, Key.Key_PageDown)
    name = QAccessible.queryAccessibleInterface(one_month).text(QAccessible.Text.Name)
    assert name == "Month, Saturday 11 April 2026"


def test_a_day_of_the_small_month_is_picked_by_mouse(qtbot: object) -> None:
    one_month, picked = small(), list[date]()
    one_month.picked.connect(picked.append)
    one_month.resize(one_month.sizeHint())
    for day in (date(2026, 2, 23), date(2026, 3, 5)):
        days = [one_month.period.first + timedelta(days=n) for n in range(42)]
        QTest.mouseClick(
            one_month,
            Qt.MouseButton.LeftButton,
            Modifier.NoModifier,
            one_month._box(days.index(day)).center().toPoint(),
        )
    assert picked[0] == date(2026, 2, 23)
    assert len(picked) == 2
