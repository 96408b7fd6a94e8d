"""What Google lets nobody, or not this user, change is refused in words before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calsync_desktop.core.appointment import (
    Attendee,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.calendar import Access
from calsync_desktop.core.errors import NotAllowed, Refused
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.providers.google.mapping.allowed import check
from calsync_desktop.providers.google.mapping.read import piece
from tests.providers.google.services import ANA, BEN
from tests.providers.google.test_read import HOME, event

Json = dict[str, Any]
MINE = frozenset({ANA})

CLOSED: list[tuple[Json, Json, str]] = [
    ({"locked": True}, {"title": "x"}, "locked"),
    ({"eventType": "birthday"}, {"location": "x"}, "birthday"),
    ({"eventType": "focusTime"}, {"title": "x"}, "focus time"),
    ({"eventType": "outOfOffice"}, {"title": "x"}, "out-of-office"),
    ({"eventType": "workingLocation"}, {"title": "x"}, "working location"),
    ({"eventType": "fromGmail"}, {"title": "x"}, "from a mail"),
    ({"eventType": "brandNew"}, {"title": "x"}, "only Google Calendar"),
    ({"organizer": {"email": BEN}}, {"title": "x"}, "organizer decides"),
    ({"organizer": {"email": BEN}}, {"attendees": (Attendee("x@example.org"),)}, "organizer decides"),
]
OPEN: list[tuple[Json, Json]] = [
    ({}, {"title": "x"}),
    ({"locked": True}, {"color": "red"}),
    ({"eventType": "birthday"}, {"reminders": (Reminder(5),)}),
    ({"eventType": "fromGmail"}, {"visibility": Visibility.PRIVATE}),
    ({"organizer": {"email": BEN}}, {"reminders": (Reminder(5),), "color": "red", "show_as": ShowAs.FREE}),
    (
        {"organizer": {"email": BEN}, "attendees": [{"email": ANA}]},
        {"attendees": (Attendee(ANA, reply=Reply.ACCEPTED),)},
    ),
    ({"organizer": {"email": BEN}, "guestsCanModify": True}, {"title": "x"}),
]


def asked(said: Json, values: Json, access: Access = Access.WRITE) -> None:
    raw = event(**said)
    before = piece(raw, HOME).content
    assert before is not None
    after = replace(before, content=replace(before.content, **values))
    fields = changed(lay_out(before), lay_out(after))
    check(PieceWrite(Verb.UPDATE, "tea00", "tea00", None, '"1"', before, after, fields), raw, access, MINE)


@pytest.mark.parametrize(("said", "values", "words"), CLOSED)
def test_what_nobody_or_not_this_user_may_change_is_refused(said: Json, values: Json, words: str) -> None:
    with pytest.raises(Refused, match=words):
        asked(said, values)


@pytest.mark.parametrize(("said", "values"), OPEN)
def test_what_one_may_change_is_not_refused(said: Json, values: Json) -> None:
    asked(said, values)


def test_a_calendar_that_only_reads_refuses_everything() -> None:
    with pytest.raises(NotAllowed, match="read-only"):
        asked({}, {"title": "x"}, Access.READ)
