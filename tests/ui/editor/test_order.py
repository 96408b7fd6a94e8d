"""Tab goes through every dialog as it is read, and comes back to where it began."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from calsync_desktop.ui.dialogs.connect import ConnectDialog
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.settings import SettingsDialog
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.steps import Drive, synced


def journey(house: House, drive: Drive, act: Callable[[Shown], Awaitable[None]]) -> None:
    async def run() -> None:
        async with opened(house) as shown:
            await synced(shown)
            await act(shown)

    drive(run())


async def walked(one: QDialog, first: QWidget) -> list[str]:
    """The names that Tab comes by, beginning with the first; a date has parts, which count as one."""
    one.activateWindow()
    await until(one.isActiveWindow)
    first.setFocus()
    out = [heard(first)]
    for _ in range(80):
        at = QApplication.focusWidget()
        assert at is not None
        QTest.keyClick(at, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now is first:
            return out
        if now is not at:
            out.append(heard(now))
    raise AssertionError(f"Tab never came back: {out}")


def heard(widget: QWidget) -> str:
    return widget.accessibleName() or str(widget.property("text"))


def test_connecting_is_read_from_the_cards_down(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        shown.host.do("connect")
        one = await dialog(ConnectDialog)
        chosen = one._choice.checkedButton()
        assert await walked(one, chosen) == ["Other", "Address", "User", "Password", "Cancel", "Connect"]
        QTest.keyClick(chosen, Qt.Key.Key_Left)
        assert one.preset.name == "Nextcloud"
        one.reject()

    journey(house, drive, act)


def test_the_editor_is_read_from_the_title_down(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        shown.host.do("new-form")
        one = await dialog(Editor)
        one.repeat.choice.setCurrentIndex(one.repeat.choice.findData("custom"))
        one.repeat.choice.activated.emit(one.repeat.choice.currentIndex())
        names = await walked(one, one.name)
        assert names[:8] == [
            "Title",
            "Start day",
            "Start time",
            "Time zone",
            "End day",
            "End time",
            "All day",
            "Repeats",
        ]
        assert names[8:11] == ["Every", "Unit", "Monday"]
        rest = names[names.index("Ends") :]
        assert rest[:6] == ["Ends", "Calendar", "Location", "Add a guest by mail address", "Reminder 1", "Show as"]
        assert rest[6:] == ["Status", "Privacy", "Add a category", "Link", "Notes", "Cancel", "Add Appointment"]
        one.reject()

    journey(house, drive, act)


def test_settings_are_read_from_top_to_bottom(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        shown.host.chores.start(shown.host.accounts.serve("settings", shown.look.connections()[0].id))
        one = await dialog(SettingsDialog)
        names = await walked(one, one.automatic)
        assert names[:3] == ["Sync automatically", "Every", "Range"]
        assert names[5:] == [
            "Whole days",
            "Declined",
            "Private",
            "Shown as free",
            "Titles that match",
            "Hide a category",
            "Cancel",
            "Save Settings",
        ]
        one.reject()

    journey(house, drive, act)
