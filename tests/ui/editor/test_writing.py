"""Writing by line, by form, by copy: whoever may be mailed is named before, and nothing is lost on the way."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from calsync_desktop.core.appointment import Attendee, Person, Recurrence
from calsync_desktop.core.provider import Mails
from calsync_desktop.core.when import timed
from calsync_desktop.providers.caldav.mapping.compose import write_calendar
from calsync_desktop.providers.caldav.mapping.read import read_calendar
from calsync_desktop.ui.clipboard import Clipboard
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.quick import QuickAdd
from calsync_desktop.ui.dialogs.sheet import Choice
from tests.fakes import FakeServer
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.steps import Drive, choose, entry, press, synced
from tests.ui.test_look_and_feel import check_names
from tests.ui.weeks import BERLIN, at, fill, one

CTRL, RETURN = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return
ME = "clara@lindqvist.example"


def is_closed(kind: type[QDialog]) -> bool:
    return not [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def journey(house: House, drive: Drive, act: Callable[[Shown], Awaitable[None]]) -> None:
    async def run() -> None:
        async with opened(house) as shown:
            await synced(shown)
            await act(shown)

    drive(run())


def test_one_line_and_enter_make_an_appointment_by_keyboard_alone(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        QTest.keyClick(shown.window, Qt.Key.Key_N, CTRL)
        line = await dialog(QuickAdd)
        await check_names(line)
        QTest.keyClicks(line.line, "Review every 2 weeks on Thu 14-15 in Room Elbe #client /Priv")
        assert line.said == [
            "Thursday 5 March, 14:00 – 15:00",
            "Every 2 weeks on Thursday",
            "at Room Elbe",
            "tagged client",
            "in Private",
        ]
        QTest.keyClick(line.line, RETURN)
        await until(lambda: is_closed(QuickAdd))
        await until(lambda: "Review" in house.server.titles("private"), "the appointment at the service")
        made = next(a for a in house.server.everything("private").values() if a.content.title == "Review")
        assert (made.content.location, made.content.categories) == ("Room Elbe", ("client",))
        assert made.recurrence == Recurrence("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")

    journey(house, drive, act)


def test_an_empty_line_is_no_appointment_and_escape_makes_none(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        QTest.keyClick(shown.window, Qt.Key.Key_N, CTRL)
        line = await dialog(QuickAdd)
        QTest.keyClick(line.line, RETURN)
        await until(lambda: "Please type what it is about." in line.trouble.words)
        QTest.keyClick(line.line, Qt.Key.Key_Escape)
        await until(lambda: is_closed(QuickAdd))
        assert house.server.writes == []

    journey(house, drive, act)


def test_more_options_go_on_with_what_was_understood(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        QTest.keyClick(shown.window, Qt.Key.Key_N, CTRL)
        line = await dialog(QuickAdd)
        QTest.keyClicks(line.line, "Lunch tomorrow 12:30 with ana@example.org")
        line.more()
        editor = await dialog(Editor)
        assert (editor.name.text(), editor.people.values) == ("Lunch", ("ana@example.org",))
        assert editor.times.when == timed(datetime(2026, 3, 3, 12, 30), datetime(2026, 3, 3, 13, 30), BERLIN)
        editor.reject()

    journey(house, drive, act)


@pytest.fixture
def mailing(house: House) -> House:
    """The same weeks at a service that mails guests whenever something with guests is saved."""
    house.server = FakeServer(mails=Mails.ALWAYS)
    fill(house.server)
    people = (Attendee(ME), Attendee("ana@example.org"), Attendee("bob@example.org"))
    house.server.put(
        one("review", at(4, "11:00", "12:00"), "Design review", organizer=Person(ME), attendees=people), "clients"
    )
    return house


async def invite(shown: Shown) -> Choice:
    QTest.keyClick(shown.window, Qt.Key.Key_N, CTRL)
    line = await dialog(QuickAdd)
    QTest.keyClicks(line.line, "Kick-off tomorrow 15:00 with ana@example.org, bob@example.org")
    QTest.keyClick(line.line, RETURN)
    question: Choice = await dialog(Choice)
    assert question.title.text() == "This mails 2 people"
    assert "ana@example.org\nbob@example.org" in question.text.text()
    return question


def test_inviting_says_how_many_are_mailed_and_asks(mailing: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        press(await invite(shown), "Send to 2 People")
        await until(lambda: [m.guests for m in mailing.server.sent_mails] == [("ana@example.org", "bob@example.org")])
        made = next(a for a in mailing.server.everything("clients").values() if a.content.title == "Kick-off")
        assert made.content.organizer == Person(ME)

    journey(mailing, drive, act)


def test_who_would_rather_not_mails_nobody(mailing: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        press(await invite(shown), "Cancel")
        line = await dialog(QuickAdd)
        assert "Kick-off" in line.line.text()
        await until(lambda: is_closed(Choice) and all(one.isEnabled() for one in line._foot))
        QTest.keyClick(line.line, RETURN)
        press(await dialog(Choice), "Keep Here for Now")
        await until(lambda: shown.host.accounts.attention == "1 question to decide")
        await shown.bridge.ask(lambda engine: engine.sync())
        assert mailing.server.sent_mails == []

    journey(mailing, drive, act)


@pytest.mark.parametrize("verb", ["open", "delete"])
def test_editing_and_deleting_what_has_guests_asks_too(mailing: House, drive: Drive, verb: str) -> None:
    async def act(shown: Shown) -> None:
        choose(shown, "Design review")
        shown.host.do(verb)
        if verb == "open":
            editor = await dialog(Editor)
            editor.location.setText("Elsewhere")
            editor.save()
        else:
            press(await dialog(Choice), "Delete Appointment")
            await until(
                lambda: (
                    is_closed(Choice)
                    or "mails" in next(w for w in QApplication.topLevelWidgets() if isinstance(w, Choice)).title.text()
                )
            )
        question = await mailing_question()
        press(question, "Send to 2 People")
        await until(lambda: mailing.server.sent_mails)

    journey(mailing, drive, act)


async def mailing_question() -> Choice:
    def found() -> list[Choice]:
        return [
            w
            for w in QApplication.topLevelWidgets()
            if isinstance(w, Choice) and w.isVisible() and "mails" in w.title.text()
        ]

    await until(found, "the question about mails")
    return found()[0]


def test_a_duplicate_has_everything_but_its_guests(mailing: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        choose(shown, "Design review")
        QTest.keyClick(shown.window.view, Qt.Key.Key_D, CTRL)
        editor = await dialog(Editor)
        assert (editor.name.text(), editor.people.values, editor.times.when) == (
            "Design review",
            (),
            at(4, "11:00", "12:00"),
        )
        editor.name.setText("Design review, the second")
        editor.save()
        await until(lambda: "Design review, the second" in mailing.server.titles("clients"))
        assert mailing.server.sent_mails == []

    journey(mailing, drive, act)


def test_what_is_copied_can_be_pasted_again_and_again(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        shown.host.desk.clipboard = Clipboard(write_calendar, lambda text: read_calendar(text)[0])
        choose(shown, "Dentist")
        QTest.keyClick(shown.window.view, Qt.Key.Key_C, CTRL)
        await until(lambda: "Dentist" in QApplication.clipboard().text())
        for count in (1, 2):
            shown.window.activateWindow()  # no window manager does it here
            await until(lambda: is_closed(Choice) and shown.window.isActiveWindow())
            QTest.keyClick(shown.window.view, Qt.Key.Key_V, CTRL)
            question = await dialog(Choice)
            assert question.title.text() == "Paste 1 Appointment"
            press(question, "Paste 1 Appointment")
            await until(lambda count=count: house.server.titles("private").count("Dentist") == 1 + count)  # type: ignore[misc]

    journey(house, drive, act)


def test_nothing_on_the_clipboard_says_so(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        QApplication.clipboard().setText("hello")
        QTest.keyClick(shown.window.view, Qt.Key.Key_V, CTRL)
        question = await dialog(Choice)
        assert question.title.text() == "Nothing to Paste"
        question.reject()

    journey(house, drive, act)


def test_a_rule_is_changed_for_this_and_following(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        second = [e for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == "Choir rehearsal"][
            1
        ]
        shown.host.chores.start(shown.host.desk.open(second))
        editor = await dialog(Editor)
        editor.repeat.choice.setCurrentIndex(editor.repeat.choice.findData("FREQ=WEEKLY;INTERVAL=2"))
        editor.repeat.choice.activated.emit(editor.repeat.choice.currentIndex())
        editor.save()
        question = await dialog(Choice)
        assert [b.text() for b in question.findChildren(type(question._foot[0])) if "This One" in b.text()] == []
        press(question, "Change This and All Following")
        await until(
            lambda: (
                [
                    e.start.day
                    for e in shown.look.entries(shown.agenda.first, shown.agenda.last)
                    if e.title == "Choir rehearsal"
                ]
                == [3, 10, 24]
            )
        )

    journey(house, drive, act)


def test_another_calendar_moves_it(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        choose(shown, "Dentist")
        shown.window.verbs["open"].trigger()
        editor = await dialog(Editor)
        clients = next(c.id for c in shown.look.calendars() if c.name == "Clients")
        editor.calendar.setCurrentIndex(editor.calendar.findData(clients))
        editor.save()
        await until(
            lambda: "Dentist" in house.server.titles("clients") and "Dentist" not in house.server.titles("private")
        )

    journey(house, drive, act)


def test_a_series_that_is_dragged_asks_which(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        found = entry(shown, "Choir rehearsal")
        moved = timed(datetime(2026, 3, 3, 20), datetime(2026, 3, 3, 22), BERLIN)
        shown.host.chores.start(shown.host.desk.retime(found.appointment, found.key, moved))
        press(await dialog(Choice), "Change Only This One")
        await until(lambda: entry(shown, "Choir rehearsal").start.hour == 20)  # type: ignore[attr-defined]

    journey(house, drive, act)


def test_what_belongs_to_the_organizer_is_closed_and_says_why(house: House, drive: Drive) -> None:
    async def act(shown: Shown) -> None:
        choose(shown, "Steering committee")
        shown.window.verbs["open"].trigger()
        editor = await dialog(Editor)
        reason = "The organizer decides about this; reply to the invitation instead."
        assert editor.text.text() == reason
        for closed in (editor.name, editor.times, editor.location, editor.notes, editor.url):
            assert (closed.isEnabled(), closed.toolTip(), closed.accessibleDescription()) == (False, reason, reason)
        for own in (editor.reminders, editor.show_as, editor.categories, editor.privacy):
            assert own.isEnabled()
        await check_names(editor)
        editor.reject()

    journey(house, drive, act)
