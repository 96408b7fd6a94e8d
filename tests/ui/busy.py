"""A week in which everything happens that a view has to show: overlaps, trips, doubts, refusals and a crowded day."""

from datetime import date
from typing import Any

from calsync_desktop.core.appointment import Appointment, Attendee, EventStatus, Person, Reply, ShowAs
from calsync_desktop.core.when import all_day
from tests.fakes import FakeServer
from tests.ui.weeks import at, fill, one

ME = "clara@lindqvist.example"


def busy(server: FakeServer) -> None:
    """The consultant's weeks, and in the first of them everything else."""
    fill(server)
    server.add_calendar("teaching", "Teaching", color="#8E44AD")
    for calendar, appointments in (("clients", work()), ("private", leisure()), ("teaching", teaching())):
        for appointment in appointments:
            server.put(appointment, calendar)


def asked(uid: str, when: Any, title: str, reply: Reply) -> Appointment:
    guests = (Attendee(ME, "Clara Lindqvist", reply), Attendee("mira@nordwind.example", "Mira Yilmaz", Reply.ACCEPTED))
    return one(uid, when, title, organizer=Person("jonas@nordwind.example", "Jonas Brandt"), attendees=guests)


def work() -> list[Appointment]:
    return [
        one("onsite", all_day(date(2026, 3, 2), date(2026, 3, 5)), "On site in Hamburg"),
        one("retro", at(2, "10:30", "11:00"), "Retrospective notes"),
        one("budget", at(2, "11:00", "12:30"), "Budget round", location="Room Elbe"),
        one("review", at(4, "15:00", "16:00"), "Data review with Helix Bio", location="Video call"),
        one("lunch", at(4, "12:00", "13:00"), "Lunch with Mira", show_as=ShowAs.FREE),
        asked("allhands", at(5, "10:00", "11:00"), "All-hands", Reply.DECLINED),
        asked("pitch", at(6, "09:30", "10:30"), "Pitch rehearsal", Reply.TENTATIVE),
        one("call", at(6, "14:00", "14:30"), "Call with Dana"),
        one("invoice", at(6, "15:00", "15:30"), "Invoices", status=EventStatus.TENTATIVE),
    ]


def leisure() -> list[Appointment]:
    return [
        one("run", at(3, "07:00", "07:45"), "Run along the Alster", "FREQ=WEEKLY;BYDAY=TU,TH,SA"),
        one("dinner", at(7, "19:00", "22:00"), "Dinner at Ada’s", location="Ottensen"),
        one("brunch", at(8, "10:30", "12:30"), "Brunch with the parents"),
    ]


def teaching() -> list[Appointment]:
    return [
        one("lecture", at(3, "13:00", "14:30"), "Lecture: consent in practice", "FREQ=WEEKLY", location="HAW, E 4.12"),
        one("seminar", at(5, "14:30", "16:00"), "Seminar", "FREQ=WEEKLY", location="HAW, E 1.07"),
        one("exam", all_day(date(2026, 3, 6)), "Marks are due"),
    ]
