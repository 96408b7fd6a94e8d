"""Days for which no occurrences are kept are shown as well as all others."""

from datetime import date, datetime, timedelta

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Override
from calsync_desktop.core.when import floating, timed
from calsync_desktop.store.agenda import agenda, is_kept
from calsync_desktop.store.opening import Store, memory_store
from tests.store.seeding import BERLIN, HORIZON, NEW_YORK, SECOND, TOKYO, Seed, at, days, on, series, single


def test_days_beyond_what_is_kept_are_expanded_on_the_spot(store: Store, seed: Seed) -> None:
    calendar = seed.calendar(color="#112233")
    weekly = series(at(2), "FREQ=WEEKLY", "Weekly", location="Here", categories=("a", "b"))
    moved = Override("20300304T080000Z", Content(at(4, 12), title="Moved from far away"))
    seed.appointment(calendar, Appointment("uid", weekly.content, weekly.recurrence, (moved,)), ours="", base=None)
    with store.begin():
        store.raw.execute(
            "UPDATE appointments SET ours = base_of.text FROM (SELECT ? AS text) AS base_of", (dumped(weekly, moved),)
        )
    seed.appointment(calendar, single(timed(datetime(2030, 3, 4, 12), datetime(2030, 3, 4, 13), BERLIN), "Once"))
    seed.appointment(seed.calendar(selected=False), series(at(2), "FREQ=DAILY", "Not selected"))
    far = date(2030, 3, 4), date(2030, 3, 11)
    assert not is_kept(store.raw, *far)
    rows = on(store, *far)
    assert [(r.title, r.start, r.original_start, r.waiting) for r in rows] == [
        ("Once", "2030-03-04T12:00:00+01:00", None, False),
        ("Weekly", "2030-03-11T09:00:00+01:00", "2030-03-11T08:00:00+00:00", True),
    ]
    assert (rows[1].location, rows[1].color, rows[1].zone) == ("Here", "#112233", BERLIN)
    assert [r.title for r in on(store, date(2026, 3, 4))] == ["Moved from far away"]
    assert [r.title for r in agenda(store.raw, *far, BERLIN, expand=False)] == ["Once"]
    assert [r.title for r in agenda(store.raw, *far, BERLIN, "c2")] == []


def dumped(weekly: Appointment, moved: Override) -> str:
    from calsync_desktop.core.encoding import dumps

    return dumps(Appointment("uid", weekly.content, weekly.recurrence, (moved,)))


def test_what_is_kept_and_what_is_expanded_are_the_same(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    seed.appointment(calendar, series(at(2, 22, zone=NEW_YORK), "FREQ=DAILY;COUNT=5"))
    seed.appointment(calendar, series(days(2, 4), "FREQ=WEEKLY;COUNT=3"))
    seed.appointment(calendar, series(floating(datetime(2026, 3, 2, 0), datetime(2026, 3, 2, 1)), "FREQ=DAILY"))
    seed.appointment(calendar, at(3))
    period = date(2026, 3, 1), date(2026, 3, 20)
    for zone in (BERLIN, TOKYO, NEW_YORK):
        kept = on(store, *period, zone)
        with store.begin():
            store.raw.execute("UPDATE settings SET value = '2020-01-01' WHERE name = 'horizon_to'")
        assert on(store, *period, zone) == kept
        with store.begin():
            store.raw.execute("UPDATE settings SET value = ? WHERE name = 'horizon_to'", (HORIZON.end.isoformat(),))


def test_a_series_that_must_not_be_expanded_does_not_stop_the_view(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    seed.appointment(calendar, series(at(2), "FREQ=SECONDLY"))
    seed.appointment(calendar, series(at(2), "FREQ=YEARLY", "Good"))
    assert [row.title for row in on(store, date(2031, 3, 1), date(2031, 3, 5))] == ["Good"]


@pytest.mark.parametrize(
    ("from_", "to", "kept"),
    [
        (HORIZON.start + timedelta(days=1), HORIZON.end - timedelta(days=2), True),
        (HORIZON.start, HORIZON.end - timedelta(days=2), False),
        (HORIZON.start + timedelta(days=1), HORIZON.end - timedelta(days=1), False),
    ],
)
def test_the_horizon_leaves_a_day_for_the_zones(store: Store, seed: Seed, from_: date, to: date, kept: bool) -> None:
    assert is_kept(store.raw, from_, to) is kept


def test_nothing_is_kept_where_nothing_was_noted() -> None:
    assert not is_kept(memory_store().raw, SECOND, SECOND)
