"""Laws that every merge keeps, over appointments with all of their fields and series edited at will."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Content
from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.fields import PLAIN, TOP, changed, lay_out, top
from calsync_desktop.core.merge import Judge, Side, Step, StepKind, Winner, differs, reconcile
from tests.core.small_series import shown, three_sides
from tests.strategies import contents

THEN = datetime(2026, 3, 1, tzinfo=UTC)
LAW = settings(max_examples=50)
NAMES = [f.name for f in fields(Content)]
Three = tuple[Side, Side, Side]


@st.composite
def singles(draw: st.DrawFn) -> tuple[Appointment, Appointment, Appointment]:
    """Three versions of one event, each field of each taken from one of two contents."""
    pool = draw(st.tuples(contents(), contents()))

    def version() -> Appointment:
        taken = draw(st.lists(st.booleans(), min_size=len(NAMES), max_size=len(NAMES)))
        return Appointment(
            "u", Content(**{name: getattr(pool[second], name) for name, second in zip(NAMES, taken, strict=True)})
        )

    return version(), version(), version()


@st.composite
def threes(draw: st.DrawFn) -> Three:
    """Any three sides, each perhaps not there."""
    drawn = draw(singles() | three_sides())
    here = draw(st.lists(st.sampled_from([True, True, True, False]), min_size=3, max_size=3))
    base, ours, theirs = (side if there else None for side, there in zip(drawn, here, strict=True))
    return base, ours, theirs


policies = st.sampled_from(Policy)
comparables = st.sets(st.sampled_from(sorted(TOP - {"when", "instances", "rule", "extra"}))).map(
    lambda gone: TOP - gone
)
judges = st.builds(
    Judge,
    policy=policies,
    edited=st.dictionaries(st.sampled_from(sorted(TOP)), st.sampled_from([THEN - timedelta(1), THEN + timedelta(1)])),
    theirs_at=st.none() | st.just(THEN),
    comparable=st.just(TOP) | comparables,
)


def same(one: Side, two: Side) -> bool:
    return not differs(one, two)


def as_shown(one: Side) -> object:
    return one if one is None else (one.uid, shown(one))


@LAW
@given(threes(), judges)
def test_three_equal_sides_rest(three: Three, judge: Judge) -> None:
    for one in three:
        assert reconcile(one, one, one, judge) == Step(StepKind.REST, one)


@LAW
@given(threes(), judges)
def test_what_was_applied_rests(three: Three, judge: Judge) -> None:
    step = reconcile(*three, judge)
    assert reconcile(step.result, step.result, step.result, judge).kind is StepKind.REST


@LAW
@given(threes(), judges)
def test_an_edit_that_went_out_is_nothing_new_when_it_comes_back(three: Three, judge: Judge) -> None:
    base, ours, theirs = three
    result = reconcile(base, ours, theirs, judge).result
    again = reconcile(theirs, result, result, judge)
    assert again.kind in {StepKind.SETTLE, StepKind.REST}
    assert same(again.result, result)


@LAW
@given(threes(), judges)
def test_pushing_a_merge_over_what_they_have_is_a_push(three: Three, judge: Judge) -> None:
    """After the local half of a step, base is theirs and ours the result: nothing is decided a second time."""
    base, ours, theirs = three
    step = reconcile(base, ours, theirs, judge)
    again = reconcile(theirs, step.result, theirs, judge)
    assert again.kind in {StepKind.PUSH, StepKind.REST, StepKind.SETTLE}
    assert again.result == step.result
    assert again.outgoing == step.outgoing


@LAW
@given(threes(), policies)
def test_turning_the_sides_round_turns_the_step_round(three: Three, policy: Policy) -> None:
    base, ours, theirs = three
    other = {Policy.MINE: Policy.THEIRS, Policy.THEIRS: Policy.MINE}.get(policy, policy)
    one, two = reconcile(base, ours, theirs, Judge(policy)), reconcile(base, theirs, ours, Judge(other))
    turned = {StepKind.TAKE: StepKind.PUSH, StepKind.PUSH: StepKind.TAKE}
    assert two.kind is turned.get(one.kind, one.kind)
    assert two.asks is one.asks
    if policy in {Policy.MINE, Policy.THEIRS}:
        assert as_shown(one.result) == as_shown(two.result)
        assert {(c.path, c.mine, c.theirs) for c in one.clashes} == {(c.path, c.theirs, c.mine) for c in two.clashes}


@LAW
@given(singles(), judges)
def test_nothing_that_either_side_said_is_lost(three: Three, judge: Judge) -> None:
    base, ours, theirs = three
    assert base
    assert ours
    assert theirs
    step = reconcile(base, ours, theirs, judge)
    result = lay_out(step.result) if step.result else {}
    clashed = {c.path for c in step.clashes}
    for side in (ours, theirs):
        said = lay_out(side)
        for path in changed(lay_out(base), said):
            if top(path) in judge.comparable:
                assert result.get(path) == said.get(path) or path in clashed, path


@LAW
@given(singles(), judges)
def test_edits_of_different_fields_are_both_there(three: Three, judge: Judge) -> None:
    base, first, second = three
    assert base
    assert first
    assert second
    kept, rest = PLAIN[::2], PLAIN[1::2]
    ours = replace(base, content=replace(base.content, **{n: getattr(first.content, n) for n in kept}))
    theirs = replace(base, content=replace(base.content, **{n: getattr(second.content, n) for n in rest}))
    both = replace(ours, content=replace(ours.content, **{n: getattr(second.content, n) for n in rest}))
    step = reconcile(base, ours, theirs, replace(judge, comparable=TOP))
    assert step.clashes == ()
    assert same(step.result, both)


@LAW
@given(threes(), judges)
def test_what_the_service_cannot_hold_stays_as_it_is_here(three: Three, judge: Judge) -> None:
    step = reconcile(*three, judge)
    paths = step.incoming | step.outgoing | {c.path for c in step.clashes}
    assert {top(p) for p in paths} <= judge.comparable | {"*"}
    ours = three[1]
    if ours is None or step.result is None:
        return
    for name in TOP - judge.comparable:
        here, there = (
            {p: v for p, v in lay_out(side).items() if p.split("/")[0] == name} for side in (ours, step.result)
        )
        assert here == there


@LAW
@given(threes(), judges)
def test_a_question_is_asked_only_by_the_policy_that_asks(three: Three, judge: Judge) -> None:
    step = reconcile(*three, judge)
    assert step.asks is (Winner.ASK in {c.winner for c in step.clashes})
    assert judge.policy is Policy.ASK or not step.asks
    assert bool(step.clashes) is (step.kind is StepKind.CLASH)


@LAW
@given(threes(), judges)
def test_two_devices_on_one_server_end_with_the_same(three: Three, judge: Judge) -> None:
    """The first device pushes, the second meets that with its own edit, the first syncs once more."""
    base, first, second = three
    judge = replace(judge, comparable=TOP, policy=Policy.NEWEST)
    server = reconcile(base, first, base, judge).result
    settled = reconcile(base, second, server, judge).result
    step = reconcile(server, server, settled, judge)
    assert step.kind in {StepKind.REST, StepKind.TAKE}
    assert same(step.result, settled)
