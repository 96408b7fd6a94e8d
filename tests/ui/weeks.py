"""A consultant's believable weeks around Monday 2 March 2026, as values for the pretend service."""

from datetime import date, datetime
from typing import Any

from calsync_desktop.core.appointment import (
    Appointment,
    Attendee,
    Content,
    EventStatus,
    Override,
    Person,
    Recurrence,
    Reminder,
    Reply,
    ShowAs,
)
from calsync_desktop.core.calendar import Access
from calsync_desktop.core.when import When, all_day, timed
from tests.fakes import FakeServer

BERLIN = "Europe/Berlin"


def at(day: int, start: str, end: str, *, month: int = 3, zone: str = BERLIN) -> When:
    one, two = (datetime.fromisoformat(f"2026-{month:02}-{day:02}T{clock}") for clock in (start, end))
    return timed(one, two, zone)


def one(
    uid: str, when: When, title: str, rule: str = "", overrides: tuple[Override, ...] = (), **content: Any
) -> Appointment:
    return Appointment(uid, Content(when, title=title, **content), Recurrence(rule) if rule else None, overrides)


def fill(server: FakeServer) -> None:
    """Three calendars: clients, private, and a shared one that can only be read."""
    server.account, server.addresses = "clara@lindqvist.example", ("clara@lindqvist.example",)
    server.shelves.clear()
    server.add_calendar("clients", "Clients", color="#2F6FDE")
    server.add_calendar("private", "Private", color="#C2571A")
    server.add_calendar("holidays", "Public holidays", access=Access.READ, color="#2E8B57")
    for appointment in clients():
        server.put(appointment, "clients")
    for appointment in private():
        server.put(appointment, "private")
    server.put(one("women", all_day(date(2026, 3, 8)), "International Women’s Day"), "holidays")


def clients() -> list[Appointment]:
    standup = at(2, "09:15", "09:30")
    moved = Override("20260304T081500Z", Content(at(4, "09:45", "10:00"), title="Stand-up, after the town hall"))
    boss, me = Person("jonas@nordwind.example", "Jonas Brandt"), "clara@lindqvist.example"
    asked = (Attendee(me, "Clara Lindqvist"), Attendee("mira@nordwind.example", "Mira Yilmaz", Reply.ACCEPTED))
    return [
        one(
            "standup",
            standup,
            "Stand-up, data platform",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH",
            (moved,),
            location="Video call",
        ),
        one(
            "planning",
            at(2, "10:00", "11:30"),
            "Sprint planning",
            "FREQ=WEEKLY;INTERVAL=2",
            location="Hamburg, Alstertor 9, room Elbe",
            reminders=(Reminder(15),),
        ),
        one(
            "helix",
            at(3, "16:00", "16:45", zone="America/New_York"),
            "Helix Bio: pipeline review",
            location="Video call",
        ),
        one(
            "workshop",
            at(4, "14:00", "17:00"),
            "Workshop: consent and data lineage",
            location="Hamburg, Alstertor 9",
            notes="Bring the printed map.",
        ),
        one(
            "steering",
            at(5, "13:00", "14:00"),
            "Steering committee",
            organizer=boss,
            attendees=asked,
            location="Room Alster",
        ),
        one(
            "train",
            at(5, "18:04", "21:12"),
            "ICE 705 to Berlin",
            show_as=ShowAs.AWAY,
            location="Hamburg Hbf, platform 14",
        ),
        one("offer", at(6, "11:00", "12:00"), "Offer for Marlow & Finch", status=EventStatus.TENTATIVE),
        one("retreat", all_day(date(2026, 3, 11), date(2026, 3, 13)), "Team retreat", location="Lüneburg"),
        one("review", at(10, "15:00", "16:00"), "Quarterly review", status=EventStatus.CANCELLED),
    ]


def private() -> list[Appointment]:
    return [
        one("dentist", at(2, "17:30", "18:00"), "Dentist", location="Dr. Weiß, Schanzenstraße 12"),
        one("choir", at(3, "19:30", "21:30"), "Choir rehearsal", "FREQ=WEEKLY"),
        one("birthday", all_day(date(2026, 3, 7)), "Mum’s birthday", "FREQ=YEARLY", show_as=ShowAs.FREE),
        one("night", at(6, "22:00", "23:59"), "Night train, packing"),
    ]
