"""One occurrence skipped, changed, or the rest divided off, and every other occurrence stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.edits import content_at, override, skip, split
from calsync_desktop.core.errors import Refused, Usage
from calsync_desktop.core.recurrence import normalise
from calsync_desktop.core.when import When, key_of
from tests.core.series import at, seen, series, starts
from tests.core.test_walk import draw_rule, draw_when

NINE = "20260303T080000Z"  # the second start of most series here
WINDOW_DAYS = 500


def drawn(chance: Random) -> Appointment:
    """A series by chance, with skipped, added and changed starts among those that its rule names."""
    when = draw_when(chance)
    rule = draw_rule(chance, with_times=not when.all_day)
    hourly = rule.startswith("FREQ=HOURLY")
    if hourly or chance.random() < 0.5:
        rule += f";COUNT={chance.randint(2, 30)}"
    elif chance.random() < 0.4:
        until = when.moved_to(when.start + timedelta(days=chance.randrange(400))).start_instant()
        rule = normalise(f"{rule};UNTIL={until:%Y%m%dT%H%M%SZ}", when)
    bare = Appointment("u", Content(when, title="usual"), Recurrence(rule))
    keys = [each[0] for each in windowed(bare)][:40]
    chosen = chance.sample(keys, min(len(keys), 6))
    skipped, changed = tuple(sorted(chosen[:3])), sorted(chosen[3:])
    extra = tuple(
        sorted(
            {key_of(when.start + timedelta(days=chance.randint(1, 300), hours=1), when.zone) for _ in range(2)}
            - {*keys}
        )
    )
    overrides = tuple(Override(key, Content(_elsewhere(chance, when), title="other")) for key in changed)
    return replace(bare, recurrence=Recurrence(rule, extra, skipped), overrides=overrides)


def _elsewhere(chance: Random, when: When) -> When:
    return when.moved_to(when.start + timedelta(days=chance.randint(-5, 60)))


def windowed(appointment: Appointment, origin: datetime | None = None) -> list[tuple[str, Content, bool]]:
    """What is seen from a little before the first start on."""
    origin = origin or appointment.content.when.start_instant()
    return seen(appointment, f"{origin - timedelta(days=5):%Y-%m-%d}", WINDOW_DAYS)


def draws(seed: int, number: int = 30) -> Iterator[tuple[Random, Appointment, list[tuple[str, Content, bool]]]]:
    """Series of which something is seen, with what that is."""
    chance = Random(seed)
    for _ in range(number):
        appointment = drawn(chance)
        if before := windowed(appointment):
            yield chance, appointment, before


# --- laws ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_skipping_takes_away_one_occurrence_and_nothing_else(seed: int) -> None:
    for chance, appointment, before in draws(seed):
        key = chance.choice(before)[0]
        after = windowed(skip(appointment, key), appointment.content.when.start_instant())
        assert after == [each for each in before if each[0] != key], appointment


@pytest.mark.parametrize("seed", range(8))
def test_changing_one_occurrence_leaves_the_others(seed: int) -> None:
    for chance, appointment, before in draws(100 + seed):
        key, content, _ = chance.choice(before)
        new = replace(content, title="changed")
        after = windowed(override(appointment, key, new))
        assert after == [(key, new, True) if each[0] == key else each for each in before], appointment


@pytest.mark.parametrize("seed", range(8))
def test_the_content_at_a_key_is_what_is_seen_there(seed: int) -> None:
    for chance, appointment, before in draws(200 + seed):
        for key, content, _ in chance.sample(before, min(5, len(before))):
            assert content_at(appointment, key) == content, appointment


@pytest.mark.parametrize("seed", range(20))
def test_the_two_parts_of_a_divided_series_take_place_when_the_whole_did(seed: int) -> None:
    divided = 0
    for chance, appointment, before in draws(300 + seed):
        origin = appointment.content.when.start_instant()
        key = chance.choice(before)[0]
        try:
            trimmed, tail = split(appointment, key, "new")
        except Usage:
            continue
        divided += 1
        one, other = windowed(trimmed, origin), windowed(tail, origin)
        assert sorted([*one, *other], key=repr) == sorted(before, key=repr), (appointment, key)
        assert all(each[0] < key for each in one)
        assert all(each[0] >= key for each in other)
        assert (trimmed.uid, tail.uid) == ("u", "new")
    assert divided > 5


# --- cases -----------------------------------------------------------------------------------------------------------


def test_a_count_is_divided_among_the_parts() -> None:
    trimmed, tail = split(series("FREQ=DAILY;COUNT=10", skipped=(NINE,)), "20260305T080000Z", "new")
    assert trimmed.recurrence == Recurrence("FREQ=DAILY;UNTIL=20260305T075959Z", (), (NINE,))
    assert tail.recurrence == Recurrence("FREQ=DAILY;COUNT=7")
    assert tail.content.when == at("2026-03-05 09:00")


def test_whole_days_are_divided_the_day_before() -> None:
    trimmed, tail = split(series("FREQ=DAILY", "2026-03-02"), "20260305", "new")
    assert trimmed.recurrence == Recurrence("FREQ=DAILY;UNTIL=20260304")
    assert tail.recurrence == Recurrence("FREQ=DAILY")


def test_a_floating_series_is_divided_in_local_time() -> None:
    trimmed, _ = split(series("FREQ=DAILY", at("2026-03-02 09:00", zone="")), "20260305T090000", "new")
    assert trimmed.recurrence == Recurrence("FREQ=DAILY;UNTIL=20260305T085959")


def test_until_stays_with_the_second_part() -> None:
    _, tail = split(series("FREQ=DAILY;UNTIL=20260310T080000Z"), NINE, "new")
    assert tail.recurrence == Recurrence("FREQ=DAILY;UNTIL=20260310T080000Z")


def test_what_was_changed_added_or_skipped_goes_to_its_part() -> None:
    moved = {NINE: at("2026-05-01 09:00"), "20260306T080000Z": at("2026-03-01 09:00")}
    skips, extras = ("20260304T080000Z", "20260308T080000Z"), ("20260302T200000Z", "20260309T200000Z")
    trimmed, tail = split(series("FREQ=DAILY", extra=extras, skipped=skips, overrides=moved), "20260306T080000Z", "new")
    assert [o.original_start for o in trimmed.overrides] == [NINE]
    assert [o.original_start for o in tail.overrides] == ["20260306T080000Z"]
    assert trimmed.recurrence == Recurrence("FREQ=DAILY;UNTIL=20260306T075959Z", extras[:1], skips[:1])
    assert tail.recurrence == Recurrence("FREQ=DAILY", extras[1:], skips[1:])


def test_a_start_that_the_clock_skips_keeps_its_wall_time_in_the_second_part() -> None:
    _, tail = split(series("FREQ=DAILY", "2026-03-27 02:30"), "20260329T013000Z", "new")
    assert starts(tail, "2026-03-29", 2) == ["03-29 02:30", "03-30 02:30"]


def test_nothing_is_divided_before_the_first_start() -> None:
    with pytest.raises(Usage, match="Nothing comes before"):
        split(series("FREQ=DAILY"), "20260302T080000Z", "new")


def test_a_single_appointment_is_not_divided() -> None:
    with pytest.raises(Usage, match="not a series"):
        split(Appointment("u", Content(at("2026-03-02 09:00"))), "20260302T080000Z", "new")


def test_a_series_is_not_divided_at_a_start_beside_its_rule() -> None:
    with pytest.raises(Usage, match="beside the rule"):
        split(series("FREQ=DAILY", extra=("20260305T150000Z",)), "20260305T150000Z", "new")


def test_added_starts_after_the_rule_are_divided_off() -> None:
    days = series("FREQ=DAILY;COUNT=2", extra=("20260310T080000Z", "20260312T080000Z"))
    trimmed, tail = split(days, "20260310T080000Z", "new")
    assert starts(trimmed) == ["03-02 09:00", "03-03 09:00"]
    assert tail.recurrence == Recurrence("", ("20260312T080000Z",))
    assert starts(tail) == ["03-10 09:00", "03-12 09:00"]


def test_a_single_start_that_is_divided_off_is_no_series() -> None:
    _, tail = split(series("", extra=("20260310T080000Z",)), "20260310T080000Z", "new")
    assert tail == Appointment("new", Content(at("2026-03-10 09:00"), title="usual"))


@pytest.mark.parametrize("key", ["20260303T090000Z", "20260301T080000Z", "20260304T080000Z", "soon", ""])
def test_an_occurrence_that_is_not_there_is_told_to_the_user(key: str) -> None:
    days = series("FREQ=DAILY", skipped=("20260304T080000Z",))
    for attempt in (content_at, skip, lambda a, k: override(a, k, a.content), lambda a, k: split(a, k, "new")):
        with pytest.raises(Usage, match="no such occurrence"):
            attempt(days, key)


def test_an_added_start_is_taken_away_rather_than_skipped() -> None:
    assert skip(series("FREQ=DAILY", extra=("20260303T150000Z",)), "20260303T150000Z").recurrence == Recurrence(
        "FREQ=DAILY"
    )


def test_skipping_a_changed_occurrence_forgets_the_change() -> None:
    skipped = skip(series("FREQ=DAILY", overrides={NINE: at("2026-03-03 11:00")}), NINE)
    assert skipped.overrides == ()
    assert skipped.recurrence == Recurrence("FREQ=DAILY", (), (NINE,))


def test_a_single_appointment_has_one_occurrence() -> None:
    single = Appointment("u", Content(at("2026-03-02 09:00")))
    changed = replace(single.content, title="new")
    assert content_at(single, "20260302T080000Z") == single.content
    assert override(single, "20260302T080000Z", changed) == Appointment("u", changed)
    with pytest.raises(Usage, match="only occurrence"):
        skip(single, "20260302T080000Z")


def test_of_a_series_without_a_master_single_occurrences_can_be_edited() -> None:
    first, second = (Content(at(f"2026-03-0{n} 09:00")) for n in (3, 5))
    keys = ("20260303T080000Z", "20260305T080000Z")
    strays = Appointment("u", first, None, (Override(keys[0], first), Override(keys[1], second)), masterless=True)
    assert skip(strays, keys[0]) == Appointment("u", second, None, (Override(keys[1], second),), masterless=True)
    changed = override(strays, keys[0], replace(first, title="new"))
    assert changed.content.title == changed.overrides[0].content.title == "new"
    with pytest.raises(Usage, match="not a series"):
        split(strays, keys[1], "new")
    with pytest.raises(Usage, match="only occurrence"):
        skip(skip(strays, keys[0]), keys[1])


def test_a_series_that_cannot_be_shown_cannot_be_edited_by_the_occurrence() -> None:
    with pytest.raises(Refused, match="minutes or seconds"):
        skip(series("FREQ=MINUTELY"), NINE)
