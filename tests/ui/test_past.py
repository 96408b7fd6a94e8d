"""History in the window: what happened is listed, and undone only after it was said what that means."""

from PySide6.QtWidgets import QPushButton

from calsync_desktop.core.appointment import Reply
from calsync_desktop.sync.editing import Edit
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.history import HistoryDialog
from calsync_desktop.ui.dialogs.sheet import Choice
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.steps import Drive, choose, entry, press, synced
from tests.ui.test_look_and_feel import check_names


async def renamed(shown: Shown) -> str:
    """The dentist moved; the service knows it."""
    id_ = entry(shown, "Dentist").appointment
    await shown.bridge.ask(lambda engine: engine.edit(id_, Edit({"location": "Around the corner"})))
    await shown.bridge.ask(lambda engine: engine.sync())
    await until(lambda: not entry(shown, "Dentist").waiting)
    return id_


async def history(shown: Shown) -> HistoryDialog:
    shown.window.verbs["history"].trigger()
    found: HistoryDialog = await dialog(HistoryDialog)
    return found


def select(one: HistoryDialog, where: str) -> None:
    model = one.table.model()
    rows = [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())]
    one.table.selectRow(next(n for n, row in enumerate(rows) if row[1] == "Dentist" and row[3] == where))


def test_a_change_is_undone_after_it_was_said_what_that_means(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            await renamed(shown)
            past = await history(shown)
            await check_names(past)
            select(past, "Here")
            assert "Changed: Location" in str(past.table.currentIndex().siblingAtColumn(2).data())
            past.undo.click()
            question = await dialog(Choice)
            assert "“Dentist”: Location as before." in question.text.text()
            press(question, "Undo Change")
            await until(lambda: "Schanzenstraße" in entry(shown, "Dentist").location)
            await until(lambda: past._model.changes and any(row.undone for row in past._model.changes))
            past.reject()
            await shown.bridge.ask(lambda engine: engine.sync())
            assert "Schanzenstraße" in house.server.read("dentist", "private").content.location

    drive(journey())


def test_cancelling_the_preview_changes_nothing(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            await renamed(shown)
            past = await history(shown)
            select(past, "Here")
            past.undo.click()
            question = await dialog(Choice)
            press(question, "Cancel")
            await until(lambda: not question.isVisible())
            assert entry(shown, "Dentist").location == "Around the corner"
            assert not any(row.undone for row in shown.look.history())
            past.reject()

    drive(journey())


def test_a_whole_sync_is_undone(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            house.server.remove("dentist", "private")
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: "Dentist" not in shown.titles)
            past = await history(shown)
            select(past, "On the server")
            past.undo_run.click()
            question = await dialog(Choice)
            assert "“Dentist” is brought back." in question.text.text()
            press(question, "Undo Sync")
            await until(lambda: "Dentist" in shown.titles)
            past.reject()

    drive(journey())


def test_an_invitation_is_answered_and_the_organizer_told(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            choose(shown, "Steering committee")
            shown.window.verbs["open"].trigger()
            editor = await dialog(Editor)
            assert [one.text() for one in editor.replies.values()] == ["Accept", "Maybe", "Decline"]
            assert editor._replied.text() == "No reply yet. The organizer is told."
            editor.replies["accepted"].click()
            await until(lambda: entry(shown, "Steering committee").my_reply == "accepted")
            await shown.bridge.ask(lambda engine: engine.sync())
            guests = house.server.read("steering", "clients").content.attendees
            assert guests[0].reply is Reply.ACCEPTED

    drive(journey())


def test_nothing_is_to_be_answered_where_nobody_invited(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            choose(shown, "Dentist")
            shown.window.verbs["open"].trigger()
            editor = await dialog(Editor)
            texts = [one.text() for one in editor.findChildren(QPushButton) if one.isVisible()]
            assert "Save Changes" in texts
            assert "Accept" not in texts
            editor.reject()

    drive(journey())
