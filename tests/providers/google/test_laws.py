"""What is sent is read back as it was, reading alone writes nothing, and an edit makes of what is there what it is to be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import (
    Appointment,
    Attachment,
    Attendee,
    Content,
    EventStatus,
    Recurrence,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.merge import differs
from calsync_desktop.core.provider import Notify, PieceWrite, Shape, Verb
from calsync_desktop.core.series import Held, HeldPiece, unfold
from calsync_desktop.core.when import all_day, timed
from calsync_desktop.providers.google.mapping.compose import Grounds, compose
from calsync_desktop.providers.google.mapping.read import View, piece
from calsync_desktop.sandbox.google import GoogleSandbox, hand
from tests.providers.google.services import ANA, google

Json = dict[str, Any]
MINE = frozenset({ANA})

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="<>\x00\r"), max_size=12)
WHENS = st.one_of(
    st.builds(
        lambda day, days: all_day(date(2026, 3, day), date(2026, 3, day + days)), st.integers(1, 20), st.integers(1, 5)
    ),
    st.builds(
        lambda day, hour, zone: timed(datetime(2026, 3, day, hour), datetime(2026, 3, day, hour + 1), zone),
        st.integers(1, 27),
        st.integers(4, 21),
        st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"]),
    ),
)
CONTENTS = st.builds(
    Content,
    when=WHENS,
    title=TEXT,
    notes=TEXT,
    location=TEXT,
    status=st.sampled_from([EventStatus.CONFIRMED, EventStatus.TENTATIVE]),
    show_as=st.sampled_from(ShowAs),
    visibility=st.sampled_from(Visibility),
    reminders=st.sets(st.builds(Reminder, st.integers(0, 40_320), st.sampled_from(["popup", "email"])), max_size=5).map(
        lambda found: tuple(sorted(found, key=lambda r: (r.minutes, r.method)))
    ),
    attendees=st.sets(st.sampled_from(["bo@example.org", "cleo@example.org"])).map(
        lambda found: tuple(Attendee(each, each[:2], Reply.TENTATIVE) for each in sorted(found))
    ),
    categories=st.sets(st.sampled_from(["Work", "Food"])).map(lambda found: tuple(sorted(found))),
    color=st.sampled_from(["", "tomato", "#dc2127"]),
    url=st.sampled_from(["", "https://example.org/a", "message:1"]),
    meeting_url=st.sampled_from(["", "https://meet.example.org"]),
    attachments=st.sampled_from([(), (Attachment("https://example.org/a", "A"),)]),
)
RULES = st.sampled_from([None, Recurrence("FREQ=WEEKLY;COUNT=4"), Recurrence("FREQ=DAILY")])
APPOINTMENTS = st.builds(Appointment, st.just("uid-1"), CONTENTS, RULES)


def made_there(appointment: Appointment) -> tuple[GoogleSandbox, Json]:
    """It is created in the sandbox, and what Google makes of it."""
    sandbox = google()
    write = PieceWrite(Verb.CREATE, "", "cs0uid", None, None, None, appointment, frozenset(lay_out(appointment)))
    body = json.loads(compose(write, Grounds({}, "Europe/Berlin", MINE)))
    attachments = body.pop("attachments", None)  # needs a parameter that the back door has not
    hand.put(sandbox, ANA, body)
    found = hand.look(sandbox, ANA, "cs0uid")
    assert found is not None
    return sandbox, found | ({"attachments": attachments} if attachments else {})


@given(APPOINTMENTS)
def test_what_is_sent_is_read_back_as_it_was(appointment: Appointment) -> None:
    _, item = made_there(appointment)
    found = piece(item, View("Europe/Berlin"))
    assert found.problem == ""
    assert differs(found.content, appointment) == frozenset()


@given(APPOINTMENTS, TEXT)
def test_reading_without_a_change_writes_nothing_and_a_new_title_only_the_title(
    appointment: Appointment, title: str
) -> None:
    _, item = made_there(appointment)
    read = piece(item, View("Europe/Berlin"))
    assert read.content is not None
    held: Held = {None: HeldPiece(read.remote_id, read.version, read.raw)}

    def writes(after: Appointment) -> list[PieceWrite]:
        return unfold(read.content, after, held, shape=Shape.PIECES, series=read.remote_id, notify=Notify.NONE)

    assert writes(read.content) == []
    renamed = replace(read.content, content=replace(read.content.content, title=f"new {title}"))
    (write,) = writes(renamed)
    assert json.loads(compose(write, Grounds(item, "Europe/Berlin", MINE))) == {"summary": f"new {title}"}


@given(APPOINTMENTS, APPOINTMENTS)
def test_any_edit_makes_of_what_is_there_what_it_is_to_be(one: Appointment, other: Appointment) -> None:
    sandbox, item = made_there(one)
    read = piece(item, View("Europe/Berlin"))
    assert read.content is not None
    other = replace(other, content=replace(other.content, attachments=read.content.content.attachments))
    fields = changed(lay_out(read.content), lay_out(other))
    write = PieceWrite(Verb.UPDATE, "cs0uid", "cs0uid", None, read.version, read.content, other, fields, read.raw)
    hand.edit(sandbox, ANA, "cs0uid", json.loads(compose(write, Grounds(item, "Europe/Berlin", MINE))))
    found = hand.look(sandbox, ANA, "cs0uid")
    assert found is not None
    there = piece(
        found | ({"attachments": item["attachments"]} if "attachments" in item else {}), View("Europe/Berlin")
    )
    assert differs(there.content, other) == frozenset()
