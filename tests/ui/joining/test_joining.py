"""An account comes in through the browser or with a password, and each way it can go wrong has its sentence and its button."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from calsync_desktop.core.errors import CalSyncError, Offline, ServerTrouble, SignInAgain, Usage
from calsync_desktop.sync.reports import PlanLine, RunReport
from calsync_desktop.ui.dialogs.choosing import CalendarsDialog, FirstSync, first_words
from calsync_desktop.ui.dialogs.connect import ConnectDialog
from calsync_desktop.ui.dialogs.own_client import OwnClientDialog
from calsync_desktop.ui.dialogs.waiting import WaitingDialog
from calsync_desktop.ui.wording import Badge
from tests.ui.conftest import Shown, dialog, opened, until
from tests.ui.joining.browser import PAGE, BrowserHouse
from tests.ui.steps import Drive
from tests.ui.test_look_and_feel import check_names
from tests.ui.weeks import fill


@pytest.fixture
def google(tmp_path: Path) -> BrowserHouse:
    house = BrowserHouse(tmp_path)
    fill(house.server)
    return house


def is_closed(kind: type[QDialog]) -> bool:
    """None of a kind is open."""
    return not [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


async def waiting(shown: Shown, visited: list[str]) -> WaitingDialog:
    """On the way to the browser."""
    shown.host.accounts.joining.browser = visited.append
    shown.window.verbs["connect"].trigger()
    one: ConnectDialog = await dialog(ConnectDialog)
    one.choose("Google")
    assert not one._fields.isVisible()
    QTest.keyClick(one, Qt.Key.Key_Return)
    found: WaitingDialog = await dialog(WaitingDialog)
    return found


def test_signing_in_in_the_browser_leads_to_calendars_a_preview_and_the_first_sync(
    google: BrowserHouse, drive: Drive
) -> None:
    async def journey() -> None:
        async with opened(google) as shown:
            visited: list[str] = []
            one = await waiting(shown, visited)
            await until(lambda: visited == [PAGE])
            assert not one.isModal()
            one.page.click()
            assert visited == [PAGE, PAGE]
            one.link.click()
            assert QGuiApplication.clipboard().text() == PAGE
            google.person()
            which = await dialog(CalendarsDialog)
            assert is_closed(WaitingDialog)
            assert not shown.look.connections()[0].sync_enabled
            which.accept()
            first = await dialog(FirstSync)
            await until(
                lambda: first.text.text().startswith("This adds 14 appointments here and changes nothing on Google")
            )
            assert shown.titles == [] or "Steering committee" not in shown.titles
            QTest.keyClick(first, Qt.Key.Key_Return)
            await until(
                lambda: (
                    shown.look.connections()[0].sync_enabled
                    and any(card.moved for card in shown.host.connections.cards)
                )
            )
            assert google.pages[-1].closed

    drive(journey())


@pytest.mark.parametrize(
    ("refusal", "title", "button"),
    [
        (SignInAgain("Access was not given. Nothing was changed."), "Nobody was signed in", "Try Again"),
        (ServerTrouble("Google's page has trouble."), "The service had trouble", "Try Again"),
        (Offline("No network."), "The service cannot be reached", "Try Again"),
        (Usage("The client id is wrong."), "This cannot be signed in yet", "Use Your Own Client…"),
    ],
)
def test_every_refusal_is_told_and_offers_the_way_on(
    google: BrowserHouse, drive: Drive, refusal: CalSyncError, title: str, button: str
) -> None:
    async def journey() -> None:
        async with opened(google) as shown:
            one = await waiting(shown, [])
            await until(lambda: google.pages)
            google.person(refuses=refusal)
            await until(lambda: one.trouble.words)
            assert one.trouble.words.startswith(f"{title}. {refusal.message}")
            assert one.retry.text() == button
            assert shown.look.connections() == []
            one.reject()

    drive(journey())


def test_trying_again_is_another_attempt(google: BrowserHouse, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(google) as shown:
            one = await waiting(shown, [])
            await until(lambda: google.pages)
            google.person(refuses=SignInAgain("No."))
            await until(lambda: one.trouble.words)
            one.retry.click()
            await until(lambda: len(google.pages) == 2)
            assert one.trouble.words == ""
            google.person()
            which = await dialog(CalendarsDialog)
            which.reject()
            await until(shown.look.connections)
            await until(lambda: [card.badge for card in shown.host.connections.cards] == [Badge.PAUSED])

    drive(journey())


def test_closing_the_window_is_cancelling(google: BrowserHouse, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(google) as shown:
            one = await waiting(shown, [])
            await until(lambda: google.pages)
            QTest.keyClick(one, Qt.Key.Key_Escape)
            await until(lambda: google.pages[-1].closed)
            assert shown.look.connections() == []
            assert not shown.window.trouble.words

    drive(journey())


def test_without_a_client_one_is_asked_for_and_used(google: BrowserHouse, drive: Drive) -> None:
    google.needs_client = True

    async def journey() -> None:
        async with opened(google) as shown:
            one = await waiting(shown, [])
            await until(lambda: one.trouble.words.startswith("This cannot be signed in yet"))
            one.retry.click()
            client = await dialog(OwnClientDialog)
            client.id.setText("nonsense")
            client.save()
            await until(lambda: "This is not a client id." in client.trouble.words)
            client.id.setText("1-a.apps.example.org")
            client.secret.setText("s")
            client.save()
            await until(lambda: google.pages)
            assert google.wishes[-1].client == {"client_id": "1-a.apps.example.org", "client_secret": "s"}
            one.reject()

    drive(journey())


def test_an_account_whose_access_ended_is_signed_in_to_again_in_the_browser(google: BrowserHouse, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(google) as shown:
            visited: list[str] = []
            one = await waiting(shown, visited)
            await until(lambda: google.pages)
            google.person()
            (await dialog(CalendarsDialog)).reject()
            await until(shown.look.connections)
            google.server.password = "new"
            await shown.bridge.ask(lambda engine: engine.sync([shown.look.connections()[0].id]))
            await until(lambda: shown.host.badge is Badge.EXPIRED)
            shown.window.sidebar.asked.emit("reconnect", shown.look.connections()[0].id)
            one = await dialog(WaitingDialog)
            assert "clara@lindqvist.example" in one.text.text()
            await until(lambda: len(google.pages) == 2)
            assert google.wishes[-1].login_hint == "clara@lindqvist.example"
            google.person()
            await until(lambda: shown.host.badge is not Badge.EXPIRED)

    drive(journey())


def page(qtbot: QtBot, browser: object = None) -> WaitingDialog:
    out = WaitingDialog(None, "Google Calendar", "", browser or (lambda _: True))  # type: ignore[arg-type]
    qtbot.addWidget(out)
    out.show()
    return out


def test_only_the_last_minute_is_counted(qtbot: QtBot) -> None:
    one = page(qtbot)
    one.show_page(PAGE, 300)
    one.tick()
    assert not one.left.isVisible()
    for seconds, text in ((60, "60 seconds left"), (1, "1 second left"), (-2, "0 seconds left")):
        one.show_left(seconds)
        assert (one.left.isVisible(), one.left.text()) == (True, text)
    one.show_answered()
    assert not one.left.isVisible()
    assert not one.page.isVisible()


def test_where_no_browser_opens_the_link_is_to_be_copied(qtbot: QtBot) -> None:
    one = page(qtbot, lambda _: False)
    assert not one.link.isVisible()
    one.show_page(PAGE, 300)
    assert "No browser could be opened" in one.state.text()
    QTest.keyClick(one.link, Qt.Key.Key_Space)
    assert one.link.text() == "Link Copied"


@pytest.mark.parametrize(
    ("into", "out", "text"),
    [
        (0, 0, "There are no appointments yet. Nothing is changed on iCloud."),
        (1, 0, "This adds 1 appointment here and changes nothing on iCloud."),
        (1312, 0, "This adds 1,312 appointments here and changes nothing on iCloud."),
        (2, 1, "This adds 2 appointments here and sends 1 change to iCloud."),
    ],
)
def test_the_first_sync_is_told_in_one_sentence(into: int, out: int, text: str) -> None:
    lines = tuple(PlanLine("a", "t", "c", "take", "in") for _ in range(into)) + tuple(
        PlanLine("a", "t", "c", "push", "out") for _ in range(out)
    )
    assert first_words([RunReport("r", "n", plan=lines)], "iCloud") == text


def test_a_client_file_is_read_and_one_that_is_none_is_told(
    qtbot: QtBot, google: BrowserHouse, drive: Drive, tmp_path: Path
) -> None:
    file = tmp_path / "client.json"
    file.write_text('{"installed": {}}', "utf-8")

    async def journey() -> None:
        async with opened(google) as shown:
            shown.host.chores.start(shown.host.accounts.joining.own_client("google"))
            one: OwnClientDialog = await dialog(OwnClientDialog)
            one.take_file(tmp_path / "missing.json")
            await until(lambda: "This file cannot be read." in one.trouble.words)
            one.take_file(file)
            await until(lambda: is_closed(OwnClientDialog))
            shown.host.chores.start(shown.host.accounts.joining.own_client("google"))
            one = await dialog(OwnClientDialog)
            assert one.id.text() == "from-file"
            one.forget.click()
            await until(lambda: is_closed(OwnClientDialog))
            assert await shown.bridge.ask(lambda engine: engine.sign_ins.client_id("google")) == ""

    drive(journey())


def test_everything_on_the_way_in_has_a_name_of_its_own(google: BrowserHouse, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(google) as shown:
            one = await waiting(shown, [])
            await until(lambda: google.pages and one.page.isVisible())
            await check_names(one)
            google.person()
            which = await dialog(CalendarsDialog)
            await check_names(which)
            QTest.keyClick(which.all, Qt.Key.Key_Space)
            assert which.chosen == frozenset()
            QTest.keyClick(which.all, Qt.Key.Key_Space)
            assert len(which.chosen) == 3
            which.accept()
            first = await dialog(FirstSync)
            await until(lambda: first.text.text().startswith("This adds"))
            await check_names(first)
            first.reject()
            shown.host.chores.start(shown.host.accounts.joining.own_client("google"))
            client = await dialog(OwnClientDialog)
            await check_names(client)
            client.reject()

    drive(journey())
