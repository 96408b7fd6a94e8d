"""The stored text of an appointment says all of it, and says it in one way."""

from __future__ import annotations

import json
from datetime import date, datetime

from hypothesis import given

from calsync_desktop.core.appointment import Appointment, Content
from calsync_desktop.core.encoding import dumps, loads, when_from_json, when_to_json
from calsync_desktop.core.when import When, all_day, timed
from tests.strategies import appointments, whens


@given(appointments())
def test_what_is_stored_comes_back(appointment: Appointment) -> None:
    assert loads(dumps(appointment)) == appointment


@given(appointments())
def test_equal_appointments_have_equal_text(appointment: Appointment) -> None:
    assert dumps(loads(dumps(appointment))) == dumps(appointment)


@given(whens())
def test_every_kind_of_time_comes_back(when: When) -> None:
    assert when_from_json(json.loads(json.dumps(when_to_json(when)))) == when


def test_defaults_are_left_out_of_the_text() -> None:
    whole_day = Appointment("u", Content(all_day(date(2026, 3, 2))))
    assert dumps(whole_day) == '{"uid":"u","when":["2026-03-02","2026-03-03"]}'


def test_a_timed_appointment_of_midnight_to_midnight_is_not_taken_for_whole_days() -> None:
    when = timed(datetime(2026, 3, 2), datetime(2026, 3, 3), "Europe/Berlin")
    assert when_from_json(when_to_json(when)) == when
