"""The window shows what the engine stores, and what is done in it reaches the service."""

from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from calsync_desktop.core.errors import DiskTrouble
from calsync_desktop.sync.notices import AppointmentsChanged, Fell, RunEnded, RunProgress, RunStarted
from calsync_desktop.sync.reports import RunReport
from calsync_desktop.ui.dialogs.attention import AttentionDialog
from calsync_desktop.ui.dialogs.connect import ConnectDialog
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.history import HistoryDialog
from calsync_desktop.ui.dialogs.sheet import Choice
from tests.ui.conftest import House, dialog, opened, until
from tests.ui.steps import Drive, choose, synced
from tests.ui.weeks import at, one


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
            for verb, kind in (
                ("open", Editor),
                ("delete", Choice),
                ("connect", ConnectDialog),
                ("attention", AttentionDialog),
                ("history", HistoryDialog),
            ):
                choose(shown, "Steering committee")
                shown.host.do(verb)
                one = await dialog(kind)
                labels = [
                    label
                    for label in QApplication.allWidgets()
                    if isinstance(label, QLabel) and label.objectName() != "qt_tooltip_label"
                ]
                assert len(labels) > 10
                assert [
                    label.text()
                    for label in labels
                    if label.text() and label.textFormat() is not Qt.TextFormat.PlainText
                ] == []
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
            assert shown.window.trouble.words.startswith(
                "This computer cannot save it. The disk is full. Free some space"
            )

    drive(journey())


def test_a_window_opened_in_mid_week_begins_with_today(house: House, drive: Drive) -> None:
    house.now += timedelta(days=3)

    async def journey() -> None:
        async with opened(house) as shown:
            shown.window.resize(900, 500)
            await synced(shown)
            top = shown.window.view.indexAt(QPoint(20, 30))
            assert top.data() == "Today Thursday, 5 March"

    drive(journey())


def test_at_midnight_today_is_another_day(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            house.now += timedelta(days=1)
            shown.host._tick()
            assert shown.agenda.index(0).data() == "Yesterday Monday, 2 March"

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
