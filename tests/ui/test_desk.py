"""Adding, editing and deleting appointments by hand: asked what has to be asked, nothing typed is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.sheet import Choice
from tests.ui.conftest import House, dialog, opened, until
from tests.ui.steps import Drive, choose, entry, press, spoken, synced


def test_a_new_appointment_is_typed_saved_and_sent(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            shown.window.verbs["new-form"].trigger()
            editor = await dialog(Editor)
            editor.name.setText("Coffee with Ada")
            QTest.keyClick(editor, Qt.Key.Key_Return)
            await until(lambda: "Coffee with Ada" in shown.titles)
            assert shown.window.view.chosen == entry(shown, "Coffee with Ada")
            await until(lambda: "Coffee with Ada" in house.server.titles("clients"), "the appointment at the service")

    drive(journey())


def test_an_edit_without_a_network_waits_and_says_so(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            house.server.faults.lose_request("", times=1000)
            choose(shown, "Dentist")
            QTest.keyClick(shown.window.view, Qt.Key.Key_Return)
            editor = await dialog(Editor)
            editor.location.setText("Around the corner")
            editor.save()
            await until(lambda: "Waiting" in spoken(shown, "Dentist"))
            await shown.bridge.ask(lambda engine: engine.sync())
            await until(lambda: shown.window.status.words == "Waiting for network · 1 change waits to be sent")
            house.server.faults.clear()
            shown.window.verbs["sync"].trigger()
            await until(lambda: not entry(shown, "Dentist").waiting)
            assert house.server.read("dentist", "private").content.location == "Around the corner"

    drive(journey())


@pytest.mark.parametrize(
    ("answer", "left"),
    [("Delete Only This One", 3), ("Delete This and All Following", 1), ("Delete All of Them", 0), ("Cancel", 4)],
)
def test_deleting_from_a_series_asks_which(house: House, drive: Drive, answer: str, left: int) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            second = [
                e for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == "Choir rehearsal"
            ][1]
            shown.window.view.setCurrentIndex(
                shown.agenda.index(shown.agenda.row_of_occurrence(second.appointment, second.key))
            )
            QTest.keyClick(shown.window.view, Qt.Key.Key_Delete)
            question = await dialog(Choice)
            press(question, answer)
            await until(lambda: not question.isVisible())
            await until(lambda: shown.titles.count("Choir rehearsal") == left)

    drive(journey())


def test_changing_a_series_for_all_moves_all_of_it(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            choose(shown, "Choir rehearsal")
            shown.window.verbs["open"].trigger()
            editor = await dialog(Editor)
            editor.name.setText("Choir")
            editor.times.start_time.setTime(editor.times.start_time.time().addSecs(1800))
            editor.save()
            press(await dialog(Choice), "Change All of Them")
            await until(lambda: shown.titles.count("Choir") == 4)
            assert {
                e.start.strftime("%H:%M")
                for e in shown.look.entries(shown.agenda.first, shown.agenda.last)
                if e.title == "Choir"
            } == {"20:00"}

    drive(journey())


def test_escape_at_the_question_keeps_what_was_typed(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            choose(shown, "Choir rehearsal")
            shown.window.verbs["open"].trigger()
            editor = await dialog(Editor)
            editor.name.setText("Typed with care")
            editor.save()
            question = await dialog(Choice)
            QTest.keyClick(question, Qt.Key.Key_Escape)
            await until(lambda: not question.isVisible())
            assert editor.isVisible()
            assert editor.name.text() == "Typed with care"
            QTest.keyClick(editor, Qt.Key.Key_Escape)
            await until(lambda: not editor.isVisible())
            assert "Typed with care" not in shown.titles

    drive(journey())


def test_what_cannot_be_saved_is_said_and_nothing_typed_is_lost(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            shown.window.verbs["new-form"].trigger()
            editor = await dialog(Editor)
            editor.name.setText("Ends too early")
            editor.times.end_day.setDate(editor.times.start_day.date().addDays(-1))
            editor.save()
            await until(lambda: editor.trouble.words)
            assert "The end is before the start." in editor.trouble.words
            assert editor.name.text() == "Ends too early"
            editor.reject()

    drive(journey())
