"""Laws that a merge of two edited series keeps, as a person sees it: occurrence by occurrence."""

from __future__ import annotations

import pytest
from hypothesis import given

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.merge import Judge, Winner, reconcile
from calsync_desktop.core.starts import gives
from tests.core.small_series import shown, tame, three_sides

Three = tuple[Appointment, Appointment, Appointment]


@pytest.mark.parametrize("winner", [Winner.MINE, Winner.THEIRS])
@given(three_sides())
def test_what_the_user_chooses_for_a_series_leaves_no_question(winner: Winner, three: Three) -> None:
    asked = reconcile(*three, Judge(Policy.ASK))
    choices = {clash.path: winner for clash in asked.clashes}
    step = reconcile(*three, Judge(Policy.ASK, choices=choices))
    assert not step.asks
    assert {c.winner for c in step.clashes} <= {winner}
    assert [c.path for c in step.clashes] == [c.path for c in asked.clashes]


@given(three_sides())
def test_no_occurrence_is_shown_that_neither_side_shows(three: Three) -> None:
    base, ours, theirs = three
    for policy in (Policy.MINE, Policy.THEIRS):
        result = reconcile(base, ours, theirs, Judge(policy)).result
        assert shown(result).keys() <= shown(ours).keys() | shown(theirs).keys()


@given(three_sides())
def test_no_override_is_left_without_a_start(three: Three) -> None:
    for policy in (Policy.MINE, Policy.THEIRS):
        result = reconcile(*three, Judge(policy)).result
        assert result is not None
        assert result.recurrence is not None or not result.overrides
        assert all(gives(result, o.original_start) for o in result.overrides)
        keys = [o.original_start for o in result.overrides]
        assert not result.recurrence or not set(keys) & set(result.recurrence.skipped)


@given(three_sides())
def test_what_one_side_took_away_and_the_other_left_alone_does_not_come_back(three: Three) -> None:
    base, ours, theirs = (shown(side) for side in three)
    step = reconcile(*three, Judge())
    if step.clashes:
        return
    result = shown(step.result)
    removed = [
        k for k in base if (k not in ours and theirs.get(k) == base[k]) or (k not in theirs and ours.get(k) == base[k])
    ]
    assert not set(removed) & result.keys()


@given(three_sides(tame))
def test_each_occurrence_is_merged_field_by_field(three: Three) -> None:
    """The oracle looks only at what is shown, occurrence by occurrence."""
    base, ours, theirs = (shown(side) for side in three)
    mine, other = (shown(reconcile(*three, Judge(policy)).result) for policy in (Policy.MINE, Policy.THEIRS))
    for key in ours.keys() & theirs.keys() & base.keys():
        b, o, t = base[key], ours[key], theirs[key]
        for name in b.keys() | o.keys() | t.keys():
            pair = (o.get(name), t.get(name))
            wanted = (
                pair
                if b.get(name) not in pair and pair[0] != pair[1]
                else (pair[1] if pair[0] == b.get(name) else pair[0],) * 2
            )
            assert (mine[key].get(name), other[key].get(name)) == wanted, (key, name)
