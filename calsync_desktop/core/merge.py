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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.fields import SKIPPED, TOP, Fields, changed, gather, lay_out, top
from calsync_desktop.core.instances import Three, contested_instances, settled_instances, spelled_out, spread

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

    def chosen(self, path: str) -> Winner | None:
        """What the user said about a path, its field, or everything; the narrower word counts."""
        return self.choices.get(path) or self.choices.get(top(path)) or self.choices.get("*")

    def winner(self, path: str) -> Winner:
        """Who gets a path that both changed; doubt and ties go to theirs."""
        if top(path) in self.owned:
            return Winner.THEIRS
        if chosen := self.chosen(path):
            return chosen
        if self.policy is not Policy.NEWEST:
            return Winner(self.policy)
        at = self._edited_at(path)
        return Winner.MINE if at and self.theirs_at and at > self.theirs_at else Winner.THEIRS

    def _edited_at(self, path: str) -> datetime | None:
        """When a path was changed here: itself, what it belongs to, or for an occurrence's field the same field of the series."""
        parts = path.split("/")
        names = ["/".join(parts[:n]) for n in range(len(parts), 0, -1)]
        if parts[0] == "instances":
            names += ["/".join(parts[2:n]) for n in range(len(parts), 2, -1)]
        return next((at for name in names if (at := self.edited.get(name))), None)

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
    ``loser`` is what a clash put aside (values of both sides where each lost some). ``asks``: a person must decide first; then nothing is applied nor sent.
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
    held = judge.comparable
    mine_changed, theirs_changed = differs(base, ours, held), differs(base, theirs, held)
    if not differs(ours, theirs, held):
        return Step(StepKind.REST if ours == base and not theirs_changed else StepKind.SETTLE, ours)
    if not mine_changed:
        return _step(StepKind.TAKE, ours, theirs, _keeping(ours, theirs, held), judge=judge)
    if not theirs_changed:
        return _step(StepKind.PUSH, ours, theirs, ours, judge=judge)
    if ours is None or theirs is None:
        return _edit_against_delete(base, ours, theirs, judge)
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


def _step(
    kind: StepKind, ours: Side, theirs: Side, result: Side, *, judge: Judge, clashes: Sequence[FieldClash] = ()
) -> Step:
    incoming, outgoing = differs(ours, result, judge.comparable), differs(theirs, result, judge.comparable)
    asks = any(c.winner is Winner.ASK for c in clashes)
    return Step(kind, result, incoming, outgoing, tuple(clashes), _loser(ours, theirs, result, clashes), asks=asks)


def _loser(ours: Side, theirs: Side, result: Side, clashes: Sequence[FieldClash]) -> Side:
    """The side that lost; where each lost something, what would have come out had every clash gone the other way."""
    winners = {c.winner for c in clashes}
    if result is None or not {Winner.MINE, Winner.THEIRS} <= winners:
        return None if not clashes else theirs if Winner.MINE in winners else ours
    lost = {c.path: c.theirs if c.winner is Winner.MINE else c.mine for c in clashes}
    kept = {p: v for p, v in lay_out(result).items() if p not in lost}
    return gather(result.uid, kept | {p: v for p, v in lost.items() if v is not None})


def _keeping(ours: Side, theirs: Side, comparable: frozenset[str]) -> Side:
    """Theirs, with what their service cannot hold kept from ours."""
    if ours is None or theirs is None or comparable == TOP:
        return theirs
    held = {p: v for p, v in lay_out(theirs).items() if _held(p, comparable)}
    kept = spelled_out(lay_out(ours), [o.original_start for o in theirs.overrides])
    return gather(theirs.uid, {p: v for p, v in kept.items() if not _held(p, comparable)} | held)


def _edit_against_delete(base: Side, ours: Side, theirs: Side, judge: Judge) -> Step:
    deleting = Winner.MINE if ours is None else Winner.THEIRS
    winner = judge.edit_against_delete(deleting)
    result = _keeping(base, theirs, judge.comparable) if winner is Winner.THEIRS else ours
    clash = FieldClash("*", base, ours, theirs, winner)
    step = _step(StepKind.CLASH, ours, theirs, result, judge=judge, clashes=[clash])
    return replace(step, loser=ours if winner is Winner.THEIRS else theirs)


def _merge(base: Side, ours: Appointment, theirs: Appointment, judge: Judge) -> Step:
    """Field by field over the three layouts; occurrences that only one side spelled out are spelled out on all first."""
    before = Three(lay_out(base) if base else {}, lay_out(ours), lay_out(theirs))
    three = spread(before)
    mine = _changed(three.base, three.ours, judge)
    their = _changed(three.base, three.theirs, judge)
    merged = {p: v for p, v in three.ours.items() if p in mine or p not in their}
    merged |= {p: v for p, v in three.theirs.items() if p in their and p not in mine}
    clashes: list[FieldClash] = []
    for group in _contested(three, mine, their, judge):
        clashes += _decide(group, three, merged, judge)
    result = gather(theirs.uid, settled_instances(merged, before.theirs))
    return _step(StepKind.CLASH if clashes else StepKind.MERGE, ours, theirs, result, judge=judge, clashes=clashes)


def _changed(base: Fields, side: Fields, judge: Judge) -> frozenset[str]:
    return frozenset(p for p in changed(base, side) if _held(p, judge.comparable))


def _contested(three: Three, mine: frozenset[str], their: frozenset[str], judge: Judge) -> list[frozenset[str]]:
    """The groups of paths that must go to one side together, each with a difference between the sides."""
    apart = changed(three.ours, three.theirs)
    groups = contested_instances(three, mine & apart, their & apart)
    taken = frozenset().union(*groups) if groups else frozenset()
    single = [frozenset({p}) for p in sorted(mine & their & apart) if p not in taken]
    return [frozenset(p for p in group if _held(p, judge.comparable)) for group in groups + single]


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
    """What is owned is theirs; then the user's word; one occurrence skipped against edited follows the rule for deletions; else the newest edit."""
    if any(top(p) in judge.owned for p in group):
        return Winner.THEIRS
    if chosen := next((c for p in sorted(group) if (c := judge.chosen(p))), None):
        return chosen
    if deleting := _skipping(group, three):
        return judge.edit_against_delete(deleting)
    winners = {judge.winner(p) for p in group if three.ours.get(p) != three.base.get(p)}
    return next((w for w in (Winner.ASK, Winner.MINE) if w in winners), Winner.THEIRS)


def _skipping(group: frozenset[str], three: Three) -> Winner | None:
    """The side that skips the one occurrence of which this group is."""
    marker = min(group, key=lambda p: p.count("/"))
    if not marker.startswith("instances/"):
        return None
    ours, theirs = (side.get(marker) == SKIPPED for side in (three.ours, three.theirs))
    return None if ours == theirs else Winner.MINE if ours else Winner.THEIRS
