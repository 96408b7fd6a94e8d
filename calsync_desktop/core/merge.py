"""The heart: what base, ours and theirs amount to, decided field by field.

=====  ==============  ==================  =========================================================
base   ours            theirs              Step
=====  ==============  ==================  =========================================================
=      =               =                   REST: nothing is written, nothing is sent
x      same new        same new            SETTLE: remember as base
x      x               changed or gone     TAKE: accept theirs
x      changed / gone  x                   PUSH: send ours
x      changed         changed elsewhere   MERGE: both kept, merged goes out
x      changed         same field          CLASH: the judge decides, the loser is kept
x      changed         gone, or reverse    CLASH: the edit survives, unless the policy names the deleting side
=====  ==============  ==================  =========================================================

A side is None when the appointment is not there. The base is None when both sides never agreed on one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.fields import TOP, changed, gather, lay_out, top
from calsync_desktop.core.instances import Three, contested_instances, settled_instances, spread

Side = Appointment | None


class StepKind(StrEnum):
    """The rows of the table above."""

    REST = "rest"
    SETTLE = "settle"
    TAKE = "take"
    PUSH = "push"
    MERGE = "merge"
    CLASH = "clash"


class Winner(StrEnum):
    """Who a clash goes to; ASK leaves it to the user."""

    MINE = "mine"
    THEIRS = "theirs"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Judge:
    """Whatever decides a clash.

    ``edited``: when each path was changed here; ``theirs_at``: the latest moment at which theirs can have been changed (None: unknown), both aware.
    ``owned``: top-level fields that are always theirs (an invitation's, and then its existence too). ``choices``: what the user said, path by path.
    ``comparable``: the fields that the service can hold.
    """

    policy: Policy = Policy.NEWEST
    edited: Mapping[str, datetime] = field(default_factory=dict)
    theirs_at: datetime | None = None
    owned: frozenset[str] = frozenset()
    choices: Mapping[str, Winner] = field(default_factory=dict)
    comparable: frozenset[str] = TOP

    def winner(self, path: str) -> Winner:
        """Who gets a path that both changed; doubt and ties go to theirs."""
        if top(path) in self.owned:
            return Winner.THEIRS
        if chosen := self.choices.get(path) or self.choices.get(top(path)) or self.choices.get("*"):
            return chosen
        if self.policy is not Policy.NEWEST:
            return Winner(self.policy)
        at = self.edited.get(path) or self.edited.get(path.rsplit("/", 1)[0])
        return Winner.MINE if at and self.theirs_at and at > self.theirs_at else Winner.THEIRS

    def edit_against_delete(self, deleting: Winner) -> Winner:
        """Whose existence counts when one side edited what the other deleted."""
        if "*" in self.choices:
            return self.choices["*"]
        if self.owned and deleting is Winner.THEIRS:
            return Winner.THEIRS
        if self.policy is Policy.ASK:
            return Winner.ASK
        editing = Winner.THEIRS if deleting is Winner.MINE else Winner.MINE
        return deleting if self.policy.value == deleting.value else editing


@dataclass(frozen=True, slots=True)
class FieldClash:
    """One field that both sides changed, with its three values (None: not there) and who got it."""

    path: str
    base: Any
    mine: Any
    theirs: Any
    winner: Winner


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one appointment.

    ``result`` is what both sides shall hold (None: nothing). ``incoming`` are the paths that change here, ``outgoing`` those that change there.
    ``loser`` is the side that a clash put aside. ``asks``: a person must decide first; then nothing is applied nor sent.
    """

    kind: StepKind
    result: Side
    incoming: frozenset[str] = frozenset()
    outgoing: frozenset[str] = frozenset()
    clashes: tuple[FieldClash, ...] = ()
    loser: Side = None
    asks: bool = False


def reconcile(base: Side, ours: Side, theirs: Side, judge: Judge) -> Step:
    """The step for one appointment; total: every combination of sides has one."""
    mine_changed, theirs_changed = differs(base, ours, judge.comparable), differs(base, theirs, judge.comparable)
    if not differs(ours, theirs, judge.comparable):
        return Step(StepKind.SETTLE if mine_changed or theirs_changed else StepKind.REST, ours)
    if not mine_changed:
        return _step(StepKind.TAKE, ours, theirs, _keeping(ours, theirs, judge.comparable))
    if not theirs_changed:
        return _step(StepKind.PUSH, ours, theirs, ours)
    if ours is None or theirs is None:
        return _edit_against_delete(ours, theirs, judge)
    return _merge(base, ours, theirs, judge)


def differs(one: Side, other: Side, comparable: frozenset[str] = TOP) -> frozenset[str]:
    """The paths in which two sides differ, as far as the service can hold them; ``{"*"}`` when only one of them exists."""
    if one is None or other is None:
        return frozenset() if one is other else frozenset({"*"})
    if one == other:
        return frozenset()
    paths = changed(lay_out(one), lay_out(other))
    return frozenset(p for p in paths if _held(p, comparable))


def _held(path: str, comparable: frozenset[str]) -> bool:
    return path == "masterless" or top(path) in comparable


def _step(kind: StepKind, ours: Side, theirs: Side, result: Side, **more: Any) -> Step:
    return Step(kind, result, incoming=differs(ours, result), outgoing=differs(theirs, result), **more)


def _keeping(ours: Side, theirs: Side, comparable: frozenset[str]) -> Side:
    """Theirs, with what their service cannot hold kept from ours."""
    if ours is None or theirs is None or comparable == TOP:
        return theirs
    held = {p: v for p, v in lay_out(theirs).items() if _held(p, comparable)}
    return gather(theirs.uid, held | {p: v for p, v in lay_out(ours).items() if not _held(p, comparable)})


def _edit_against_delete(ours: Side, theirs: Side, judge: Judge) -> Step:
    deleting = Winner.MINE if ours is None else Winner.THEIRS
    winner = judge.edit_against_delete(deleting)
    clash = FieldClash("*", None, ours, theirs, winner)
    result, loser = (theirs, ours) if winner is Winner.THEIRS else (ours, theirs)
    return _step(StepKind.CLASH, ours, theirs, result, clashes=(clash,), loser=loser, asks=winner is Winner.ASK)


def _merge(base: Side, ours: Appointment, theirs: Appointment, judge: Judge) -> Step:
    """Field by field over the three layouts; occurrences that only one side spelled out are spelled out on all first."""
    three = spread(Three(lay_out(base) if base else {}, lay_out(ours), lay_out(theirs)))
    mine, their = changed(three.base, three.ours), changed(three.base, three.theirs)
    merged = {p: v for p, v in three.ours.items() if p in mine or p not in their}
    merged |= {p: v for p, v in three.theirs.items() if p in their and p not in mine and _held(p, judge.comparable)}
    clashes = []
    for group in _contested(three, mine, their, judge):
        clashes += _decide(group, three, merged, judge)
    result = gather(theirs.uid, settled_instances(merged))
    lost = {c.winner for c in clashes}
    loser = None if not clashes else theirs if Winner.MINE in lost else ours
    kind = StepKind.CLASH if clashes else StepKind.MERGE
    return _step(kind, ours, theirs, result, clashes=tuple(clashes), loser=loser, asks=Winner.ASK in lost)


def _contested(three: Three, mine: frozenset[str], their: frozenset[str], judge: Judge) -> list[frozenset[str]]:
    """The groups of paths that must go to one side together, each with a difference between the sides."""
    groups = contested_instances(three, mine, their)
    taken = frozenset().union(*groups) if groups else frozenset()
    single = [frozenset({p}) for p in sorted(mine & their) if p not in taken]
    held = [g for g in groups + single if any(_held(p, judge.comparable) for p in g)]
    return [g for g in held if any(three.ours.get(p) != three.theirs.get(p) for p in g)]


def _decide(group: frozenset[str], three: Three, merged: dict[str, Any], judge: Judge) -> list[FieldClash]:
    """Give a whole group to one side, writing it into ``merged``; the clashes for the record are those whose values differ."""
    winner = _group_winner(group, three, judge)
    side = three.theirs if winner is Winner.THEIRS else three.ours
    for path in group:
        merged.pop(path, None)
        if path in side:
            merged[path] = side[path]
    differing = sorted(p for p in group if three.ours.get(p) != three.theirs.get(p))
    return [FieldClash(p, three.base.get(p), three.ours.get(p), three.theirs.get(p), winner) for p in differing]


def _group_winner(group: frozenset[str], three: Three, judge: Judge) -> Winner:
    """A group with one occurrence skipped against edited follows the rule for deletions; else its first path decides, by the newest edit."""
    marker = min(group, key=lambda p: p.count("/"))
    if marker.startswith("instances/") and marker.count("/") == 1:
        sides = {three.ours.get(marker): Winner.MINE, three.theirs.get(marker): Winner.THEIRS}
        if "skipped" in sides and len(sides) == 2 and top(marker) not in judge.owned and marker not in judge.choices:
            return judge.edit_against_delete(sides["skipped"])
    if any(top(p) in judge.owned for p in group):
        return Winner.THEIRS
    winners = {judge.winner(p) for p in group if three.ours.get(p) != three.base.get(p)}
    return next((w for w in (Winner.ASK, Winner.MINE) if w in winners), Winner.THEIRS)
