"""Connecting, settings, signing in again, conflicts: what a person is asked, and told when it does not work."""

from dataclasses import replace

from calsync_desktop.core.errors import NotCalendar, Untrusted
from calsync_desktop.sync.editing import Edit
from calsync_desktop.ui.dialogs.attention import AttentionDialog
from calsync_desktop.ui.dialogs.choosing import CalendarsDialog, FirstSync
from calsync_desktop.ui.dialogs.connect import ConnectDialog, SignInAgain
from calsync_desktop.ui.dialogs.settings import SettingsDialog
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.wording import Badge
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.steps import Drive, entry, press, synced


async def asked(shown: Shown) -> ConnectDialog:
    shown.window.verbs["connect"].trigger()
    one: ConnectDialog = await dialog(ConnectDialog)
    one.url.setText("https://calendar.example.org")
    one.user.setText("clara")
    return one


def test_an_account_is_connected_and_only_the_chosen_calendars_are_shown(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            one = await asked(shown)
            one.password.setText("open sesame")
            one.connect_account()
            which = await dialog(CalendarsDialog)
            private = next(c.id for c in shown.look.calendars() if c.name == "Private")
            which._ticks[private].setChecked(False)
            which.accept()
            await until(lambda: {c.name for c in shown.look.calendars() if not c.selected} == {"Private"})
            first = await dialog(FirstSync)
            await until(lambda: "appointments here and changes nothing on CalDAV" in first.text.text())
            first.accept()
            await until(lambda: "Steering committee" in shown.titles and "Dentist" not in shown.titles)

    drive(journey())


def test_what_stands_in_the_way_of_connecting_is_said_in_sentences(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            one = await asked(shown)
            one.connect_account()
            await until(lambda: one.trouble.words == "Something is missing. Please type the password.")
            one.password.setText("wrong")
            one.connect_account()
            await until(
                lambda: one.trouble.words.startswith(
                    "Signing in did not work. The password is not accepted. Check the user name"
                )
            )
            for error, title in (
                (NotCalendar("A web page answered."), "No calendar server"),
                (Untrusted("The certificate has expired."), "The connection is not private"),
            ):
                house.server.faults.fail(error, "sign in")
                one.password.setText("open sesame")
                one.connect_account()
                await until(lambda title=title: one.trouble.words.startswith(title))  # type: ignore[misc]
            assert one.user.text() == "clara"
            assert one.isVisible()
            one.reject()

    drive(journey())


def test_a_preset_knows_its_address(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            one = await asked(shown)
            one.choose("iCloud")
            assert one.url.text() == "https://caldav.icloud.com"
            assert one.url.isReadOnly()
            one.reject()

    drive(journey())


def test_settings_are_stored_in_the_words_of_the_command_line(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            id_ = await shown.connect()
            shown.window.sidebar.asked.emit("settings", id_)
            one = await dialog(SettingsDialog)
            one.window_days.setValue(90)
            one.policy.setCurrentIndex(one.policy.findData("ask"))
            assert "90 days" in one._window_note.text()
            one.save()
            await until(lambda: shown.look.connections()[0].window_days == 90)
            assert shown.look.connections()[0].on_conflict == "ask"

    drive(journey())


def test_a_changed_password_asks_to_sign_in_again(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            id_ = await shown.connect()
            house.server.password = "new"
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: shown.host.badge is Badge.EXPIRED)
            shown.window.sidebar.asked.emit("reconnect", id_)
            one = await dialog(SignInAgain)
            one.password.setText("new")
            one.sign_in()
            await until(lambda: shown.host.badge is Badge.ACTIVE)

    drive(journey())


def test_disconnecting_asks_and_says_what_would_be_lost(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            house.server.faults.lose_request("", times=1000)
            dentist = entry(shown, "Dentist").appointment
            await shown.bridge.ask(lambda engine: engine.edit(dentist, Edit({"title": "Later"})))
            await until(lambda: shown.host.connections.waiting == 1)
            shown.window.sidebar.asked.emit("disconnect", shown.look.connections()[0].id)
            question = await dialog(Choice)
            assert "1 change waits to be sent and would be lost." in question.text.text()
            press(question, "Disconnect and Remove from Here")
            await until(lambda: shown.window.empty.isVisible() and not shown.host.connections.cards)

    drive(journey())


def test_a_conflict_is_shown_side_by_side_and_settled_with_one_click(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            id_, workshop = shown.look.connections()[0].id, entry(shown, "Dentist").appointment
            await shown.bridge.ask(lambda engine: engine.configure(id_, {"on_conflict": "ask"}))
            house.server.change(
                "dentist", lambda a: replace(a, content=replace(a.content, location="Their place")), "private"
            )
            await shown.bridge.ask(lambda engine: engine.edit(workshop, Edit({"location": "My place"})))
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: "1 conflict" in shown.window.status.words)
            assert shown.host.badge is Badge.ATTENTION
            assert entry(shown, "Dentist").conflict
            shown.window.verbs["attention"].trigger()
            one: AttentionDialog = await dialog(AttentionDialog)
            assert [cell.text() for n in range(3) if (cell := one.table.item(0, n))] == [
                "Location",
                "My place",
                "Their place",
            ]
            one.answers["mine"].click()
            await until(lambda: one.list.count() == 0, "an empty list")
            one.reject()
            await shown.bridge.ask(lambda engine: engine.sync())
            assert house.server.read("dentist", "private").content.location == "My place"

    drive(journey())


def test_a_parked_item_is_listed_with_its_reason(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            house.server.refuse("dentist", "The server does not like dentists.")
            dentist = entry(shown, "Dentist").appointment
            await shown.bridge.ask(lambda engine: engine.edit(dentist, Edit({"location": "Elsewhere"})))
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: shown.host.accounts.attention == "1 appointment not synced")
            shown.window.verbs["attention"].trigger()
            one: AttentionDialog = await dialog(AttentionDialog)
            assert "The server does not like dentists." in one._why.text()
            one.reject()

    drive(journey())


def test_pausing_is_said_and_taken_back(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await shown.connect()
            shown.window.verbs["pause"].trigger()
            await until(lambda: shown.window.status.words == "Syncing is paused")
            assert shown.host.badge is Badge.PAUSED
            assert not shown.window.verbs["pause"].isVisible()
            shown.window.verbs["resume"].trigger()
            await until(lambda: shown.host.badge is Badge.ACTIVE)

    drive(journey())
