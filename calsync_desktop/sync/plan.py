"""What is to be done with the rows that are not at rest, decided without touching anything; printing a plan is the preview."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.encoding import loads
from calsync_desktop.core.fields import TOP, top
from calsync_desktop.core.mailing import people_mailed
from calsync_desktop.core.merge import Judge, Side, Step, StepKind, Winner, reconcile
from calsync_desktop.core.provider import Mails
from calsync_desktop.core.rights import owned_fields
from calsync_desktop.store.copies import Row
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.moments import moment
from calsync_desktop.sync.reports import PlanLine

EVERYTHING = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What the planner knows beside the rows: the policy, what the service holds, who the user is and what was edited when."""

    policy: Policy = Policy.NEWEST
    comparable: frozenset[str] = TOP
    addresses: tuple[str, ...] = ()
    edited: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    fresh: Mapping[str, Appointment] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Winner]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """One row and its step."""

    row: Row
    step: Step


def plan(rows: Iterable[Row], terms: Terms) -> list[Planned]:
    """The step of every row, in the rows' order."""
    return [Planned(row, _step(row, terms)) for row in rows]


def version_of(row: Row) -> str:
    """Names the three copies that a conflict was shown with; another when any of them moved on."""
    return hashlib.sha256("\x00".join(text or "" for text in (row.base, row.ours, row.theirs)).encode()).hexdigest()[
        :12
    ]


def lines(planned: Iterable[Planned], mails: Mapping[str, Mails], addresses: Collection[str]) -> tuple[PlanLine, ...]:
    """The plan as a person reads it: one line for each direction in which something moves."""
    out: list[PlanLine] = []
    for one in planned:
        if one.step.asks:
            out.append(_line(one, "conflict", "in", frozenset(c.path for c in one.step.clashes)))
            continue
        if one.step.incoming:
            out.append(_line(one, _word(one.row.mine, one.step.result), "in", one.step.incoming))
        if one.step.outgoing:
            mailed = people_mailed(one.row.there, one.step.result, mails.get(one.row.calendar, Mails.NEVER), addresses)
            out.append(_line(one, _word(one.row.there, one.step.result), "out", one.step.outgoing, len(mailed)))
    return tuple(out)


def _step(row: Row, terms: Terms) -> Step:
    if row.base is None and row.ours is None and row.theirs not in (None, GONE):
        # The commonest row of all, a first listing's: nothing to compare with.
        return Step(StepKind.TAKE, terms.fresh.get(row.id) or loads(row.theirs or ""), incoming=EVERYTHING)
    ours, theirs = row.mine, terms.fresh.get(row.id) if row.theirs not in (None, GONE) else None
    there = theirs or row.there
    return reconcile(row.side(row.base), ours, there, _judge(row, ours, there, terms))


def _judge(row: Row, ours: Side, theirs: Side, terms: Terms) -> Judge:
    return Judge(
        policy=terms.policy,
        edited=terms.edited.get(row.id, {}),
        theirs_at=moment(row.theirs_modified),
        owned=owned_fields(theirs or ours, terms.addresses),
        choices=terms.choices.get(row.id, {}),
        comparable=terms.comparable,
    )


def _word(before: Side, after: Side) -> str:
    return "create" if before is None else "delete" if after is None else "update"


def _line(one: Planned, word: str, direction: str, paths: Iterable[str], notifies: int = 0) -> PlanLine:
    some = one.step.result or one.row.mine or one.row.there
    fields = tuple(sorted({top(p) for p in paths if p != "*"}))
    return PlanLine(one.row.id, some.content.title if some else "", one.row.calendar, word, direction, fields, notifies)
