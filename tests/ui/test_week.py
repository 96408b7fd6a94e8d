"""The week is used by keys alone and by mouse, and a screen reader hears what is under the cursor."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from calsync_desktop.ui.dialogs.quick import QuickAdd
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.models.period import Kind
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.steps import Drive, press

Key, Modifier = Qt.Key, Qt.KeyboardModifier
MONDAY = date(2026, 3, 2)


def titles(shown: Shown) -> list[str]:
    return [e.title for e in shown.window.days.entries]


async def week(shown: Shown) -> None:
    shown.window.resize(1280, 900)
    await shown.connect()
    await until(lambda: "Steering committee" in titles(shown))
    shown.window.grid.setFocus()


def keys(shown: Shown, *pressed: Qt.Key, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    for key in pressed:
        QTest.keyClick(shown.window.view, key, modifier)


def chosen(shown: Shown) -> str:
    entry = shown.window.view.chosen
    return entry.title if entry is not None else ""


def middle(shown: Shown, title: str) -> QPointF:
    grid = shown.window.grid
    row = titles(shown).index(title)
    shape = next(s for s in grid.shapes if s.row == row)
    grid.scrollTo(grid.days.index(row))
    return grid.shown_box(shape).center()


async def drag(shown: Shown, start: QPointF, end: QPointF) -> None:
    port = shown.window.view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Modifier.NoModifier, start.toPoint())
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(port, (start + (end - start) * part).toPoint())
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Modifier.NoModifier, end.toPoint())


def entry_times(shown: Shown, title: str) -> tuple[str, str]:
    entry = next(e for e in shown.window.days.entries if e.title == title)
    return entry.start.strftime("%a %H:%M"), entry.end.strftime("%a %H:%M")


def test_arrows_go_from_day_to_day_and_from_entry_to_entry(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            assert chosen(shown) == ""
            keys(shown, Key.Key_Down)
            assert chosen(shown) == "Stand-up, data platform"
            keys(shown, Key.Key_Down, Key.Key_Down)
            assert chosen(shown) == "Dentist"
            keys(shown, Key.Key_Right)
            assert chosen(shown) == "Choir rehearsal"
            keys(shown, Key.Key_Right)
            assert chosen(shown) == "Workshop: consent and data lineage"
            keys(shown, Key.Key_Up)
            assert chosen(shown) == "Stand-up, after the town hall"
            keys(shown, Key.Key_Escape)
            assert (chosen(shown), shown.window.grid.day) == ("", MONDAY + timedelta(days=2))

    drive(journey())


def test_beyond_its_edge_the_week_turns_with_the_cursor(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            keys(shown, Key.Key_Left)
            assert shown.window.days.period.first == MONDAY - timedelta(days=7)
            assert shown.window.grid.day == MONDAY - timedelta(days=1)
            keys(shown, Key.Key_Right)
            assert shown.window.days.period.first == MONDAY
            keys(shown, Key.Key_PageDown)
            assert shown.window.days.period.first == MONDAY + timedelta(days=7)
            keys(shown, Key.Key_PageUp, Key.Key_PageUp)
            assert shown.window.days.period.first == MONDAY - timedelta(days=7)
            QTest.keyClick(shown.window, Key.Key_T, Modifier.ControlModifier)
            assert shown.window.grid.day == MONDAY

    drive(journey())


def test_views_are_switched_by_key_and_remembered(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            for number, kind in enumerate(Kind, 1):
                QTest.keyClick(shown.window, Qt.Key(ord(str(number))), Modifier.AltModifier)
                assert shown.window.days.period.kind is kind
                assert shown.window.view.isVisible()
                assert shown.window.preferences.view == kind
            QTest.keyClick(shown.window, Key.Key_PageDown, Modifier.ControlModifier)
            assert shown.window.days.period.kind is Kind.AGENDA

    drive(journey())


def test_a_screen_reader_hears_the_entry_under_the_cursor(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            grid = shown.window.grid
            heard = QAccessible.queryAccessibleInterface(grid)
            assert heard.role() is QAccessible.Role.List
            names = [heard.child(n).text(QAccessible.Text.Name) for n in range(heard.childCount())]
            assert (
                "Thursday 5 March, 13:00 – 14:00, Steering committee, 1 hour, Invitation, Room Alster · Clients"
                in names
            )
            keys(shown, Key.Key_Down)
            assert heard.focusChild() is None or heard.focusChild().text(QAccessible.Text.Name) in names
            assert heard.child(titles(shown).index("Dentist")).rect().height() > 10

    drive(journey())


def test_shift_and_arrows_carry_an_entry_and_undo_brings_it_back(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            shown.window.grid.choose(titles(shown).index("Dentist"))
            keys(shown, Key.Key_Right, modifier=Modifier.ShiftModifier)
            await until(lambda: entry_times(shown, "Dentist") == ("Tue 17:30", "Tue 18:00"))
            assert chosen(shown) == "Dentist"
            keys(shown, Key.Key_Down, modifier=Modifier.ShiftModifier | Modifier.ControlModifier)
            await until(lambda: entry_times(shown, "Dentist") == ("Tue 17:30", "Tue 18:15"))
            QTest.keyClick(shown.window, Key.Key_Z, Modifier.ControlModifier)
            await until(lambda: entry_times(shown, "Dentist") == ("Tue 17:30", "Tue 18:00"))
            QTest.keyClick(shown.window, Key.Key_Z, Modifier.ControlModifier)
            await until(lambda: entry_times(shown, "Dentist") == ("Mon 17:30", "Mon 18:00"))
            QTest.keyClick(shown.window, Key.Key_Z, Modifier.ControlModifier)
            await until(lambda: "nothing to undo" in shown.window.trouble.words)

    drive(journey())


def test_an_entry_is_dragged_to_another_day_and_hour(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            grid = shown.window.grid
            start = middle(shown, "Dentist")
            frame = grid.frame
            await drag(shown, start, start + QPointF(frame.x(2) - frame.x(0), -2 * frame.hour))
            await until(lambda: entry_times(shown, "Dentist") == ("Wed 15:30", "Wed 16:00"))
            await until(
                lambda: house.server.read("dentist", "private").content.when.start == datetime(2026, 3, 4, 15, 30)
            )

    drive(journey())


def test_an_entry_is_stretched_at_its_lower_edge(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            grid = shown.window.grid
            row = titles(shown).index("Workshop: consent and data lineage")
            middle(shown, "Workshop: consent and data lineage")
            box = grid.shown_box(next(s for s in grid.shapes if s.row == row))
            start = QPointF(box.center().x(), box.bottom() - 2)
            await drag(shown, start, start + QPointF(0, grid.hour))
            await until(lambda: entry_times(shown, "Workshop: consent and data lineage") == ("Wed 14:00", "Wed 18:00"))

    drive(journey())


def test_dragging_one_of_a_series_asks_which(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            start = middle(shown, "Choir rehearsal")
            await drag(shown, start, start - QPointF(0, shown.window.grid.hour))
            press(await dialog(Choice), "Change Only This One")
            await until(lambda: entry_times(shown, "Choir rehearsal") == ("Tue 18:30", "Tue 20:30"))

    drive(journey())


def test_escape_gives_a_drag_up(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            grid = shown.window.grid
            start = middle(shown, "Dentist").toPoint()
            QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, start)
            QTest.mouseMove(grid.viewport(), start + QPointF(0, -200).toPoint())
            assert grid.pointer.dragged is not None
            keys(shown, Key.Key_Escape)
            QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, start)
            assert grid.pointer.times is None
            assert entry_times(shown, "Dentist") == ("Mon 17:30", "Mon 18:00")

    drive(journey())


def test_what_can_only_be_read_cannot_be_dragged(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            grid = shown.window.grid
            start = middle(shown, "International Women’s Day")
            await drag(shown, start, start - QPointF(300, 0))
            assert (grid.pointer.times, chosen(shown)) == (None, "International Women’s Day")

    drive(journey())


def test_drawing_over_empty_hours_begins_an_appointment(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            grid = shown.window.grid
            grid.verticalScrollBar().setValue(round(7 * grid.hour))
            frame, up = grid.frame, grid.verticalScrollBar().value()
            start = QPointF(frame.x(5) + 40, frame.y(10 * 60) - up + 1)
            await drag(shown, start, start + QPointF(0, 1.5 * frame.hour))
            popover = await dialog(QuickAdd)
            assert popover.draft.when.start == datetime(2026, 3, 7, 10)
            assert popover.draft.when.end == datetime(2026, 3, 7, 11, 30)
            popover.reject()

    drive(journey())


def test_enter_opens_what_is_chosen_and_adds_where_nothing_is(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            keys(shown, Key.Key_Return)
            popover = await dialog(QuickAdd)
            assert popover.draft.when.start == datetime(2026, 3, 2, 9)
            popover.reject()

    drive(journey())


def test_a_calendar_that_is_hidden_is_out_of_view_and_still_synced(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            private = next(c for c in shown.look.calendars() if c.name == "Private")
            shown.window.sidebar.shown.emit(private.id, False)
            await until(lambda: "Dentist" not in titles(shown))
            assert private.selected
            shown.window.sidebar.shown.emit(private.id, True)
            await until(lambda: "Dentist" in titles(shown))

    drive(journey())


def test_what_a_search_found_is_jumped_to(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            QTest.keyClick(shown.window, Key.Key_F, Modifier.ControlModifier)
            QTest.keyClicks(shown.window.search, "retreat")
            await until(lambda: shown.titles == ["Team retreat"])
            QTest.keyClick(shown.window.search, Key.Key_Down)
            assert shown.window.agenda_view.hasFocus()
            keys(shown, Key.Key_Return)
            await until(lambda: chosen(shown) == "Team retreat")
            assert shown.window.days.period.first == MONDAY + timedelta(days=7)
            assert (shown.window.days.period.kind, shown.window.search.text()) == (Kind.WEEK, "")

    drive(journey())


def test_a_week_beyond_what_is_kept_is_worked_out_elsewhere(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            shown.host.turning.go(date(2031, 3, 5))
            await until(lambda: "Mum’s birthday" in titles(shown), "a birthday five years ahead")

    drive(journey())


@pytest.mark.parametrize("width", [760, 1280, 2560])
def test_the_window_fits_every_width(house: House, drive: Drive, width: int) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            shown.window.resize(width, 800)
            assert shown.window.width() == width
            toolbar = shown.window.toolbar
            seen = [w for w in toolbar.findChildren(QWidget) if w.isVisible() and w.parent() is toolbar]
            edges = sorted((w.geometry().left(), w.geometry().right()) for w in seen)
            assert all(one[1] <= other[0] for one, other in pairwise(edges))
            assert edges[-1][1] <= toolbar.width()
            assert shown.window.sidebar.isVisible() is (width > 900)

    drive(journey())
