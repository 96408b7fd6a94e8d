"""Whether anything of an appointment lies in a window is what listing all of it would say."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.recurrence import occurrences, takes_place
from tests.strategies import appointments


@given(appointments(), st.integers(-4000, 4000), st.integers(1, 400))
def test_it_says_what_the_whole_list_says(appointment: Appointment, day: int, days: int) -> None:
    beginning = appointment.content.when.start_instant("UTC").replace(tzinfo=UTC)
    start = max(beginning, datetime(1950, 1, 1, tzinfo=UTC)) + timedelta(days=day / 10)
    end = start + timedelta(days=days / 10)
    try:
        listed = bool(occurrences(appointment, start, end))
    except Refused:
        return
    assert takes_place(appointment, start, end) is listed
