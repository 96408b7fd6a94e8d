"""The week is used by keys alone, fits every width, and a screen reader hears what is under the cursor."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from calsync_desktop.core.when import all_day
from calsync_desktop.ui.dialogs.quick import QuickAdd
from calsync_desktop.ui.models.period import Kind
from tests.ui.conftest import House, dialog, opened, until
from tests.ui.steps import Drive
from tests.ui.weekly import MONDAY, chosen, entry_times, keys, titles, week
from tests.ui.weeks import one

Key, Modifier = Qt.Key, Qt.KeyboardModifier


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


def test_whole_days_without_room_are_counted_and_shown_when_chosen(house: House, drive: Drive) -> None:
    for n in range(7):
        house.server.put(one(f"fair{n}", all_day(MONDAY + timedelta(days=1)), f"Fair {n}"), "clients")

    async def journey() -> None:
        async with opened(house, "week") as shown:
            await week(shown)
            grid = shown.window.grid
            await until(lambda: sum(grid.fit.more))
            assert grid.fit.more[1] == 7 - 3
            last = titles(shown).index("Fair 6")
            assert grid.visualRect(grid.days.index(last)).isEmpty()
            grid.choose(last)
            assert sum(grid.fit.more) == 0
            assert grid.visualRect(grid.days.index(last)).height() > 10

    drive(journey())
