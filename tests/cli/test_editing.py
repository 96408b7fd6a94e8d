"""Appointments are added, edited, deleted and answered from the command line, and arrive at the server with the next sync."""

from typing import Any

import pytest

from tests.cli.conftest import Served, Shell

pytestmark = pytest.mark.usefixtures("connected")
MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


def add(shell: Shell, *words: str, title: str = "Kick-off", start: str = "2026-03-02T09:00") -> dict[str, Any]:
    added: dict[str, Any] = shell.tell("add", "--calendar", "Work", "--title", title, "--start", start, *words)[
        "appointment"
    ]
    return added


def starts(shell: Shell) -> list[str]:
    return [row["start"] for row in shell.tell("agenda", *MARCH)["occurrences"]]


def test_an_appointment_lasts_an_hour_in_the_machines_zone(shell: Shell) -> None:
    added = add(shell)
    assert added["start"] == "2026-03-02T09:00:00+01:00"
    assert added["end"] == "2026-03-02T10:00:00+01:00"
    assert (added["zone"], added["all_day"], added["waiting"], added["rrule"]) == ("Europe/Berlin", False, True, "")


@pytest.mark.parametrize(
    ("words", "start", "end", "zone"),
    [
        (("--zone", "America/New_York"), "2026-03-02T09:00:00-05:00", "2026-03-02T10:00:00-05:00", "America/New_York"),
        (("--end", "2026-03-02T09:30"), "2026-03-02T09:00:00+01:00", "2026-03-02T09:30:00+01:00", "Europe/Berlin"),
        (
            ("--end", "2026-03-02T18:00Z", "--zone", "Asia/Tokyo"),
            "2026-03-02T09:00:00+09:00",
            "2026-03-03T03:00:00+09:00",
            "Asia/Tokyo",
        ),
        (("--all-day",), "2026-03-02", "2026-03-03", ""),
        (("--all-day", "--end", "2026-03-05"), "2026-03-02", "2026-03-05", ""),
    ],
)
def test_times_are_read_as_the_contract_says(
    shell: Shell, words: tuple[str, ...], start: str, end: str, zone: str
) -> None:
    added = add(shell, *words)
    assert (added["start"], added["end"], added["zone"]) == (start, end, zone)


def test_an_instant_with_an_offset_is_kept_as_wall_time_of_the_zone(shell: Shell) -> None:
    added = add(shell, start="2026-03-02T09:00-05:00")
    assert (added["start"], added["zone"]) == ("2026-03-02T15:00:00+01:00", "Europe/Berlin")


@pytest.mark.parametrize(
    "words",
    [
        ("--start", "2026-03-02T09:00", "--end", "2026-03-02T08:00"),
        ("--start", "2026-03-02", "--end", "2026-03-02"),
        ("--start", "2026-02-30"),
        ("--start", "noon"),
        ("--start", "2026-03-02T09:00", "--end", "2026-03-03"),
        ("--start", "2026-03-02T09:00", "--zone", "Mars/Olympus"),
        ("--start", "2026-03-02T09:00", "--rrule", "FREQ=SECONDLY"),
        ("--start", "2026-03-02T09:00", "--rrule", "every day"),
        ("--start", "2026-03-02T09:00", "--guest", "nobody"),
        ("--start", "2026-03-02T09:00", "--notify", "some"),
    ],
    ids=" ".join,
)
def test_a_time_that_is_none_changes_nothing(shell: Shell, words: tuple[str, ...]) -> None:
    shell.error("add", "--calendar", "Work", "--title", "x", *words, code=2)
    assert shell.tell("status")["waiting"] == 0


def test_an_unknown_calendar_is_named(shell: Shell) -> None:
    assert (
        "Wrok" in shell.error("add", "--calendar", "Wrok", "--title", "x", "--start", "2026-03-02", code=2)["message"]
    )


def test_what_is_added_here_arrives_there(shell: Shell, served: Served) -> None:
    add(shell, "--location", "Room 4", "--notes", "Bring the plan.\nAnd cake.", title="Grüße; and, more")
    [run] = shell.tell("sync")["runs"]
    assert (run["status"], run["pushed"]) == ("ok", {"created": 1, "updated": 0, "deleted": 0})
    [text] = served.sandbox.store.texts(served.work).values()
    assert "SUMMARY:Grüße\\; and\\, more" in text
    assert "LOCATION:Room 4" in text
    assert shell.tell("status")["waiting"] == 0


def test_a_series_is_edited_at_one_occurrence(shell: Shell) -> None:
    added = add(shell, "--rrule", "FREQ=DAILY;COUNT=4")
    edited = shell.tell("edit", added["id"], "title=Later", "start=2026-03-03T11:00", "--at", "2026-03-03T09:00+01:00")
    [override] = edited["appointment"]["overrides"]
    assert (override["title"], override["start"], override["end"]) == (
        "Later",
        "2026-03-03T11:00:00+01:00",
        "2026-03-03T12:00:00+01:00",
    )
    assert override["original_start"] == "2026-03-03T08:00:00+00:00"
    assert len(starts(shell)) == 4


def test_the_original_start_that_the_agenda_prints_names_the_occurrence(shell: Shell) -> None:
    added = add(shell, "--rrule", "FREQ=DAILY;COUNT=3")
    row = shell.tell("agenda", *MARCH)["occurrences"][1]
    told = shell.tell("delete", added["id"], "--at", row["original_start"])
    assert told["waiting"]
    assert starts(shell) == ["2026-03-02T09:00:00+01:00", "2026-03-04T09:00:00+01:00"]


def test_a_series_is_cut_in_two(shell: Shell) -> None:
    added = add(shell, "--rrule", "FREQ=DAILY;COUNT=4")
    told = shell.tell("edit", added["id"], "location=Room 9", "--from", "2026-03-04")
    assert told["appointment"]["id"] != added["id"]
    places = [row["location"] for row in shell.tell("agenda", *MARCH)["occurrences"]]
    assert places == ["", "", "Room 9", "Room 9"]


def test_an_occurrence_that_does_not_exist_is_refused(shell: Shell) -> None:
    added = add(shell, "--rrule", "FREQ=DAILY;COUNT=2")
    assert "occurrence" in shell.error("edit", added["id"], "title=x", "--at", "2026-03-20T09:00", code=2)["message"]
    assert "occurrence" in shell.error("delete", added["id"], "--at", "2026-03-20T09:00", code=2)["message"]


def test_every_key_can_be_edited(shell: Shell) -> None:
    added = add(shell)
    words = ["notes=n", "location=l", "status=tentative", "show_as=free", "visibility=private", "reminders=10,email:60"]
    words += [
        "categories=A, B",
        "url=https://example.org/x",
        "rrule=FREQ=WEEKLY;COUNT=2",
        "title=t",
        "calendar=Private",
    ]
    told = shell.tell("edit", added["id"], *words)["appointment"]
    assert {name: told[name] for name in ("notes", "location", "status", "show_as", "visibility", "url", "title")} == {
        "notes": "n",
        "location": "l",
        "status": "tentative",
        "show_as": "free",
        "visibility": "private",
        "url": "https://example.org/x",
        "title": "t",
    }
    assert told["reminders"] == [{"minutes": 10, "method": "popup"}, {"minutes": 60, "method": "email"}]
    assert told["categories"] == ["A", "B"]
    assert told["rrule"].startswith("FREQ=WEEKLY")
    private = next(row["id"] for row in shell.tell("calendars")["calendars"] if row["name"] == "Private")
    assert told["calendar"] == private


@pytest.mark.parametrize(
    ("words", "start", "end", "zone"),
    [
        (["start=2026-03-05T14:00"], "2026-03-05T14:00:00+01:00", "2026-03-05T15:00:00+01:00", "Europe/Berlin"),
        (["start=2026-03-05"], "2026-03-05T09:00:00+01:00", "2026-03-05T10:00:00+01:00", "Europe/Berlin"),
        (["end=2026-03-02T12:00"], "2026-03-02T09:00:00+01:00", "2026-03-02T12:00:00+01:00", "Europe/Berlin"),
        (["zone=Europe/London"], "2026-03-02T09:00:00+00:00", "2026-03-02T10:00:00+00:00", "Europe/London"),
        (["start=2026-03-02T09:00Z"], "2026-03-02T10:00:00+01:00", "2026-03-02T11:00:00+01:00", "Europe/Berlin"),
        (["all_day=on"], "2026-03-02", "2026-03-03", ""),
        (["all_day=on", "end=2026-03-04"], "2026-03-02", "2026-03-04", ""),
    ],
    ids=" ".join,
)
def test_start_end_zone_and_all_day_are_one(shell: Shell, words: list[str], start: str, end: str, zone: str) -> None:
    told = shell.tell("edit", add(shell)["id"], *words)["appointment"]
    assert (told["start"], told["end"], told["zone"]) == (start, end, zone)


def test_whole_days_become_a_time(shell: Shell) -> None:
    added = add(shell, start="2026-03-02")
    shell.error("edit", added["id"], "all_day=off", code=2)
    told = shell.tell("edit", added["id"], "start=2026-03-02T08:00")["appointment"]
    assert (told["start"], told["all_day"]) == ("2026-03-02T08:00:00+01:00", False)


@pytest.mark.parametrize(
    "word",
    [
        "colour=red",
        "status=maybe",
        "reminders=soon",
        "start=never",
        "zone=Nowhere",
        "all_day=perhaps",
        "show_as=asleep",
        "end=2026-03-01T08:00",
        "calendar=Nope",
    ],
)
def test_a_value_that_is_none_changes_nothing(shell: Shell, word: str) -> None:
    added = add(shell)
    shell.error("edit", added["id"], word, code=2)
    assert shell.tell("show", added["id"])["appointment"] == added


def test_deleting_what_was_never_sent_leaves_nothing(shell: Shell, served: Served) -> None:
    told = shell.tell("delete", add(shell)["id"])
    assert not told["waiting"]
    assert [change["kind"] for change in told["changes"]] == ["delete"]
    shell.tell("sync")
    assert served.sandbox.store.texts(served.work) == {}


def test_deleting_what_is_there_waits_for_the_next_sync(shell: Shell, served: Served) -> None:
    added = add(shell)
    shell.tell("sync")
    assert shell.tell("delete", added["id"])["waiting"]
    assert starts(shell) == []
    assert shell.tell("sync")["runs"][0]["pushed"]["deleted"] == 1
    assert served.sandbox.store.texts(served.work) == {}


def test_search_finds_by_the_beginnings_of_words(shell: Shell) -> None:
    add(shell, title="Sprint planning")
    add(shell, title="Planting trees")
    assert [row["title"] for row in shell.tell("search", "spri", "plan")["occurrences"]] == ["Sprint planning"]
    assert shell.tell("search", "nothing like it") == {"occurrences": []}


def test_an_invitation_is_answered(shell: Shell, served: Served) -> None:
    lines = ["ORGANIZER:mailto:boss@example.org", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ana@example.org"]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", "UID:i1", "DTSTAMP:20260101T000000Z"]
    text += [
        "DTSTART:20260302T090000Z",
        "DTEND:20260302T100000Z",
        "SUMMARY:Invitation",
        *lines,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    served.sandbox.store.put(f"{served.work}i1.ics", "\r\n".join(text) + "\r\n")
    shell.tell("sync")
    [row] = shell.tell("agenda", *MARCH)["occurrences"]
    told = shell.tell("reply", row["appointment"], "accept")["appointment"]
    assert told["my_reply"] == "accepted"
    assert "title" not in told["rights"]
    assert shell.error("edit", row["appointment"], "title=Mine", code=1)["kind"] == "not-allowed"


def test_guests_are_invited_by_the_accounts_own_address(shell: Shell) -> None:
    told = add(shell, "--guest", "Bo@Example.org", "--guest", "cy@example.org", "--guest", "bo@example.org")
    assert [guest["email"] for guest in told["attendees"]] == ["bo@example.org", "cy@example.org"]
    assert told["organizer"]["email"] == "ana@example.org"


def test_words_for_people_are_calm_and_aligned(shell: Shell) -> None:
    add(shell, "--location", "Room 4")
    add(shell, title="Trip\x1b[31m to \u202eMars", start="2026-03-02")
    lines = shell("agenda", *MARCH).out.splitlines()
    assert lines[0] == "Monday 2 March 2026 · tomorrow"
    assert [line.split("(")[0].split() for line in lines[1:]] == [
        ["all", "day", "Trip", "[31m", "to", "Mars", "Work"],
        ["09:00", "–", "10:00", "Kick-off", "Work", "Room", "4"],
    ]
    assert all(line.endswith("(waiting)") for line in lines[1:])
    assert "\x1b" not in "".join(lines)
