"""Dialogs in the state in which they are looked at: typed into, waiting, refused."""

from calsync_desktop.core.errors import SignInAgain
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.quick import QuickAdd
from calsync_desktop.ui.dialogs.settings import SettingsDialog
from calsync_desktop.ui.dialogs.waiting import WaitingDialog
from tests.ui.conftest import Shown


async def typed_line(one: QuickAdd) -> None:
    one.line.setText("Review every 2 weeks on Tue 14-15 in Room Elbe with ana@example.org")


async def own_rule(one: Editor) -> None:
    one.repeat.choice.setCurrentIndex(one.repeat.choice.findData("custom"))
    one.repeat.choice.activated.emit(one.repeat.choice.currentIndex())


async def filtered(one: SettingsDialog) -> None:
    one.filters.titles.setText("choir|dent")
    one.filters.tell()


def waiting(shown: Shown) -> WaitingDialog:
    """Somebody signs in, and has little time left."""
    page = WaitingDialog(shown.window, "Google Calendar", "clara@lindqvist.example", lambda _: True)
    page.show()
    page.show_page("https://accounts.example.org", 300)
    page.show_left(42)
    return page


def refused(page: WaitingDialog) -> WaitingDialog:
    """And chose Cancel there."""
    page.fail(SignInAgain("Access was not given. Nothing was changed.", "Try again and choose “Continue”."))
    return page
