"""Appointments are drawn, carried and stretched by mouse, and what may not be moved is not."""

from datetime import datetime

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from calsync_desktop.ui.dialogs.quick import QuickAdd
from calsync_desktop.ui.dialogs.sheet import Choice
from tests.ui.conftest import House, dialog, opened, until
from tests.ui.steps import Drive, press
from tests.ui.weekly import chosen, drag, entry_times, keys, middle, titles, week

Key, Modifier = Qt.Key, Qt.KeyboardModifier


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


def test_an_invitation_stays_where_its_organizer_put_it_and_says_so(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            start = middle(shown, "Steering committee")
            await drag(shown, start, start - QPointF(0, shown.window.grid.hour))
            await until(lambda: "organizer" in shown.window.trouble.words)
            assert entry_times(shown, "Steering committee") == ("Thu 13:00", "Thu 14:00")

    drive(journey())
