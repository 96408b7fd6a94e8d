"""An appointment is told line by line, and why it is not synced in a sentence with a verb."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QLocale

from calsync_desktop.core.appointment import (
    Appointment,
    Attachment,
    Attendee,
    Content,
    EventStatus,
    Person,
    Recurrence,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.encoding import dumps
from calsync_desktop.store.appointments import AppointmentRow
from calsync_desktop.store.overview import CalendarRow, ConnectionRow
from calsync_desktop.store.waiting import ConflictRow, ParkedRow, QuestionRow
from calsync_desktop.ui import icons
from calsync_desktop.ui.models.matters import Matter, matters
from calsync_desktop.ui.speech import Speech, speech
from calsync_desktop.ui.views.detail.facts import Facts, facts_of
from calsync_desktop.ui.views.detail.standing import standing
from calsync_desktop.ui.wording_detail import STANDINGS
from tests.ui.conftest import BRITISH
from tests.ui.weeks import BERLIN, at

ME = "clara@lindqvist.example"
ENGLISH = speech(BRITISH, BERLIN, date(2026, 3, 2))
GERMAN = speech(QLocale(QLocale.Language.German), BERLIN, date(2026, 3, 2))


def row(**changes: Any) -> AppointmentRow:
    values: dict[str, Any] = {
        "id": "a", "calendar": "c", "connection": "n", "uid": "u", "base": "{}", "ours": None, "theirs": None, "detached": False, "retired": False,
        "notify": "none", "access": "write", "calendar_name": "Clients", "provider": "caldav", "addresses": frozenset({ME}), "parked_reason": "",
    }  # fmt: skip
    return AppointmentRow(**(values | changes))


def told(appointment: Appointment, key: str | None = None, said: Speech = ENGLISH, **changes: Any) -> Facts:
    return facts_of(row(base=dumps(appointment), **changes), appointment, key, ME, said)


def plain(**content: Any) -> Appointment:
    return Appointment("u", Content(at(3, "10:00", "11:00"), title="Review", **content))


def test_a_plain_appointment_says_no_more_than_it_is() -> None:
    facts = told(plain())
    assert (facts.title, facts.when, facts.calendar) == (
        "Review",
        "Tomorrow, Tuesday 3 March, 10:00 – 11:00",
        f"Clients · {ME}",
    )
    assert (facts.lines, facts.guests, facts.meeting, facts.reply) == ((), (), None, None)


def test_everything_there_is_to_say_is_said_once() -> None:
    content = Content(
        at(3, "10:00", "11:00", zone="America/New_York"),
        title="Review",
        location="https://zoom.us/j/1",
        url="https://example.org/board",
        status=EventStatus.TENTATIVE,
        show_as=ShowAs.AWAY,
        visibility=Visibility.PRIVATE,
        reminders=(Reminder(15), Reminder(1440, "email")),
        categories=("Client", "Q1"),
        attachments=(Attachment("file:///etc/passwd", "passwd"),),
    )
    facts = told(Appointment("u", content, Recurrence("FREQ=WEEKLY;INTERVAL=2")))
    assert [(fact.icon, fact.words) for fact in facts.lines] == [
        ("globe", "10:00 in New York"),
        ("repeat", "Every 2 weeks on Tuesday"),
        ("bell", "15 minutes before, 1 day before (e-mail)"),
        ("tag", "Client, Q1"),
        ("eye", "Shown as away"),
        ("lock", "Private"),
        ("tentative", "Tentative"),
        ("link", "https://example.org/board"),
    ]
    assert facts.meeting is not None
    assert (facts.meeting.service, facts.meeting.link.host) == ("Zoom", "zoom.us")
    assert [(a.words, a.link) for a in facts.attachments] == [("passwd", None)]
    assert facts.when == "Tomorrow, Tuesday 3 March, 16:00 – 17:00"


def test_an_occurrence_is_told_where_it_is_and_a_german_reads_german() -> None:
    series = Appointment("u", Content(at(3, "10:00", "11:00"), title="Chor"), Recurrence("FREQ=WEEKLY"))
    facts = told(series, "20260310T090000Z", GERMAN)
    assert facts.when == "Dienstag, 10. März, 10:00 – 11:00"
    assert facts.lines[0].words == "Jede Woche am Dienstag"


def invitation(mine: Reply = Reply.NONE) -> Appointment:
    people = (
        Attendee(ME, "Clara", mine),
        Attendee("z@x.example", "", Reply.DECLINED, optional=True),
        Attendee("boss@x.example", "Jonas", Reply.ACCEPTED),
    )
    return plain(organizer=Person("boss@x.example", "Jonas"), attendees=people)


def test_people_stand_with_the_organizer_first_and_each_with_a_word() -> None:
    facts = told(invitation())
    assert [(g.name, g.note, g.reply) for g in facts.guests] == [
        ("Jonas", "Organizer", "Accepted"),
        ("z@x.example", "Optional", "Declined"),
        ("Clara", "You", "No reply yet"),
    ]
    assert facts.guests_note == "3 guests · 1 accepted · 1 declined · 1 not replied"
    assert all((icons.folder() / f"{guest.icon}.svg").is_file() for guest in facts.guests)


@pytest.mark.parametrize(
    ("appointment", "changes", "reply"),
    [
        (invitation(Reply.TENTATIVE), {}, Reply.TENTATIVE),
        (invitation(), {"access": "read"}, None),
        (invitation(), {"addresses": frozenset({"boss@x.example"})}, None),
        (invitation(), {"addresses": frozenset({"nobody@x.example"})}, None),
        (plain(), {}, None),
    ],
)
def test_only_who_is_invited_by_others_is_asked_for_a_reply(
    appointment: Appointment, changes: dict[str, Any], reply: Reply | None
) -> None:
    assert told(appointment, **changes).reply is reply


SHELF = CalendarRow("c", "n", "Clients", "#2F6FDE", "write", selected=True, zone="", mails=False, missing=False)


def connection(**changes: Any) -> ConnectionRow:
    values: dict[str, Any] = {
        "id": "n", "provider": "caldav", "account": ME, "status": "active", "stored": "active", "error_message": "", "sync_enabled": True,
        "window_days": 30, "interval_minutes": 5, "on_conflict": "newest", "on_remote_delete": "delete", "hiding": {}, "last_sync_at": None,
        "calendars": 1, "waiting": 0, "conflicts": 0, "parked": 0, "questions": 0,
    }  # fmt: skip
    return ConnectionRow(**(values | changes))


def parked(kind: str, reason: str) -> tuple[Matter, ...]:
    return matters(
        [],
        [],
        [ParkedRow("p", "c", "a", "Review", "r", kind, reason, {}, 1, "2026-03-02T08:00:00+00:00", None)],
        {"c": "Clients"},
    )


def conflict() -> tuple[Matter, ...]:
    return matters(
        [], [ConflictRow("p", "v", "a", "Review", (), "2026-03-02T08:00:00+00:00", "c")], [], {"c": "Clients"}
    )


def mail() -> tuple[Matter, ...]:
    detail = {"people": ["x@y.example"], "items": [{"appointment": "a", "title": "Review"}]}
    return matters(
        [QuestionRow("q", "mail", "n", "c", "out", detail, "2026-03-02T08:00:00+00:00")], [], [], {"c": "Clients"}
    )


@pytest.mark.parametrize(
    ("changes", "account", "waiting", "kind"),
    [
        ({}, {}, (), "fine"),
        ({"ours": "{}"}, {}, (), "waiting"),
        ({"ours": "{}"}, {"status": "offline"}, (), "offline"),
        ({"ours": "{}"}, {"sync_enabled": False}, (), "off"),
        ({"ours": "{}"}, {"stored": "expired"}, (), "sign-in"),
        ({"ours": "{}"}, {"stored": "error", "error_message": "It broke."}, (), "failing"),
        ({}, {"stored": "expired"}, (), "stale"),
        ({"detached": True}, {}, (), "detached"),
        ({"retired": True}, {}, (), "retired"),
        ({"access": "read"}, {}, (), "read-only"),
        ({"ours": "{}"}, {}, parked("refused", "The end is before the start."), "parked"),
        ({"ours": "{}"}, {}, parked("window", "It is sent on 2026-05-01."), "held"),
        ({"ours": "{}"}, {}, conflict(), "conflict"),
        ({"ours": "{}"}, {}, mail(), "mail"),
    ],
)
def test_why_it_is_not_synced(
    changes: dict[str, Any], account: dict[str, Any], waiting: tuple[Matter, ...], kind: str
) -> None:
    found = standing(row(**changes), SHELF, connection(**account), waiting, paused=False)
    assert found.kind == kind
    assert "{" not in found.why
    assert bool(found.verb) == bool(found.button)


def test_what_waits_while_syncing_is_paused_says_so_and_a_calendar_that_is_not_ticked_too() -> None:
    assert standing(row(ours="{}"), SHELF, connection(), (), paused=True).kind == "paused"
    hidden = CalendarRow("c", "n", "Clients", "", "write", selected=False, zone="", mails=False, missing=False)
    assert standing(row(), hidden, connection(), (), paused=True).kind == "unselected"


def test_another_appointments_trouble_is_not_this_ones() -> None:
    others = parked("refused", "The end is before the start.")
    assert standing(row(id="b"), SHELF, connection(), others, paused=False).kind == "fine"


def test_every_standing_has_its_icon_and_words() -> None:
    assert all((icons.folder() / f"{icon}.svg").is_file() for icon, *_ in STANDINGS.values())
    assert len({title for _, _, title, *_ in STANDINGS.values()}) >= len(STANDINGS) - 1
