"""The parts of the editor take what is typed, keep what was not touched, and can be used by keyboard alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Person, Recurrence
from calsync_desktop.core.provider import Mails
from calsync_desktop.core.when import all_day, timed
from calsync_desktop.providers.caldav.mapping.compose import write_calendar
from calsync_desktop.providers.caldav.mapping.read import read_calendar
from calsync_desktop.sync.editing import Edit, Outcome, deleted, edited
from calsync_desktop.ui import wording_editor as words
from calsync_desktop.ui.clipboard import MIME, Clipboard
from calsync_desktop.ui.copying import copied, pasted
from calsync_desktop.ui.dialogs.chips import Chips, mail_address, plain_word
from calsync_desktop.ui.dialogs.repeating import RepeatField
from calsync_desktop.ui.mailing import mails_of, people_told
from calsync_desktop.ui.speech import here, speech
from tests.ui.conftest import BRITISH
from tests.ui.weeks import BERLIN, at

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def chips(qtbot: QtBot, read: Callable[[str], str | None] = mail_address) -> Chips:
    out = Chips("Add", read)
    qtbot.addWidget(out)
    out.show()
    return out


def test_enter_and_comma_add_a_chip_and_backspace_takes_the_last_off(qtbot: QtBot) -> None:
    field = chips(qtbot)
    QTest.keyClicks(field.line, "Ana <ana@example.org>")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    QTest.keyClicks(field.line, "bob@example.org,")
    assert list(field.values) == ["ana@example.org", "bob@example.org"]
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.values == ("ana@example.org",)


def test_what_is_no_address_stays_to_be_mended_and_nobody_is_there_twice(qtbot: QtBot) -> None:
    field = chips(qtbot)
    field.show_values(["ana@example.org"])
    for text in ("ana@example", "two@x.org three@x.org", "@x.org"):
        field.line.setText(text)
        assert not field.take()
        assert field.unread == text
    field.line.setText("ANA@example.org")
    assert field.take()
    assert field.values == ("ana@example.org",)


def test_a_chip_says_what_pressing_it_does(qtbot: QtBot) -> None:
    field = chips(qtbot, plain_word)
    field.show_values(["R&D", "x" * 200])
    one = field._chips["R&D"]
    assert (one.accessibleName(), one.text()) == ("Remove R&D", "R&&D")
    QTest.keyClick(one, Qt.Key.Key_Space)
    assert field.values == ("x" * 200,)
    assert field._chips["x" * 200].sizeHint().width() < 420


def repeating(qtbot: QtBot, rule: str = "", language: QLocale = BRITISH) -> RepeatField:
    out = RepeatField(speech(language, BERLIN, TODAY), lambda: NOW)
    out.show_rule(rule, at(3, "09:00", "10:00"))
    qtbot.addWidget(out)
    out.show()
    return out


def offered(field: RepeatField) -> list[str]:
    return [field.choice.itemText(n) for n in range(field.choice.count())]


def choose(field: RepeatField, data: str) -> None:
    field.choice.setCurrentIndex(field.choice.findData(data))
    field.choice.activated.emit(field.choice.currentIndex())


def test_the_usual_rules_of_a_day_are_offered_in_words(qtbot: QtBot) -> None:
    assert offered(repeating(qtbot)) == [
        "Does not repeat",
        "Every day",
        "Every weekday, Monday to Friday",
        "Every week on Tuesday",
        "Every 2 weeks on Tuesday",
        "Every month on the 3rd",
        "Every month on the first Tuesday",
        "Every year on 3 March",
        "Custom…",
    ]
    assert offered(repeating(qtbot, language=QLocale(QLocale.Language.German)))[3] == "Jede Woche am Dienstag"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TU",
        "FREQ=DAILY;UNTIL=20260401T070000Z",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "nonsense",
    ],
)
def test_a_rule_that_was_not_touched_stays_as_it_was(qtbot: QtBot, rule: str) -> None:
    assert repeating(qtbot, rule).rule in (rule, rule.replace(";BYDAY=TU", ""))


def test_the_next_five_dates_follow_what_is_chosen(qtbot: QtBot) -> None:
    field = repeating(qtbot)
    assert field.next.isHidden()
    choose(field, "FREQ=WEEKLY;INTERVAL=2")
    assert field.next.text() == "Next: Tue 3 Mar · Tue 17 Mar · Tue 31 Mar · Tue 14 Apr · Tue 28 Apr"
    field.show_when(at(4, "09:00", "10:00"))
    assert field.rule == "FREQ=WEEKLY;INTERVAL=2"
    assert field.next.text().startswith("Next: Wed 4 Mar")
    assert "Every 2 weeks on Wednesday" in offered(field)


def test_a_rule_of_ones_own_is_built_and_said(qtbot: QtBot) -> None:
    field = repeating(qtbot)
    choose(field, "custom")
    form = field.form
    assert not form.isHidden()
    form.interval.setValue(3)
    QTest.keyClick(form.days[3], Qt.Key.Key_Space)
    form.ends.setCurrentIndex(form.ends.findData("count"))
    form.ends.activated.emit(1)
    form.count.setValue(6)
    assert field.rule == "FREQ=WEEKLY;INTERVAL=3;COUNT=6;BYDAY=TU,TH"
    assert field.summary.text() == "Every 3 weeks on Tuesday and Thursday, 6 times"
    for day in (1, 3):
        form.days[day].click()
    assert sum(one.isChecked() for one in form.days.values()) == 1


def test_monthly_and_yearly_offer_what_the_day_can_mean(qtbot: QtBot) -> None:
    field = repeating(qtbot)
    choose(field, "custom")
    form = field.form
    form.unit.setCurrentIndex(2)
    form.unit.activated.emit(2)
    assert [form.on.itemText(n) for n in range(form.on.count())] == [
        "Every month on the 3rd",
        "Every month on the first Tuesday",
    ]
    form.on.setCurrentIndex(1)
    form.on.activated.emit(1)
    assert field.rule == "FREQ=MONTHLY;BYDAY=1TU"
    form.ends.setCurrentIndex(form.ends.findData("until"))
    form.ends.activated.emit(2)
    assert "UNTIL=20270303" in field.rule


def test_what_the_form_cannot_show_says_so_and_can_be_replaced(qtbot: QtBot) -> None:
    field = repeating(qtbot, "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1")
    assert field.summary.text() == words.OWN_RULE
    assert field.next.text().startswith("Next: ")
    choose(field, "FREQ=DAILY")
    assert field.rule == "FREQ=DAILY"
    choose(field, "own")
    assert field.rule == "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"


ME = "clara@lindqvist.example"


def mine(**content: Any) -> Appointment:
    guests = (Attendee("a@x.example"), Attendee("b@x.example"))
    return Appointment(
        "u", Content(at(3, "09:00", "10:00"), title="R", organizer=Person(ME), attendees=guests, **content)
    )


@pytest.mark.parametrize(
    ("provider", "calendar", "mails"),
    [
        ("caldav", False, Mails.NEVER),
        ("caldav", True, Mails.ALWAYS),
        ("google", False, Mails.TOLD),
        ("google", True, Mails.ALWAYS),
    ],
)
def test_what_a_service_mails_is_known(provider: str, calendar: bool, mails: Mails) -> None:
    assert mails_of(provider, calendar) is mails


def test_everybody_whom_an_edit_reaches_is_counted_old_and_new() -> None:
    before = mine()
    after = edited(before, Edit({"attendees": (Attendee("a@x.example"), Attendee("c@x.example"))}), "n")
    for mails in (Mails.ALWAYS, Mails.TOLD):
        assert people_told(before, after, mails, {ME}) == ("a@x.example", "b@x.example", "c@x.example")
    assert people_told(before, after, Mails.NEVER, {ME}) == ()
    assert people_told(before, deleted(before, None, None, "n"), Mails.TOLD, {ME}) == ("a@x.example", "b@x.example")
    assert people_told(None, Outcome(before), Mails.TOLD, {ME}) == ("a@x.example", "b@x.example")
    assert people_told(before, edited(before, Edit({"title": "R"}), "n"), Mails.ALWAYS, {ME}) == ()


class Board:
    """The system's clipboard."""

    def __init__(self) -> None:
        self.data = QMimeData()

    def setMimeData(self, data: QMimeData) -> None:  # noqa: N802 - Qt's name
        self.data = data

    def mimeData(self) -> QMimeData:  # noqa: N802 - Qt's name
        return self.data


def board() -> tuple[Clipboard, Board]:
    system = Board()
    return Clipboard(write_calendar, lambda text: read_calendar(text)[0], lambda: system), system  # type: ignore[arg-type,return-value]


def test_what_is_copied_is_a_calendar_for_programs_and_words_for_people(qapp: QApplication) -> None:
    clipboard, system = board()
    series = Appointment(
        "u", Content(at(3, "09:00", "10:00"), title="Choir", location="Hall"), Recurrence("FREQ=WEEKLY")
    )
    here_ = speech(BRITISH, BERLIN, TODAY)
    clipboard.copy(*copied(series, None, here_))
    assert system.data.text() == "Choir\nTomorrow, Tuesday 3 March, 09:00 – 10:00\nHall"
    assert system.data.hasFormat(MIME)
    (back,) = clipboard.paste()
    assert (back.content.title, back.recurrence) == ("Choir", series.recurrence)
    clipboard.copy(*copied(series, "20260310T080000Z", here_))
    (back,) = clipboard.paste()
    assert (back.recurrence, back.content.when) == (None, at(10, "09:00", "10:00"))


def test_what_is_no_calendar_is_not_pasted(qapp: QApplication) -> None:
    clipboard, system = board()
    for text in ("", "hello", "BEGIN:VCALENDAR\nnonsense"):
        system.data = QMimeData()
        system.data.setText(text)
        assert clipboard.paste() == ()


def test_pasting_makes_an_appointment_of_ones_own_where_one_looks() -> None:
    (fresh,) = pasted([mine()], date(2026, 4, 1), lambda prefix: f"{prefix}1")
    assert (fresh.uid, fresh.content.attendees, fresh.content.organizer) == ("uid-1", (), None)
    assert fresh.content.when == timed(datetime(2026, 4, 1, 9), datetime(2026, 4, 1, 10), BERLIN)
    (day,) = pasted([Appointment("u", Content(all_day(TODAY)))], date(2026, 4, 1), str)
    assert day.content.when == all_day(date(2026, 4, 1))
    series = Appointment("u", Content(at(3, "09:00", "10:00")), Recurrence("FREQ=WEEKLY"))
    assert pasted([series], date(2026, 4, 1), str)[0].content.when == series.content.when


def test_a_moment_elsewhere_is_told_by_the_clock_here() -> None:
    there = at(3, "16:00", "16:45", zone="America/New_York")
    assert here(there, BERLIN) == at(3, "22:00", "22:45")
    assert here(all_day(TODAY), BERLIN) == all_day(TODAY)
