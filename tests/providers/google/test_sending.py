"""Single writes and what their answers mean: ids that are taken, imports, occurrences that were no events of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from calsync_desktop.core.appointment import Appointment, Attendee, Person
from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import Exists, Gone, Refused, ServerTrouble, VersionMoved
from calsync_desktop.core.provider import Notify, Payload, Verb
from calsync_desktop.providers.google.ids import id_of
from calsync_desktop.sandbox.google import Fault, GoogleSandbox, hand
from tests.providers.contract import LUNCH
from tests.providers.device import Device
from tests.providers.google.services import ANA, BEN, google, provider
from tests.providers.google.test_traps import HOME, meeting

SECOND = "20260305T080000Z"
Act = Callable[[GoogleSandbox, str], object]


def device(sandbox: GoogleSandbox) -> Device:
    return Device(provider(sandbox), HOME)


async def test_a_uid_that_lives_again_gets_its_next_id() -> None:
    sandbox = google()
    one = device(sandbox)
    for attempt in range(3):
        await one.create(LUNCH)
        assert one.series("lunch-1") == id_of("lunch-1", attempt)
        await one.delete("lunch-1")
    assert one.appointments() == {}


async def test_an_id_that_lives_is_named_as_the_owner() -> None:
    sandbox = google()
    await device(sandbox).create(LUNCH)
    with pytest.raises(Exists) as found:
        await device(sandbox).create(LUNCH)
    assert found.value.remote_id == id_of("lunch-1")


async def test_somebody_elses_event_is_imported_once_and_mails_nobody() -> None:
    sandbox = google()
    theirs = Appointment(
        "theirs@example.net",
        replace(
            LUNCH.content, organizer=Person("zoe@example.net"), attendees=(Attendee(ANA), Attendee("zoe@example.net"))
        ),
    )
    one = device(sandbox)
    (payload,) = one.payloads(one.creation(theirs))
    await one.provider.send(HOME, replace(payload, notify=Notify.ALL))
    with pytest.raises(Exists) as found:
        await one.provider.send(HOME, payload)
    await one.pull()
    there = one.appointments()["theirs@example.net"]
    assert there.content.organizer == Person("zoe@example.net")
    assert found.value.remote_id == one.series("theirs@example.net")
    assert sandbox.mails == []


def with_series(*acts: Act) -> tuple[GoogleSandbox, str]:
    sandbox = google()
    series = hand.put(
        sandbox, ANA, meeting("Daily", recurrence=["RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20260306T080000Z"])
    )
    for act in acts:
        act(sandbox, series)
    return sandbox, series


def payload(series: str, was: dict[str, str] | None, wanted: dict[str, object] | None, key: str = SECOND) -> Payload:
    verb = Verb.DELETE if wanted is None else Verb.UPDATE
    return Payload(verb, series, "", key, None, json.dumps({"was": was, "set": wanted}))


ORDINARY = {"summary": "Daily", "description": "", "location": ""}
APART: dict[str, object] = {"summary": "Apart"}


def nothing(sandbox: GoogleSandbox, series: str) -> None: ...


def cancelled(sandbox: GoogleSandbox, series: str) -> None:
    hand.remove(sandbox, ANA, f"{series}_{SECOND}")


def set_apart(sandbox: GoogleSandbox, series: str) -> None:
    hand.edit(sandbox, ANA, f"{series}_{SECOND}", {"location": "Elsewhere"})


def moved(sandbox: GoogleSandbox, series: str) -> None:
    times = {name: value for name, value in meeting("", 9).items() if name != "summary"}
    hand.edit(sandbox, ANA, f"{series}_{SECOND}", times)


@pytest.mark.parametrize(
    ("act", "was", "wanted", "error"),
    [
        (nothing, ORDINARY, APART, None),
        (nothing, ORDINARY, None, None),
        (nothing, None, APART, VersionMoved),
        (cancelled, ORDINARY, APART, VersionMoved),
        (cancelled, ORDINARY, None, None),
        (cancelled, None, APART | {"status": "confirmed"}, None),
        (set_apart, ORDINARY, APART, VersionMoved),
        (set_apart, ORDINARY, None, VersionMoved),
        (set_apart, None, APART, VersionMoved),
        (moved, ORDINARY, APART, VersionMoved),
    ],
)
async def test_an_occurrence_that_was_no_event_of_its_own(act: Act, was, wanted, error) -> None:  # type: ignore[no-untyped-def]
    sandbox, series = with_series(act)
    sending = provider(sandbox).send(HOME, payload(series, was, wanted))
    if error is not None:
        with pytest.raises(error):
            await sending
        assert sandbox.journal.writes() == []
        return
    receipt = await sending
    found = hand.look(sandbox, ANA, receipt.remote_id)
    assert found is not None
    assert (found["status"], found.get("summary")) == (
        ("cancelled", "Daily") if wanted is None else ("confirmed", "Apart")
    )
    assert sandbox.journal.unconditional_writes() == []
    assert sandbox.journal.blind_writes() == []


@pytest.mark.parametrize(
    ("was", "wanted", "error"), [(ORDINARY, APART, VersionMoved), (None, APART, Refused), (ORDINARY, None, None)]
)
async def test_an_occurrence_that_the_series_itself_leaves_out(was, wanted, error) -> None:  # type: ignore[no-untyped-def]
    sandbox, series = with_series()
    sending = provider(sandbox).send(HOME, payload(series, was, wanted, "20260306T080000Z"))
    if error is None:
        assert (await sending).remote_id == ""
    else:
        with pytest.raises(error):
            await sending


async def test_an_occurrence_whose_id_is_not_the_usual_one_is_found_by_its_original_start() -> None:
    sandbox, series = with_series()
    sandbox.faults.add(Fault("error_before", route="events.get", error="notFound"))
    receipt = await provider(sandbox).send(HOME, payload(series, ORDINARY, APART))
    assert sandbox.journal.count("events.instances") == 1
    assert receipt.piece is not None
    assert receipt.piece.original_start == SECOND


async def test_an_occurrence_of_a_series_that_is_gone() -> None:
    sandbox, series = with_series(lambda s, id_: hand.remove(s, ANA, id_))
    with pytest.raises((Gone, VersionMoved)):
        await provider(sandbox).send(HOME, payload(series, ORDINARY, APART))


async def test_an_update_without_a_version_is_never_sent() -> None:
    sandbox, series = with_series()
    unknown = Payload(Verb.UPDATE, series, series, None, None, json.dumps(APART))
    for each in (unknown, replace(unknown, verb=Verb.DELETE, body="")):
        with pytest.raises(VersionMoved):
            await provider(sandbox).send(HOME, each)
    assert sandbox.journal.entries[-1].route == "calendarList.get"


@pytest.mark.parametrize("verb", ["update", "delete"])
async def test_a_page_that_answers_a_write_with_200_did_nothing_until_it_is_looked_up(verb: str) -> None:
    sandbox, series = with_series()
    found = hand.look(sandbox, ANA, series)
    assert found is not None
    sandbox.faults.add(Fault("html", route="events.*", status=200))
    body = json.dumps(APART) if verb == "update" else ""
    with pytest.raises(ServerTrouble):
        await provider(sandbox).send(HOME, Payload(Verb(verb), series, series, None, found["etag"], body))


async def test_nothing_to_say_is_no_write_but_the_version_counts() -> None:
    sandbox, series = with_series()
    found = hand.look(sandbox, ANA, series)
    assert found is not None
    empty = Payload(Verb.UPDATE, series, series, None, found["etag"], "{}")
    assert (await provider(sandbox).send(HOME, empty)).version == found["etag"]
    with pytest.raises(VersionMoved):
        await provider(sandbox).send(HOME, replace(empty, version='"0"'))
    assert sandbox.journal.writes() == []


async def test_deleting_in_a_calendar_that_is_gone_is_no_success() -> None:
    sandbox = google()
    team = sandbox.add_calendar("Team", owner=BEN)
    event = hand.put(sandbox, team, meeting("Call"))
    sending = provider(sandbox).send(RemoteCalendar(team, "Team"), Payload(Verb.DELETE, event, event, None, '"1"', ""))
    with pytest.raises(Gone):
        await sending
