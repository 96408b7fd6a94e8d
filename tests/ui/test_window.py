"""The window shows what the engine stores, and what is done in it reaches the service."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from calsync_desktop.core.errors import DiskTrouble
from calsync_desktop.sync.notices import AppointmentsChanged, Fell, RunEnded, RunProgress, RunStarted
from calsync_desktop.sync.reports import RunReport
from calsync_desktop.ui.dialogs.attention import AttentionDialog
from calsync_desktop.ui.dialogs.connect import ConnectDialog
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.models.entries import Entry
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.weeks import at, one

Drive = Callable[[Coroutine[Any, Any, None]], None]


def entry(shown: Shown, title: str) -> Entry:
    return next(e for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == title)


def choose(shown: Shown, title: str) -> None:
    found = entry(shown, title)
    shown.window.view.setCurrentIndex(shown.agenda.index(shown.agenda.row_of_occurrence(found.appointment, found.key)))


def spoken(shown: Shown, title: str) -> str:
    """What a screen reader says of it."""
    row = shown.agenda.row_of_appointment(entry(shown, title).appointment)
    return str(shown.agenda.index(row).data(Qt.ItemDataRole.AccessibleTextRole))


async def synced(shown: Shown) -> None:
    await shown.connect()
    await until(lambda: "Steering committee" in shown.titles)


def test_a_connected_account_shows_its_weeks(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            assert shown.agenda.index(0).data() == "Today Monday, 2 March"
            assert "Mum’s birthday" in shown.titles
            assert shown.titles.count("Stand-up, data platform") == 15

    drive(journey())


def test_an_empty_profile_says_what_to_do(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            assert shown.window.empty.isVisible()
            assert shown.window.empty.button.text() == "Connect an Account"
            assert not shown.window.verbs["new"].isEnabled()
            assert shown.window.status.words == "No account is connected yet"

    drive(journey())


def test_a_new_appointment_is_typed_saved_and_sent(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            shown.window.verbs["new"].trigger()
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
            second = [e for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == "Choir rehearsal"][1]
            shown.window.view.setCurrentIndex(shown.agenda.index(shown.agenda.row_of_occurrence(second.appointment, second.key)))
            QTest.keyClick(shown.window.view, Qt.Key.Key_Delete)
            question = await dialog(Choice)
            press(question, answer)
            await until(lambda: not question.isVisible())
            await until(lambda: shown.titles.count("Choir rehearsal") == left)

    drive(journey())


def press(question: Choice, words: str) -> None:
    next(b for b in question.findChildren(QPushButton) if b.text() == words).click()


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
            assert {e.start.strftime("%H:%M") for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == "Choir"} == {"20:00"}

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
            shown.window.verbs["new"].trigger()
            editor = await dialog(Editor)
            editor.name.setText("Ends too early")
            editor.times.end_day.setDate(editor.times.start_day.date().addDays(-1))
            editor.save()
            await until(lambda: editor.trouble.words)
            assert "The end is before the start." in editor.trouble.words
            assert editor.name.text() == "Ends too early"
            editor.reject()

    drive(journey())


def test_remote_text_is_text(house: House, drive: Drive) -> None:
    canary = "<b>bold</b> & <img src=x>"
    house.server.put(one("canary", at(2, "08:00", "08:30"), canary, location=canary), "clients")

    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            assert canary in shown.titles
            choose(shown, canary)
            QTest.keyClick(shown.window.view, Qt.Key.Key_Delete)
            question = await dialog(Choice)
            assert question.title.text() == f"Delete “{canary}”?"
            assert question.title.textFormat() is Qt.TextFormat.PlainText
            question.reject()

    drive(journey())


def test_every_label_of_every_window_is_plain_text(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            for verb, kind in (("open", Editor), ("delete", Choice), ("connect", ConnectDialog), ("attention", AttentionDialog)):
                choose(shown, "Steering committee")
                shown.host.do(verb)
                one = await dialog(kind)
                labels = [label for label in QApplication.allWidgets() if isinstance(label, QLabel) and label.objectName() != "qt_tooltip_label"]
                assert len(labels) > 10
                assert [label.text() for label in labels if label.text() and label.textFormat() is not Qt.TextFormat.PlainText] == []
                one.reject()

    drive(journey())


def test_search_shows_what_it_finds_and_clearing_it_the_days_again(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            before = shown.titles
            QTest.keyClick(shown.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClicks(shown.window.search, "alstertor")
            await until(lambda: shown.titles == ["Sprint planning", "Workshop: consent and data lineage"])
            shown.window.search.setText("no such thing")
            await until(shown.window.empty.isVisible)
            shown.window.empty.button.click()
            await until(lambda: shown.titles == before)

    drive(journey())


def test_weeks_are_turned_by_key_and_today_comes_back(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            first = shown.agenda.first
            for verb, days in (("forward", 7), ("forward", 14), ("back", 7), ("today", 0)):
                shown.window.verbs[verb].trigger()
                assert (shown.agenda.first - first).days == days

    drive(journey())


def test_days_beyond_what_is_kept_are_worked_out_elsewhere(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            shown.agenda.show_day(shown.look.today().replace(year=2031))
            await until(lambda: "Mum’s birthday" in shown.titles, "a birthday five years ahead")

    drive(journey())


def test_progress_is_shown_while_a_sync_runs_and_gone_afterwards(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            id_ = await shown.connect()
            shown.host.take(RunStarted(id_))
            shown.host.take(RunProgress(id_, "c1", 300, 1000))
            assert shown.window.status.busy
            assert shown.window.status.words == "Syncing 300 of 1,000 appointments"
            shown.host.take(RunEnded(id_, RunReport("r", id_)))
            await until(lambda: not shown.window.status.busy)

    drive(journey())


def test_ten_thousand_notices_are_read_once(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            reads = []
            shown.agenda.refresh = lambda: reads.append(1)  # type: ignore[method-assign]
            for number in range(10_000):
                shown.host.take(AppointmentsChanged("c", (f"a{number}",)))
            await until(lambda: reads)
            assert len(reads) == 1

    drive(journey())


def test_a_failure_of_the_disk_is_said_in_the_window_and_being_offline_is_not(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            id_ = await shown.connect()
            shown.host.take(Fell("offline", "No answer.", "", id_))
            assert shown.window.trouble.words == ""
            trouble = DiskTrouble("The disk is full.")
            shown.host.take(Fell(trouble.kind, trouble.message, trouble.hint, id_))
            assert shown.window.trouble.words.startswith("This computer cannot save it. The disk is full. Free some space")

    drive(journey())


def test_unticking_a_calendar_takes_its_appointments_out_of_view(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            private = next(c for c in shown.look.calendars() if c.name == "Private")
            shown.window.sidebar.ticked.emit(private.id, False)
            await until(lambda: "Dentist" not in shown.titles)
            shown.window.sidebar.ticked.emit(private.id, True)
            await until(lambda: "Dentist" in shown.titles)

    drive(journey())


def test_the_engine_is_stopped_and_the_store_closed_once(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await shown.connect()
        assert house.closed == 1

    drive(journey())
