"""Series that were edited on both sides: occurrence by occurrence both edits are kept, and none is doubled, lost or brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from calsync_desktop.core.appointment import Appointment, Reminder
from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.merge import Judge, Step, StepKind, reconcile
from calsync_desktop.core.rights import OWN_OF_INVITATION
from calsync_desktop.core.starts import gives
from calsync_desktop.core.when import timed
from tests.core.small_series import (
    ADDED,
    FIRST,
    KEYS,
    SEED,
    Edit,
    added,
    apart,
    edited,
    lengthened,
    moved,
    ordinary,
    ruled,
    says,
    shown,
    skipped,
    unmade,
)

K0, K1, K2, K3 = KEYS[:4]
Three = tuple[Appointment, Appointment, Appointment]
TRIMMED = ruled("FREQ=WEEKLY;COUNT=2")


def met(ours: list[Edit], theirs: list[Edit], *, base: Appointment = SEED, judge: Judge | None = None) -> Step:
    return reconcile(base, edited(base, ours), edited(base, theirs), judge or Judge())


def merged(ours: list[Edit], theirs: list[Edit], *, base: Appointment = SEED) -> dict[str, dict[str, Any]]:
    """What is shown after a merge in which nothing clashed."""
    step = met(ours, theirs, base=base)
    assert step.clashes == ()
    assert step.result is not None
    return shown(step.result)


# --- both edits are kept ---------------------------------------------------------------------------------------------


def test_two_occurrences_changed_on_two_sides_are_both_changed() -> None:
    result = merged([apart(K1, title="mine")], [apart(K2, title="theirs")])
    assert [result[k]["title"] for k in KEYS[:4]] == ["A", "mine", "theirs", "A"]


def test_one_occurrence_skipped_here_and_another_there_are_both_skipped() -> None:
    assert list(merged([skipped(K1)], [skipped(K2)])) == [K0, K3, *KEYS[4:6]]


def test_one_occurrence_changed_in_two_fields_has_both() -> None:
    result = merged([apart(K1, title="mine")], [apart(K1, location="there")])
    assert (result[K1]["title"], result[K1]["location"]) == ("mine", "there")


def test_the_series_renamed_there_and_one_occurrence_moved_here_are_both_kept() -> None:
    later = timed(FIRST + timedelta(days=9), FIRST + timedelta(days=9, hours=1), "Europe/Berlin")
    result = merged([apart(K1, when=later)], [says(title="B")])
    assert result[K1] == result[K0] | {"when": later}
    assert {o["title"] for o in result.values()} == {"B"}


def test_the_series_renamed_there_and_one_occurrence_skipped_here_are_both_kept() -> None:
    result = merged([skipped(K1)], [says(title="B")])
    assert K1 not in result
    assert {o["title"] for o in result.values()} == {"B"}


def test_an_occurrence_that_was_apart_before_keeps_its_own_title_when_the_series_is_renamed() -> None:
    result = merged([says(location="there")], [says(title="B")], base=apart(K1, title="own")(SEED))
    assert (result[K1]["title"], result[K0]["title"]) == ("own", "B")


def test_a_longer_series_and_another_rule_are_both_kept() -> None:
    result = merged([lengthened], [TRIMMED])
    assert list(result) == [K0, K1]
    assert result[K1]["when"].end - result[K1]["when"].start == timedelta(minutes=90)


def test_an_added_date_and_a_changed_occurrence_are_both_kept() -> None:
    result = merged([added], [apart(K1, title="theirs")])
    assert result[ADDED]["title"] == "A"
    assert result[K1]["title"] == "theirs"


def test_an_occurrence_made_ordinary_here_stays_so_when_the_series_is_renamed_there() -> None:
    step = met([ordinary(K1)], [says(title="B")], base=apart(K1, title="own", location="there")(SEED))
    result = shown(step.result)
    assert result[K1]["location"] == "here"


def test_a_trimmed_series_renamed_elsewhere_is_trimmed_and_renamed() -> None:
    base = apart(K3, title="own")(SEED)
    result = merged([TRIMMED], [says(title="B")], base=base)
    assert [(k, o["title"]) for k, o in result.items()] == [(K0, "B"), (K1, "B")]


def test_no_override_is_written_that_says_what_the_series_says() -> None:
    step = met([apart(K2, title="mine")], [ordinary(K1)], base=apart(K1, title="own")(SEED))
    assert step.result == apart(K2, title="mine")(SEED)
    assert all(path.startswith(f"instances/{K2}") for path in step.outgoing)


def test_a_skip_here_goes_with_its_start_when_the_other_side_has_another_rule() -> None:
    """A service that keeps exceptions apart could never be told of it, and both sides would differ for ever."""
    step = met([skipped(K3)], [ruled("FREQ=WEEKLY;COUNT=2")])
    assert step.result == ruled("FREQ=WEEKLY;COUNT=2")(SEED)
    assert step.outgoing == frozenset()


# --- what cannot both be kept ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "there"), [(Policy.NEWEST, True), (Policy.MINE, False), (Policy.THEIRS, True), (Policy.ASK, None)]
)
def test_an_occurrence_skipped_here_and_edited_there_survives_unless_the_policy_is_mine(
    policy: Policy, there: bool | None
) -> None:
    step = met([skipped(K1)], [apart(K1, title="theirs")], judge=Judge(policy))
    assert step.kind is StepKind.CLASH
    assert step.asks is (there is None)
    assert there is None or (K1 in shown(step.result)) is there


@pytest.mark.parametrize(
    ("policy", "there"), [(Policy.NEWEST, True), (Policy.MINE, True), (Policy.THEIRS, False), (Policy.ASK, None)]
)
def test_an_occurrence_edited_here_and_skipped_there_survives_unless_the_policy_is_theirs(
    policy: Policy, there: bool | None
) -> None:
    step = met([apart(K1, title="mine")], [skipped(K1)], judge=Judge(policy))
    assert step.asks is (there is None)
    assert there is None or (K1 in shown(step.result)) is there


def test_an_occurrence_that_was_apart_and_is_skipped_here_and_edited_there_survives() -> None:
    step = met([skipped(K1)], [apart(K1, location="there")], base=apart(K1, title="own")(SEED))
    assert shown(step.result)[K1]["location"] == "there"
    assert shown(step.result)[K1]["title"] == "own"


SCHEDULES: list[tuple[list[Edit], list[Edit]]] = [
    ([moved], [apart(K1, title="theirs")]),
    ([moved], [skipped(K1)]),
    ([moved], [TRIMMED]),
    ([moved], [added]),
    ([moved], [lengthened]),
    ([unmade], [apart(K1, title="theirs")]),
    ([unmade], [added]),
    ([TRIMMED], [apart(K3, title="theirs")]),
    ([TRIMMED], [ruled("FREQ=WEEKLY;COUNT=7")]),
    ([TRIMMED, apart(K1, title="mine")], [ruled("FREQ=WEEKLY;COUNT=7"), apart(KEYS[6], title="theirs")]),
]


@pytest.mark.parametrize(("ours", "theirs"), SCHEDULES)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("policy", Policy)
def test_a_schedule_that_was_changed_in_ways_that_do_not_fit_goes_to_one_side_whole(
    ours: list[Edit], theirs: list[Edit], turned: bool, policy: Policy
) -> None:
    if turned:
        ours, theirs = theirs, ours
    mine, other = edited(SEED, [*ours, says(location="there")]), edited(SEED, theirs)
    step = reconcile(SEED, mine, other, Judge(policy))
    winner = mine if policy is Policy.MINE else replace(other, content=replace(other.content, location="there"))
    assert step.kind is StepKind.CLASH
    assert step.asks is (policy is Policy.ASK)
    assert step.asks or step.result == winner


def test_the_newer_move_of_a_series_wins_over_an_older_edit_of_one_occurrence() -> None:
    then = datetime(2026, 3, 1, tzinfo=UTC)
    judge = Judge(Policy.NEWEST, {"when": then + timedelta(1)}, then)
    step = met([moved], [apart(K1, title="theirs")], judge=judge)
    assert step.result == moved(SEED)
    assert step.loser == apart(K1, title="theirs")(SEED)


def test_a_title_of_the_series_that_is_newer_here_wins_for_the_occurrence_too() -> None:
    then = datetime(2026, 3, 1, tzinfo=UTC)
    judge = Judge(Policy.NEWEST, {"title": then + timedelta(1)}, then)
    step = met([says(title="mine")], [apart(K1, title="theirs")], judge=judge)
    assert {o["title"] for o in shown(step.result).values()} == {"mine"}


def test_a_series_made_on_both_sides_at_other_times_goes_to_one_side() -> None:
    ours, theirs = edited(SEED, [moved, apart(KEYS[1], title="x")]), edited(SEED, [apart(K1, title="theirs")])
    assert reconcile(None, ours, theirs, Judge(Policy.MINE)).result == ours
    assert reconcile(None, ours, theirs, Judge(Policy.THEIRS)).result == theirs


def test_a_series_made_on_both_sides_at_the_same_times_has_the_occurrences_of_both() -> None:
    ours, theirs = apart(K1, title="mine")(SEED), edited(SEED, [apart(K2, title="theirs"), skipped(K3)])
    step = reconcile(None, ours, theirs, Judge())
    assert {c.path for c in step.clashes} == {f"instances/{K1}/title", f"instances/{K2}/title"}
    assert shown(step.result).keys() == shown(theirs).keys()


def test_two_rules_are_decided_with_the_occurrences_that_each_kept() -> None:
    base = apart(K3, title="own")(SEED)
    longer = ruled("FREQ=WEEKLY;COUNT=7")
    for policy, edit in ((Policy.THEIRS, longer), (Policy.MINE, TRIMMED)):
        step = met([TRIMMED], [longer], base=base, judge=Judge(policy))
        assert step.result == edit(base)


def test_the_same_move_on_both_sides_is_no_clash() -> None:
    step = met([moved, TRIMMED], [moved, says(title="B")])
    assert step.clashes == ()
    assert step.result == edited(SEED, [moved, TRIMMED, says(title="B")])


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("theirs", [[moved], [skipped(K1)], [TRIMMED, moved]])
def test_the_schedule_of_an_invitation_is_always_theirs(policy: Policy, theirs: list[Edit]) -> None:
    owned = TOP - OWN_OF_INVITATION - {"attendees"}
    judge = Judge(policy, owned=owned)
    step = met([apart(K1, reminders=(Reminder(5),))], theirs, judge=judge)
    assert not step.asks
    assert step.result == edited(SEED, theirs)


def test_an_override_off_the_rule_that_they_take_back_is_not_brought_back() -> None:
    stray = replace(apart(ADDED, title="stray")(added(SEED)), recurrence=SEED.recurrence)
    assert not gives(stray, ADDED)
    result = merged([says(title="B")], [ordinary(ADDED)], base=stray)
    assert ADDED not in result


def test_an_override_off_the_rule_is_kept_when_something_else_changes() -> None:
    stray = replace(apart(ADDED, title="stray")(added(SEED)), recurrence=SEED.recurrence)
    result = merged([says(title="B")], [says(location="there")], base=stray)
    assert result[ADDED]["title"] == "stray"
