"""What stands around the days: profiles, menus, keys, previews, and the day that is typed into the search."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.models.period import Kind, Period
from calsync_desktop.ui.period_words import title, week
from calsync_desktop.ui.previews import PreviewDialog
from calsync_desktop.ui.profiles import ProfileDialog, Profiles
from calsync_desktop.ui.shortcuts import ShortcutsDialog
from calsync_desktop.ui.windows.context import ContextMenu
from tests.ui import weekly
from tests.ui.conftest import BRITISH, House, Shown, dialog, opened, until
from tests.ui.steps import Drive
from tests.ui.test_look_and_feel import check_names
from tests.ui.weeks import at, one

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        (Kind.MONTH, date(2026, 3, 4), ("March", "2026")),
        (Kind.WEEK, date(2026, 3, 4), ("March", "2026")),
        (Kind.WEEK, date(2026, 4, 1), ("Mar – Apr", "2026")),
        (Kind.WEEK, date(2026, 12, 30), ("Dec 2026 – Jan", "2027")),
        (Kind.DAY, date(2026, 3, 4), ("4 March", "2026")),
        (Kind.AGENDA, date(2026, 3, 4), ("March", "2026")),
    ],
)
def test_the_title_says_as_little_as_is_clear(kind: Kind, day: date, words: tuple[str, str]) -> None:
    assert title(Period(kind, day), BRITISH) == words


def test_only_weeks_have_a_number() -> None:
    assert [week(Period(kind, date(2026, 3, 4))) for kind in Kind] == ["", "Week 10", "Week 10", "Week 10", ""]


class Neighbours:
    """Profiles that remember which one was opened."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def names(self) -> Sequence[str]:
        return ("default", "work")


def switch(shown: Shown, house: House) -> tuple[Profiles, Neighbours, QToolButton]:
    beside = Neighbours()
    launch = replace(house.launch, profiles=beside.names, open_profile=beside.opened.append)
    return Profiles(launch, shown.window, shown.host.chores), beside, shown.window.sidebar.profile


def test_another_profile_is_chosen_or_made(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            _, beside, button = switch(shown, house)
            assert button.isVisible()
            menu = button.menu()
            menu.aboutToShow.emit()
            listed = [action for action in menu.actions() if not action.isSeparator()]
            assert [action.text() for action in listed] == ["My Calendars", "work", "New Profile…"]
            assert [action.isChecked() for action in listed] == [True, False, False]
            listed[0].trigger()
            listed[1].trigger()
            assert beside.opened == ["work"]
            listed[2].trigger()
            asked = await dialog(ProfileDialog)
            asked.name.setText("../elsewhere")
            QTest.keyClick(asked, Key.Key_Return)
            await until(lambda: "starts with a letter" in asked.trouble.words)
            asked.name.setText("Client.A")
            QTest.keyClick(asked, Key.Key_Return)
            await until(lambda: beside.opened == ["work", "Client.A"])

    drive(journey())


@pytest.mark.parametrize("kind", ["week", "month"])
def test_everything_around_the_days_has_a_name_of_its_own(house: House, drive: Drive, kind: str) -> None:
    async def journey() -> None:
        async with opened(house, kind) as shown:
            switch(shown, house)
            await weekly.week(shown)
            for width in (1400, 760):
                shown.window.resize(width, 800)
                await check_names(shown.window)

    drive(journey())


def test_a_tool_tip_is_never_rich_text(house: House, drive: Drive) -> None:
    house.server.put(one("canary", at(3, "08:00", "08:30"), "<b>bold</b>"), "clients")

    async def journey() -> None:
        async with opened(house, "week") as shown:
            await weekly.week(shown)
            days = shown.window.days
            tip = days.index(weekly.titles(shown).index("<b>bold</b>")).data(Qt.ItemDataRole.ToolTipRole)
            assert "&lt;b&gt;bold" in tip
            assert "<b>" not in tip

    drive(journey())


def test_the_keys_are_listed(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            shown.window.verbs["shortcuts"].trigger()
            listed = await dialog(ShortcutsDialog)
            words = {label.text() for label in listed.findChildren(QLabel)}
            assert {"Search", "Ctrl+F", "Carry by a day", "Ctrl+T or Alt+Down or Home"} <= words
            listed.reject()

    drive(journey())


def test_an_entry_has_a_menu_and_an_empty_hour_another(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await weekly.week(shown)
            grid = shown.window.grid
            menu = grid.findChild(ContextMenu)
            assert isinstance(menu, ContextMenu)
            menu.show(weekly.middle(shown, "Dentist").toPoint())
            assert weekly.chosen(shown) == "Dentist"
            assert [a.objectName() for a in menu.menu.actions() if a.objectName()] == [
                "open",
                "duplicate",
                "copy",
                "delete",
            ]
            menu.menu.close()
            grid.choose(-1)
            menu.show(QPoint(grid.width() - 60, grid.height() - 20))
            assert [a.objectName() for a in menu.menu.actions()] == ["new", "paste"]
            menu.menu.close()

    drive(journey())


def test_a_preview_shows_what_would_move_and_changes_nothing(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await weekly.week(shown)
            house.server.change(
                "dentist", lambda a: replace(a, content=replace(a.content, title="Dr. Weiß")), "private"
            )
            shown.window.sidebar.asked.emit("preview", shown.look.connections()[0].id)
            seen = await dialog(PreviewDialog)
            assert seen.list.count() == 1
            assert seen.list.item(0).text().startswith("Dr. Weiß")
            assert "Dentist" in weekly.titles(shown)
            next(b for b in seen.findChildren(QPushButton) if b.text() == "Sync Now").click()
            await until(lambda: "Dr. Weiß" in weekly.titles(shown))

    drive(journey())


def test_a_day_that_is_typed_is_gone_to(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await weekly.week(shown)
            QTest.keyClick(shown.window, Key.Key_F, Modifier.ControlModifier)
            QTest.keyClicks(shown.window.search, "12 May")
            await until(shown.window.empty.isVisible)
            assert shown.window.empty.button.text() == "Go to This Day"
            QTest.keyClick(shown.window.search, Key.Key_Return)
            assert shown.window.days.period.day == date(2026, 5, 12)
            assert shown.window.grid.isVisible()

    drive(journey())


def test_deleting_asks_from_the_week_too(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house, "week") as shown:
            await weekly.week(shown)
            shown.window.grid.choose(weekly.titles(shown).index("Dentist"))
            weekly.keys(shown, Key.Key_Delete)
            question = await dialog(Choice)
            assert question.title.text() == "Delete “Dentist”?"
            question.reject()

    drive(journey())
