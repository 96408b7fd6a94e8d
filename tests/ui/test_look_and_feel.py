"""Colours that can be read, names that can be heard, a tray that offers what applies, and what closing means."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from calsync_desktop.core import errors
from calsync_desktop.ui import icons, wording
from calsync_desktop.ui.dialogs.attention import AttentionDialog
from calsync_desktop.ui.dialogs.connect import ConnectDialog
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.history import HistoryDialog
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.leaving import Leaving
from calsync_desktop.ui.running import tie
from calsync_desktop.ui.tray import Tray
from calsync_desktop.ui.troubles import trouble_of
from calsync_desktop.ui.wording import Badge
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.steps import Drive, choose, press, synced


def test_every_badge_has_its_own_icon_and_words(qapp: QApplication) -> None:
    shapes = [icon for icon, _, _ in wording.BADGE_WORDS.values()]
    assert list(wording.BADGE_WORDS) == list(Badge)
    assert all((icons.folder() / f"{icon}.svg").is_file() for icon in shapes)
    assert len({words for _, _, words in wording.BADGE_WORDS.values()}) == len(Badge)


def kinds(node: type[errors.CalSyncError]) -> Iterator[type[errors.CalSyncError]]:
    yield node
    # The tree of core/errors.py; a provider may tell one of its nodes apart for itself.
    for below in node.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from kinds(below)


@pytest.mark.parametrize("kind", list(kinds(errors.CalSyncError)), ids=lambda kind: kind.__name__)
def test_every_error_has_a_title_a_text_and_a_button(kind: type[errors.CalSyncError]) -> None:
    told = trouble_of(kind("It happened."))
    assert told.title
    assert told.text.startswith("It happened.")
    assert told.button


def reachable(window: QWidget) -> list[QWidget]:
    """What the keyboard can come to."""
    inside = [w for w in window.findChildren(QWidget) if w.isVisibleTo(window) and w.isEnabled()]
    inner = ("qt_spinbox_lineedit", "qt_calendar_navigationbar")
    return [
        w
        for w in inside
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.objectName() not in inner and w.focusProxy() is None
    ]


def heard(widget: QWidget) -> str:
    """What a screen reader calls it; only a button may be called by what stands on it, not a field by what is in it."""
    called = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    return called if isinstance(widget, QAbstractButton) or widget.accessibleName() else ""


async def check_names(window: QWidget) -> None:
    names = [(heard(w), type(w).__name__) for w in reachable(window)]
    assert len(names) > 1
    assert [kind for name, kind in names if not name] == []
    assert sorted({name for name, _ in names}) == sorted(name for name, _ in names)


def test_everything_that_can_be_reached_has_a_name_of_its_own(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            await check_names(shown.window)
            for verb, kind in (
                ("new-form", Editor),
                ("open", Editor),
                ("delete", Choice),
                ("connect", ConnectDialog),
                ("attention", AttentionDialog),
                ("history", HistoryDialog),
            ):
                choose(shown, "Choir rehearsal")
                shown.host.do(verb)
                one = await dialog(kind)
                if kind not in (AttentionDialog, HistoryDialog):
                    await check_names(one)
                one.reject()
                await until(lambda one=one: not one.isVisible())  # type: ignore[misc]

    drive(journey())


def offered(tray: Tray) -> list[str]:
    return [action.text() for action in tray.menu.actions() if action.isVisible() and not action.isSeparator()]


def test_the_tray_offers_what_applies(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            tray = Tray()
            tie(shown.host, shown.window, tray)
            assert offered(tray) == ["Open", "No account is connected yet", "Quit"]
            await synced(shown)
            await until(
                lambda: offered(tray) == ["Open", "Up to date · 09:00", "Sync Now", "Pause", "New Appointment…", "Quit"]
            )
            assert tray.menu.defaultAction().text() == "Open"
            tray.actions_["pause"].trigger()
            await until(
                lambda: (
                    offered(tray)[1] == "Syncing is paused"
                    and "Resume" in offered(tray)
                    and "Pause" not in offered(tray)
                )
            )
            shown.window.hide()
            tray.actions_["raise"].trigger()
            assert shown.window.isVisible()
            tray.menu.deleteLater()

    drive(journey())


class Door:
    """A tray that is there or not, and remembers what it said."""

    def __init__(self, there: bool) -> None:
        self.there, self.said = there, 0

    def say(self, title: str, text: str) -> None:
        self.said += 1


def leaving(shown: Shown, tray: Door, ended: list[str]) -> Leaving:
    memory = QSettings(str(Path(shown.house.directory) / "window.ini"), QSettings.Format.IniFormat)
    return Leaving(memory, shown.window, tray, lambda: bool(shown.host.connections.cards), lambda: ended.append("end"))  # type: ignore[arg-type]


def test_closing_with_a_tray_goes_on_in_the_background_and_says_so_once(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await shown.connect()
            tray, ended = Door(there=True), list[str]()
            for _ in range(3):
                shown.window.show()
                await leaving(shown, tray, ended).leave()
                assert not shown.window.isVisible()
            assert (tray.said, ended) == (1, [])

    drive(journey())


@pytest.mark.parametrize("answer", ["Keep Syncing", "Quit"])
def test_closing_without_a_tray_asks_exactly_once(house: House, drive: Drive, answer: str) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await shown.connect()
            ended: list[str] = []
            closing = shown.host.chores.start(leaving(shown, Door(there=False), ended).leave())
            press(await dialog(Choice), answer)
            await closing
            await leaving(shown, Door(there=False), ended).leave()
            assert ended == (["end", "end"] if answer == "Quit" else [])
            assert shown.window.isVisible() is (answer == "Quit")

    drive(journey())


def test_closing_with_nothing_connected_is_quitting(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            ended: list[str] = []
            await leaving(shown, Door(there=True), ended).leave()
            assert ended == ["end"]

    drive(journey())
