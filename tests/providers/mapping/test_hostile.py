"""No text that a server sends may hang, crash or end the sync: it is an appointment, or a sentence that says why not."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from random import Random

import pytest

from calsync_desktop.core.fields import lay_out
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.providers.caldav.mapping import read_calendar
from calsync_desktop.providers.caldav.mapping.compose import compose
from calsync_desktop.providers.caldav.mapping.read import read_resource
from calsync_desktop.providers.caldav.reading import piece
from tests.providers.hostile import HARMLESS, PROBLEMS, event

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PATIENCE = 3.0  # seconds of processor time, far more than any of them takes


def test_the_corpus_is_large_enough() -> None:
    assert len(PROBLEMS) + len(HARMLESS) >= 60


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_cannot_be_shown_is_a_problem_in_a_sentence(name: str) -> None:
    began = time.process_time()
    reading = read_resource(PROBLEMS[name](), "Europe/Berlin")
    assert reading is not None
    assert reading.appointment is None
    assert reading.problem.endswith((".", "!"))
    assert "Traceback" not in reading.problem
    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_odd_but_readable_is_shown(name: str) -> None:
    began = time.process_time()
    reading = read_resource(HARMLESS[name](), "Europe/Berlin")
    assert reading is not None
    assert reading.problem == ""
    assert reading.appointment is not None
    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize("name", [*PROBLEMS, *HARMLESS])
def test_every_text_is_a_piece(name: str) -> None:
    text = (PROBLEMS | HARMLESS)[name]()
    made = piece("/c/x.ics", text, '"1"', "")
    assert made.version == '"1"'
    assert not made.gone
    assert (made.content is None) == bool(made.problem)


@pytest.mark.parametrize("name", [*PROBLEMS, *HARMLESS])
def test_a_file_to_import_never_raises(name: str) -> None:
    text = (PROBLEMS | HARMLESS)[name]()
    good, bad = read_calendar(text.encode("utf-8", "replace"))
    assert good or bad or "VEVENT" not in text


@pytest.mark.parametrize("name", HARMLESS)
def test_an_odd_text_can_be_edited_and_read_again(name: str) -> None:
    from dataclasses import replace

    text = HARMLESS[name]()
    reading = read_resource(text)
    assert reading is not None
    assert reading.appointment is not None
    before = reading.appointment
    after = replace(before, content=replace(before.content, title="Edited"))
    written = compose(
        PieceWrite(Verb.UPDATE, "/x", "/x", None, '"1"', before, after, frozenset({"title"}), text),
        NOW,
        "",
        frozenset(),
    )
    again = read_resource(written)
    assert again is not None
    assert again.appointment is not None
    assert lay_out(again.appointment) == lay_out(after)


@pytest.mark.parametrize("name", ["an injected attendee", "a carriage return in a value"])
def test_nobody_is_invited_by_a_title(name: str) -> None:
    reading = read_resource(HARMLESS[name]())
    assert reading is not None
    assert reading.appointment is not None
    appointment = reading.appointment
    assert appointment.content.attendees == ()
    written = compose(PieceWrite(Verb.CREATE, "/x", "/x", after=appointment), NOW, "", frozenset())
    again = read_resource(written)
    assert again is not None
    assert again.appointment is not None
    assert again.appointment.content.attendees == ()


def test_control_characters_never_reach_the_screen() -> None:
    reading = read_resource(HARMLESS["nul and escape"]())
    assert reading is not None
    assert reading.appointment is not None
    assert reading.appointment.content.title == "ab[31mc"


def test_no_cut_or_flipped_text_raises() -> None:
    random = Random(7)
    text = event(
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "EXDATE:20260309T100000Z",
        'ATTENDEE;CN="Bo, B":mailto:bo@example.org',
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT5M",
        "END:VALARM",
    )
    for number in range(2000):
        spoilt = list(text[: random.randrange(1, len(text))] if number % 4 == 0 else text)
        for _ in range(random.randrange(1, 6)):
            spoilt[random.randrange(len(spoilt))] = random.choice('\0\n\r ",:;=A\\\u2028\ufffd')
        read_resource("".join(spoilt))
