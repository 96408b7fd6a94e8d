"""What is typed becomes the smallest edit that says it."""

from datetime import UTC, date, datetime

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.when import When, all_day, timed
from calsync_desktop.ui.dialogs.draft import Draft, Reach, blank, change, changed, complaint, draft_of, reaches, shifted
from calsync_desktop.ui.models.agenda import week_of
from tests.ui.conftest import BRITISH

BERLIN = "Europe/Berlin"


def at(day: int, start: int, end: int) -> When:
    return timed(datetime(2026, 3, day, start), datetime(2026, 3, day, end), BERLIN)


MASTER = Appointment(
    "u",
    Content(at(2, 9, 10), title="Weekly"),
    Recurrence("FREQ=WEEKLY"),
    (Override("20260309T080000Z", Content(at(10, 9, 10), title="Moved")),),
)


def test_nothing_typed_is_nothing_changed() -> None:
    draft = draft_of(MASTER, "c", None)
    assert changed(draft, draft) == {}


def test_only_what_differs_is_changed_and_notes_drop_their_html() -> None:
    before = Draft("c", at(2, 9, 10), title="A", notes="old")
    after = Draft("c", at(2, 9, 10), title="A", notes="new")
    assert changed(before, after) == {"notes": "new", "notes_html": ""}


def test_an_occurrence_is_shown_where_it_is_and_an_override_as_it_says() -> None:
    assert draft_of(MASTER, "c", "20260316T080000Z").when == at(16, 9, 10)
    assert draft_of(MASTER, "c", "20260309T080000Z").title == "Moved"


def test_moving_one_occurrence_for_all_moves_the_series_as_much() -> None:
    edit = change({"when": at(17, 11, 13)}, Reach.ALL, "20260316T080000Z", MASTER.content.when, at(16, 9, 10))
    assert (edit.at, edit.following) == (None, None)
    assert edit.values["when"] == at(3, 11, 13)


def test_this_and_following_from_the_first_on_is_all() -> None:
    edit = change({"title": "B"}, Reach.FOLLOWING, MASTER.content.when.key, MASTER.content.when, MASTER.content.when)
    assert edit.following is None


def test_one_occurrence_is_named_by_its_key() -> None:
    assert change({"title": "B"}, Reach.THIS, "k", MASTER.content.when, at(16, 9, 10)).at == "k"


def test_a_timed_series_can_become_whole_days() -> None:
    assert shifted(at(2, 9, 10), at(16, 9, 10), all_day(date(2026, 3, 16))) == all_day(date(2026, 3, 2))


@pytest.mark.parametrize(
    ("values", "possible"),
    [
        ({"title": "x"}, tuple(Reach)),
        ({"rule": "x"}, (Reach.FOLLOWING, Reach.ALL)),
        ({"calendar": "c", "title": "x"}, (Reach.ALL,)),
    ],
)
def test_a_rule_has_no_single_occurrence_and_a_calendar_no_part(
    values: dict[str, str], possible: tuple[Reach, ...]
) -> None:
    assert reaches(values) == possible


def test_a_new_appointment_begins_with_the_next_full_hour_or_at_nine() -> None:
    now = datetime(2026, 3, 2, 13, 20, tzinfo=UTC)
    assert blank("c", now, date(2026, 3, 2), BERLIN).when.start == datetime(2026, 3, 2, 15)
    assert blank("c", now, date(2026, 3, 5), BERLIN).when.start == datetime(2026, 3, 5, 9)


def test_an_end_before_the_start_is_complained_about() -> None:
    assert complaint(Draft("c", at(2, 10, 9))) == "The end is before the start."
    assert complaint(Draft("c", at(2, 9, 9))) == ""


def test_weeks_begin_as_the_reader_counts_them() -> None:
    assert week_of(date(2026, 3, 8), BRITISH) == date(2026, 3, 2)
