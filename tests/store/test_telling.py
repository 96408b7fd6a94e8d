"""One appointment is told whole: the copy that is shown, what waits of it, and why."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from calsync_desktop.core.appointment import (
    Appointment,
    Attachment,
    Attendee,
    Content,
    EventStatus,
    Override,
    Person,
    Recurrence,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.errors import Gone, Usage
from calsync_desktop.core.when import floating, timed
from calsync_desktop.store import tables
from calsync_desktop.store.appointments import appointment, shown_appointments
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.opening import Store
from calsync_desktop.store.past import history, runs
from calsync_desktop.store.telling import appointment_json
from calsync_desktop.store.waiting import conflicts, parked, questions
from tests.store.seeding import AT, Seed, at, days, series, single

ONE, TWO = dumps(single(at(2), "one")), dumps(single(at(2), "two"))
BERLIN = "Europe/Berlin"


def told(store: Store, id_: str) -> dict[str, object]:
    return appointment_json(appointment(store.raw, id_), BERLIN)


FULL = Content(
    at(2),
    title="Review",
    notes="plain",
    location="Here",
    status=EventStatus.TENTATIVE,
    show_as=ShowAs.FREE,
    visibility=Visibility.PRIVATE,
    reminders=(Reminder(10), Reminder(60, "email")),
    attendees=(Attendee("me@example.org", "Me", Reply.ACCEPTED), Attendee("b@example.org", optional=True)),
    organizer=Person("boss@example.org", "Boss"),
    categories=("a", "b"),
    color="#123456",
    url="https://example.org/",
    meeting_url="https://meet.example.org/",
    attachments=(Attachment("https://example.org/file", "File"),),
)


def test_an_appointment_is_told_as_the_contract_asks(store: Store, seed: Seed) -> None:
    calendar = seed.calendar(seed.connection(addresses='["me@example.org"]'))
    recurrence = Recurrence("FREQ=WEEKLY", ("20260304T080000Z",), ("20260309T080000Z",))
    moved = Override("20260316T080000Z", replace(FULL, when=at(17), title="Moved"))
    id_ = seed.appointment(calendar, Appointment("uid", FULL, recurrence, (moved,)))
    out = json.loads(json.dumps(told(store, id_)))
    overrides = out.pop("overrides")
    assert out == {
        "id": id_,
        "calendar": calendar,
        "title": "Review",
        "notes": "plain",
        "location": "Here",
        "start": "2026-03-02T09:00:00+01:00",
        "end": "2026-03-02T10:00:00+01:00",
        "all_day": False,
        "zone": BERLIN,
        "series": True,
        "rrule": "FREQ=WEEKLY",
        "extra": ["2026-03-04T08:00:00+00:00"],
        "skipped": ["2026-03-09T08:00:00+00:00"],
        "status": "tentative",
        "show_as": "free",
        "visibility": "private",
        "reminders": [{"minutes": 10, "method": "popup"}, {"minutes": 60, "method": "email"}],
        "attendees": [
            {"email": "me@example.org", "name": "Me", "reply": "accepted", "optional": False},
            {"email": "b@example.org", "name": "", "reply": "none", "optional": True},
        ],
        "organizer": {"email": "boss@example.org", "name": "Boss"},
        "my_reply": "accepted",
        "categories": ["a", "b"],
        "color": "#123456",
        "url": "https://example.org/",
        "meeting_url": "https://meet.example.org/",
        "attachments": [{"url": "https://example.org/file", "name": "File"}],
        "waiting": False,
        "detached": False,
        "parked_reason": "",
    }
    assert [(o["original_start"], o["title"], o["start"]) for o in overrides] == [
        ("2026-03-16T08:00:00+00:00", "Moved", "2026-03-17T09:00:00+01:00")
    ]


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        (days(2, 4), "2026-03-02", "2026-03-04"),
        (
            floating(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10)),
            "2026-03-02T09:00:00+01:00",
            "2026-03-02T10:00:00+01:00",
        ),
        (at(2, zone="Asia/Tokyo"), "2026-03-02T09:00:00+09:00", "2026-03-02T10:00:00+09:00"),
        (
            timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 12), BERLIN, "America/New_York"),
            "2026-03-02T09:00:00+01:00",
            "2026-03-02T12:00:00-05:00",
        ),
    ],
    ids=["whole days", "floating", "another zone", "two zones"],
)
def test_each_kind_of_time_is_told(store: Store, seed: Seed, value: object, start: str, end: str) -> None:
    id_ = seed.appointment(seed.calendar(), value)  # type: ignore[arg-type]
    out = told(store, id_)
    assert (out["start"], out["end"]) == (start, end)


@pytest.mark.parametrize(
    ("copies", "title", "waiting"),
    [
        ((ONE, None, None), "one", False),
        ((ONE, TWO, None), "two", True),
        ((ONE, None, TWO), "one", False),
        ((None, TWO, None), "two", True),
        ((None, None, TWO), "two", False),
        ((ONE, GONE, None), None, True),
        ((ONE, None, GONE), "one", False),
    ],
)
def test_ours_is_shown_else_base_else_theirs(
    store: Store, seed: Seed, copies: tuple[str | None, ...], title: str | None, waiting: bool
) -> None:
    calendar = seed.calendar()
    id_ = seed.appointment(calendar, at(2), base=copies[0], ours=copies[1], theirs=copies[2])
    row = appointment(store.raw, id_)
    assert ((row.shown.content.title if row.shown else None), row.waiting) == (title, waiting)
    assert [shown.content.title for _, shown in shown_appointments(store.raw, calendar)] == ([title] if title else [])
    if title is None:
        with pytest.raises(Gone):
            told(store, id_)


def test_the_beginning_of_an_id_is_enough_and_nothing_else(store: Store, seed: Seed) -> None:
    seed.appointment(seed.calendar(), at(2), id="a77")
    assert appointment(store.raw, "a7").id == "a77"
    with pytest.raises(Usage):
        appointment(store.raw, "b")


def test_what_is_exported_is_what_is_selected_or_asked_for(store: Store, seed: Seed) -> None:
    one, two, off = seed.calendar(), seed.calendar(), seed.calendar(selected=False)
    ids = [seed.appointment(calendar, at(2)) for calendar in (one, two, off)]
    assert [id_ for id_, _ in shown_appointments(store.raw)] == ids[:2]
    assert [id_ for id_, _ in shown_appointments(store.raw, two)] == ids[1:2]


def test_a_parked_appointment_says_why(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    id_ = seed.appointment(calendar, at(2), detached=True)
    seed.row(
        tables.parked, "p", calendar=calendar, appointment=id_, kind="refused", reason="It is too large.", since=AT
    )
    out = told(store, id_)
    assert (out["parked_reason"], out["detached"]) == ("It is too large.", True)


def test_conflicts_and_other_parked_items_are_told_apart(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    id_ = seed.appointment(calendar, series(at(2), "FREQ=DAILY", "Clashing"))
    fields = [{"name": "title", "base": "a", "mine": "b", "theirs": "c"}]
    detail = json.dumps({"version": "v1", "fields": fields})
    seed.row(
        tables.parked, "p", calendar=calendar, appointment=id_, kind="conflict", reason="", detail=detail, since=AT
    )
    seed.row(
        tables.parked,
        "p",
        calendar=calendar,
        remote_id="/x.ics",
        kind="unreadable",
        reason="It has no start.",
        since=AT,
        attempts=3,
    )
    (conflict,) = conflicts(store.raw)
    assert (conflict.id, conflict.version, conflict.appointment, conflict.title, conflict.since) == (
        "p1",
        "v1",
        id_,
        "Clashing",
        AT,
    )
    assert list(conflict.fields) == fields
    (item,) = parked(store.raw)
    assert (item.id, item.appointment, item.title, item.remote_id, item.reason, item.attempts) == (
        "p2",
        None,
        "",
        "/x.ics",
        "It has no start.",
        3,
    )


def test_questions_wait_until_they_are_answered(store: Store, seed: Seed) -> None:
    connection = seed.connection()
    for answer in (None, "keep"):
        seed.row(
            tables.questions,
            "q",
            connection=connection,
            kind="delete",
            direction="in",
            detail='{"count":12}',
            since=AT,
            answer=answer,
        )
    (question,) = questions(store.raw)
    assert (question.id, question.kind, question.direction, question.detail["count"], question.calendar) == (
        "q1",
        "delete",
        "in",
        12,
        None,
    )


def test_history_tells_the_latest_first_and_one_run_or_appointment_when_asked(store: Store, seed: Seed) -> None:
    for number, (run, who) in enumerate((("r1", "a1"), ("r2", "a1"), ("r2", "a2"), (None, "a2"))):
        moment = f"2026-03-01T00:00:{number // 2:02}Z"
        values = {
            "connection": "k",
            "calendar": "c",
            "title": "t",
            "direction": "in",
            "kind": "update",
            "fields": '["title"]',
            "before": ONE,
        }
        seed.row(tables.history, "h", run=run, at=moment, appointment=who, **values)
    assert [change.id for change in history(store.raw)] == ["h4", "h3", "h2", "h1"]
    assert [change.id for change in history(store.raw, "r2")] == ["h3", "h2"]
    assert [change.id for change in history(store.raw, appointment="a1", limit=1)] == ["h2"]
    change = history(store.raw, "r1")[0]
    assert (change.fields, change.undone, change.before, change.after) == (("title",), False, ONE, None)


def test_runs_tell_the_latest_first(store: Store, seed: Seed) -> None:
    one, two = seed.connection(), seed.connection()
    for number, connection in enumerate((one, two, one)):
        values = {
            "started_at": f"2026-03-0{number + 1}T00:00:00Z",
            "seconds": "0.25",
            "counts": '{"merged":1}',
            "status": "ok",
        }
        seed.row(tables.runs, "r", connection=connection, **values)
    assert [run.id for run in runs(store.raw)] == ["r3", "r2", "r1"]
    (run,) = runs(store.raw, two)
    assert (run.id, run.seconds, run.counts, run.error) == ("r2", 0.25, {"merged": 1}, "")
