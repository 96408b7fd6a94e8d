"""What waits for the user: questions with their exact set, what the window holds back without alarm, and the answers that are carried out."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from calsync_desktop.core.appointment import Attendee, Content, Person
from calsync_desktop.core.provider import Mails
from calsync_desktop.core.when import timed
from calsync_desktop.sync.editing import Edit
from calsync_desktop.ui.dialogs.attention import AttentionDialog
from calsync_desktop.ui.wording import Badge
from tests.fakes import FakeServer
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.steps import Drive, entry, spoken, synced
from tests.ui.test_look_and_feel import check_names
from tests.ui.weeks import BERLIN, fill, one

CHORES = [f"Chore {n}" for n in range(1, 16)]


def crowd(server: FakeServer) -> None:
    """Fifteen more appointments in Private."""
    for n, title in enumerate(CHORES):
        start = datetime(2026, 3, 2, 7) + timedelta(days=n % 10)
        server.put(one(title, timed(start, start + timedelta(minutes=30), BERLIN), title), "private")


async def vanished(shown: Shown) -> AttentionDialog:
    """They disappeared at the service, and the window asks."""
    await until(lambda: "Chore 1" in shown.titles)
    for title in CHORES:
        shown.house.server.remove(title, "private")
    await shown.bridge.ask(lambda engine: engine.sync())
    await until(lambda: shown.host.accounts.attention == "1 question to decide")
    assert shown.host.badge is Badge.ATTENTION
    shown.window.verbs["attention"].trigger()
    found: AttentionDialog = await dialog(AttentionDialog)
    return found


def listed(one: AttentionDialog) -> list[str]:
    return [one.set.item(n).text() for n in range(one.set.count())]


def offered(one: AttentionDialog) -> list[str]:
    return [button.text() for button in one.answers.values() if button.isVisible()]


def test_many_deletions_are_shown_with_their_exact_set(house: House, drive: Drive) -> None:
    crowd(house.server)

    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            asked = await vanished(shown)
            assert asked._name.text() == "15 appointments disappeared from “Private”"
            assert "Nothing has been deleted here yet." in asked._why.text()
            assert sorted(listed(asked)) == sorted(CHORES)
            assert offered(asked) == ["Delete Here Too", "Keep Appointments"]
            await check_names(asked)
            asked.reject()

    drive(journey())


def test_keeping_them_keeps_them_here(house: House, drive: Drive) -> None:
    crowd(house.server)

    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            asked = await vanished(shown)
            asked.answers["keep"].click()
            await until(lambda: asked.list.count() == 0, "an empty list")
            await shown.bridge.ask(lambda engine: engine.sync())
            assert "Chore 1" in shown.titles
            await until(lambda: shown.host.badge is Badge.ACTIVE)
            asked.reject()

    drive(journey())


def test_deleting_them_is_done_by_keyboard(house: House, drive: Drive) -> None:
    crowd(house.server)

    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            asked = await vanished(shown)
            asked.answers["delete"].setFocus()
            QTest.keyClick(asked.answers["delete"], Qt.Key.Key_Space)
            await until(lambda: asked.list.count() == 0, "an empty list")
            QTest.keyClick(asked, Qt.Key.Key_Escape)
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: "Chore 1" not in shown.titles)
            assert "Dentist" in shown.titles

    drive(journey())


def mailing(directory: House) -> FakeServer:
    """A service that mails guests by itself."""
    server = FakeServer(mails=Mails.ALWAYS)
    fill(server)
    directory.server = server
    return server


async def inviting(shown: Shown) -> AttentionDialog:
    clients = next(c.id for c in shown.look.calendars() if c.name == "Clients")
    start = datetime(2026, 3, 4, 9)
    me, guests = shown.house.server.addresses[0], ("ada@example.org", "bo@example.org")
    content = Content(
        timed(start, start + timedelta(hours=1), BERLIN),
        title="Board",
        organizer=Person(me),
        attendees=tuple(map(Attendee, guests)),
    )
    await shown.bridge.ask(lambda engine: engine.add(clients, content))
    await shown.bridge.ask(lambda engine: engine.sync())
    await until(lambda: "to decide" in shown.host.accounts.attention)
    shown.window.verbs["attention"].trigger()
    found: AttentionDialog = await dialog(AttentionDialog)
    return found


def test_who_would_be_mailed_is_said_and_sending_mails_them_once(house: House, drive: Drive) -> None:
    server = mailing(house)

    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            asked = await inviting(shown)
            assert asked._name.text() == "Saving “Board” mails 2 people"
            assert listed(asked) == ["ada@example.org", "bo@example.org"]
            assert offered(asked) == ["Hold", "Send"]
            assert server.sent_mails == []
            asked.answers["send"].click()
            await until(lambda: asked.list.count() == 0, "an empty list")
            asked.reject()
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: "Board" in server.titles("clients"))
            assert [mail.guests for mail in server.sent_mails] == [("ada@example.org", "bo@example.org")]

    drive(journey())


def test_holding_keeps_the_change_here_and_mails_nobody(house: House, drive: Drive) -> None:
    server = mailing(house)

    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            asked = await inviting(shown)
            asked.answers["hold"].click()
            await until(lambda: shown.host.accounts.held == "1 change held back")
            assert (shown.host.accounts.attention, asked.list.count()) == ("", 1)
            assert [word for word, one in asked.answers.items() if not one.isHidden()] == ["send"]
            asked.reject()
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: "Waiting" in spoken(shown, "Board"))
            assert server.sent_mails == []
            assert "Board" not in server.titles("clients")

    drive(journey())


async def far_away(shown: Shown) -> str:
    """A new appointment beyond the sync window."""
    clients = next(c.id for c in shown.look.calendars() if c.name == "Clients")
    start = datetime(2026, 3, 4, 9) + timedelta(days=500)
    content = Content(timed(start, start + timedelta(hours=1), BERLIN), title="Jubilee")
    id_ = await shown.bridge.ask(lambda engine: engine.add(clients, content))
    await shown.bridge.ask(lambda engine: engine.sync())
    await until(lambda: shown.host.accounts.held)
    return str(id_)


def test_what_the_sync_window_holds_back_is_no_error_and_can_be_sent_now(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            await far_away(shown)
            assert shown.host.accounts.held == "1 appointment waits for its day"
            assert shown.host.accounts.attention == ""
            assert shown.host.badge is Badge.ACTIVE
            shown.window.verbs["attention"].trigger()
            waiting: AttentionDialog = await dialog(AttentionDialog)
            assert waiting.list.item(0).text() == "Waits for its day\nJubilee"
            assert "sync window" in waiting._why.text()
            assert "not synced" not in waiting._why.text()
            assert offered(waiting) == ["Send Now"]
            waiting.answers["send-now"].click()
            await until(lambda: waiting.list.count() == 0, "an empty list")
            waiting.reject()
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: "Jubilee" in house.server.titles("clients"))

    drive(journey())


def test_an_entry_that_is_held_back_is_marked_as_waiting(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            tentative = {"title": "Maybe", "status": "tentative"}
            clients = next(c.id for c in shown.look.calendars() if c.name == "Clients")
            start = datetime(2026, 3, 4, 9)
            content = Content(timed(start, start + timedelta(hours=1), BERLIN), title="Maybe")
            id_ = await shown.bridge.ask(lambda engine: engine.add(clients, content))
            await shown.bridge.ask(lambda engine: engine.edit(id_, Edit(tentative)))
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: shown.host.accounts.held)
            assert "Waiting" in spoken(shown, "Maybe")
            assert entry(shown, "Maybe").parked == ""

    drive(journey())
