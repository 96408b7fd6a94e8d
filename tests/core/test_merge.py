"""The table of the merge, over every combination of a small domain, against an oracle that knows nothing but the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Person, Reminder
from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.merge import Judge, Side, Step, StepKind, Winner, differs, reconcile
from calsync_desktop.core.rights import owned_fields
from calsync_desktop.core.when import timed

NINE = timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), "Europe/Berlin")
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
Words = dict[str, str] | None

SIDES: list[Words] = [None, *({"title": t, "location": p} for t, p in product("abc", "xy"))]
TIMES = [None, THEN - timedelta(hours=1), THEN, THEN + timedelta(seconds=1)]


def side(words: Words) -> Side:
    return None if words is None else Appointment("u", Content(NINE, **words))  # type: ignore[arg-type]


def words_of(one: Side) -> Words:
    return None if one is None else {"title": one.content.title, "location": one.content.location}


@dataclass(frozen=True)
class Expected:
    kind: StepKind
    result: Words
    clashing: frozenset[str] = frozenset()
    asks: bool = False


def table(base: Words, ours: Words, theirs: Words, policy: Policy, mine_is_newer: bool) -> Expected:
    """Section 3 of the design, read line by line."""
    if ours == theirs:
        return Expected(StepKind.REST if base == ours else StepKind.SETTLE, ours)
    if ours == base:
        return Expected(StepKind.TAKE, theirs)
    if theirs == base:
        return Expected(StepKind.PUSH, ours)
    if ours is None or theirs is None:
        deleted, edited, deleter = (ours, theirs, Policy.MINE) if ours is None else (theirs, ours, Policy.THEIRS)
        result = deleted if policy is deleter else edited
        return Expected(StepKind.CLASH, result, frozenset({"*"}), policy is Policy.ASK)
    return merged(base or {}, ours, theirs, policy, mine_is_newer)


def merged(base: dict[str, str], ours: dict[str, str], theirs: dict[str, str], policy: Policy, newer: bool) -> Expected:
    result, clashing = {}, set()
    mine_wins = policy is Policy.MINE or (policy is Policy.NEWEST and newer)
    for name in ("title", "location"):
        before, mine, other = base.get(name), ours[name], theirs[name]
        if other in {mine, before}:
            result[name] = mine
        elif mine == before:
            result[name] = other
        else:
            clashing.add(name)
            result[name] = mine if mine_wins else other
    asks = bool(clashing) and policy is Policy.ASK
    return Expected(StepKind.CLASH if clashing else StepKind.MERGE, result, frozenset(clashing), asks)


def different(one: Words, two: Words) -> set[str]:
    if one is None or two is None:
        return set() if one == two else {"*"}
    return {name for name in one if one[name] != two[name]}


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("edited", TIMES)
@pytest.mark.parametrize("theirs_at", [None, THEN])
def test_every_combination_of_sides_gets_the_step_of_the_table(
    policy: Policy, edited: datetime | None, theirs_at: datetime | None
) -> None:
    times = {"title": edited, "location": edited} if edited else {}
    judge = Judge(policy, times, theirs_at)
    newer = edited is not None and theirs_at is not None and edited > theirs_at
    for base, ours, theirs in product(SIDES, repeat=3):
        step = reconcile(side(base), side(ours), side(theirs), judge)
        expected = table(base, ours, theirs, policy, newer)
        about = f"{base} | {ours} | {theirs} | {policy} | newer: {newer}"
        assert (step.kind, step.asks) == (expected.kind, expected.asks), about
        assert {c.path for c in step.clashes} == expected.clashing, about
        if not expected.asks:
            assert words_of(step.result) == expected.result, about
            assert step.incoming == different(ours, expected.result), about
            assert step.outgoing == different(theirs, expected.result), about


@pytest.mark.parametrize("winner", [Winner.MINE, Winner.THEIRS])
def test_the_loser_of_a_clash_is_kept_whole_with_each_value_that_it_lost(winner: Winner) -> None:
    for base, ours, theirs in product(SIDES, repeat=3):
        step = reconcile(side(base), side(ours), side(theirs), Judge(Policy(winner)))
        if step.clashes and step.kind is StepKind.CLASH and step.clashes[0].winner is winner:
            assert words_of(step.loser) == (theirs if winner is Winner.MINE else ours)
        for clash in step.clashes:
            three = (base or {}, ours or {}, theirs or {})
            named = (
                tuple(map(side, (base, ours, theirs))) if clash.path == "*" else tuple(w.get(clash.path) for w in three)
            )
            assert (clash.base, clash.mine, clash.theirs) == named
        assert (step.loser is None) or step.clashes


def test_only_the_newer_field_wins_by_time() -> None:
    judge = Judge(Policy.NEWEST, {"title": THEN + timedelta(1), "location": THEN - timedelta(1)}, THEN)
    step = reconcile(
        side(SIDES[1]), side({"title": "b", "location": "y"}), side({"title": "c", "location": "z"}), judge
    )
    assert words_of(step.result) == {"title": "b", "location": "z"}
    assert {(c.path, c.winner) for c in step.clashes} == {("title", Winner.MINE), ("location", Winner.THEIRS)}


def test_where_each_side_lost_a_field_both_losses_are_kept() -> None:
    judge = Judge(Policy.NEWEST, {"title": THEN + timedelta(1), "location": THEN - timedelta(1)}, THEN)
    step = reconcile(
        side(SIDES[1]), side({"title": "b", "location": "y"}), side({"title": "c", "location": "z"}), judge
    )
    assert words_of(step.loser) == {"title": "c", "location": "y"}


# --- what the service cannot hold ------------------------------------------------------------------------------------

HELD = frozenset({"title", "when"})


@pytest.mark.parametrize("policy", Policy)
def test_what_the_service_cannot_hold_is_neither_taken_nor_sent(policy: Policy) -> None:
    judge = Judge(policy, comparable=HELD)
    for base, ours, theirs in product(SIDES, repeat=3):
        step = reconcile(side(base), side(ours), side(theirs), judge)
        assert step.incoming | step.outgoing | {c.path for c in step.clashes} <= {"title", "*"}
        keeper = ours or base
        if step.result is not None and keeper is not None and (ours is not None or theirs is not None):
            assert step.result.content.location == (keeper["location"])


def test_an_edit_that_the_service_cannot_hold_settles_here() -> None:
    base, ours = side({"title": "a", "location": "x"}), side({"title": "a", "location": "y"})
    theirs = side({"title": "a", "location": ""})
    assert reconcile(base, ours, theirs, Judge(comparable=HELD)) == Step(StepKind.SETTLE, ours)


def test_a_resting_row_rests_though_the_service_holds_less() -> None:
    here, there = side({"title": "a", "location": "x"}), side({"title": "a", "location": ""})
    assert reconcile(here, here, there, Judge(comparable=HELD)).kind is StepKind.REST


def test_a_merge_keeps_here_what_the_service_cannot_hold() -> None:
    base = Appointment("u", Content(NINE, title="a", location="x", color="#ff0000"))
    ours = replace(base, content=replace(base.content, title="b"))
    theirs = replace(base, content=replace(base.content, location="y", color=""))
    step = reconcile(base, ours, theirs, Judge(comparable=TOP - {"color"}))
    assert step.result == replace(base, content=replace(base.content, title="b", location="y"))
    assert (set(step.incoming), set(step.outgoing)) == ({"location"}, {"title"})


# --- choices and owners ----------------------------------------------------------------------------------------------


def test_what_the_user_chooses_resolves_every_question() -> None:
    for base, ours, theirs in product(SIDES, repeat=3):
        asked = reconcile(side(base), side(ours), side(theirs), Judge(Policy.ASK))
        for winner in (Winner.MINE, Winner.THEIRS) if asked.asks else ():
            choices = {clash.path: winner for clash in asked.clashes}
            step = reconcile(side(base), side(ours), side(theirs), Judge(Policy.ASK, choices=choices))
            whole = reconcile(side(base), side(ours), side(theirs), Judge(Policy.ASK, choices={"*": winner}))
            assert not step.asks
            assert {c.winner for c in step.clashes} == {winner}
            assert step == whole == reconcile(side(base), side(ours), side(theirs), Judge(Policy(winner)))


def test_the_user_may_choose_field_by_field() -> None:
    base, ours, theirs = ({"title": t, "location": p} for t, p in ("ax", "by", "cz"))
    choices = {"title": Winner.MINE, "*": Winner.THEIRS}
    step = reconcile(side(base), side(ours), side(theirs), Judge(Policy.ASK, choices=choices))
    assert words_of(step.result) == {"title": "b", "location": "z"}


INVITED = Appointment("u", Content(NINE, title="a", organizer=Person("boss@example.com")))
OWNED = owned_fields(INVITED, ["ada@example.com"])


@pytest.mark.parametrize("policy", Policy)
def test_what_the_organizer_owns_is_always_theirs(policy: Policy) -> None:
    ours = replace(INVITED, content=replace(INVITED.content, title="mine", reminders=(Reminder(5),)))
    theirs = replace(INVITED, content=replace(INVITED.content, title="theirs"))
    judge = Judge(policy, {"title": THEN}, THEN - timedelta(1), OWNED)
    step = reconcile(INVITED, ours, theirs, judge)
    assert not step.asks
    assert step.result == replace(theirs, content=replace(theirs.content, reminders=(Reminder(5),)))


@pytest.mark.parametrize("policy", Policy)
def test_an_invitation_that_the_organizer_cancels_is_gone_whatever_was_edited_here(policy: Policy) -> None:
    ours = replace(INVITED, content=replace(INVITED.content, reminders=(Reminder(5),)))
    step = reconcile(INVITED, ours, None, Judge(policy, owned=OWNED))
    assert (step.result, step.loser, step.asks) == (None, ours, False)


def test_lists_in_another_order_say_the_same() -> None:
    one = Appointment("u", Content(NINE, categories=("a", "b"), reminders=(Reminder(5), Reminder(10))))
    two = Appointment("u", Content(NINE, categories=("b", "a"), reminders=(Reminder(10), Reminder(5))))
    assert differs(one, two) == frozenset()
    assert reconcile(one, one, two, Judge()).kind is StepKind.REST


def test_guests_and_categories_added_on_both_sides_are_all_there() -> None:
    base = Appointment("u", Content(NINE, categories=("a",)))
    ours = replace(base, content=replace(base.content, categories=("a", "b")))
    theirs = replace(base, content=replace(base.content, categories=("c",)))
    step = reconcile(base, ours, theirs, Judge())
    assert step.kind is StepKind.MERGE
    assert step.result is not None
    assert set(step.result.content.categories) == {"b", "c"}
