"""The layout of an appointment as paths loses nothing, so that a merge over paths loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Override, Recurrence, Reminder
from calsync_desktop.core.fields import TOP, changed, gather, lay_out, top
from calsync_desktop.core.when import timed
from tests.strategies import appointments

NINE = timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), "Europe/Berlin")


def _sorted(content: Content) -> Content:
    return replace(
        content,
        reminders=tuple(sorted(content.reminders, key=repr)),
        attendees=tuple(sorted(content.attendees, key=repr)),
        categories=tuple(sorted(content.categories)),
        attachments=tuple(sorted(content.attachments, key=repr)),
    )


def in_order(appointment: Appointment) -> Appointment:
    overrides = tuple(replace(o, content=_sorted(o.content)) for o in appointment.overrides)
    return replace(appointment, content=_sorted(appointment.content), overrides=overrides)


@given(appointments())
def test_what_is_laid_out_can_be_gathered(appointment: Appointment) -> None:
    assert in_order(gather(appointment.uid, lay_out(appointment))) == in_order(appointment)


@given(appointments(), appointments())
def test_two_appointments_are_equal_if_and_only_if_nothing_changed(one: Appointment, two: Appointment) -> None:
    other = replace(two, uid=one.uid)
    assert (in_order(one) == in_order(other)) is (changed(lay_out(one), lay_out(other)) == frozenset())


@given(appointments())
def test_every_path_begins_with_a_field_that_has_a_name(appointment: Appointment) -> None:
    assert {top(path) for path in lay_out(appointment)} <= TOP_OR_MASTERLESS


TOP_OR_MASTERLESS = TOP | {"masterless"}


@pytest.mark.parametrize("name", ["a/b", "attendees/x", "instances/20260302T080000Z/title", "a:b", "/"])
def test_names_that_look_like_paths_are_only_names(name: str) -> None:
    guest = Attendee(f"{name}@example.com")
    content = Content(NINE, categories=(name,), attendees=(guest,), reminders=(Reminder(-5, "popup"),))
    override = Override("20260309T080000Z", content)
    appointment = Appointment("u", content, Recurrence("FREQ=WEEKLY"), (override,))
    assert gather("u", lay_out(appointment)) == appointment


def test_an_occurrence_s_field_is_named_by_that_field() -> None:
    assert top("instances/20260309T080000Z/title") == "title"
    assert top("instances/20260309T080000Z") == "instances"
    assert top("attendees/a@example.com") == "attendees"
