"""One history lived from beginning to end, whatever becomes of it, and the least part of it that still goes wrong."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.simulate.history import CALM, STEPS, History


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one history ended: its trace, or what it found."""

    seed: int
    kind: str
    trace: str = ""
    found: str = ""
    log: tuple[str, ...] = ()


def live(seed: int, kind: str, *, steps: int = STEPS, skip: Sequence[int] = ()) -> Outcome:
    """One history from beginning to end; whatever it raises is a finding."""
    history = History(seed, kind, steps, frozenset(skip))
    try:
        trace = asyncio.run(history.run())
    except Exception as error:  # noqa: BLE001 - an engine that falls is a finding like any other
        return Outcome(seed, kind, found=_told(error), log=tuple(history.log))
    return Outcome(seed, kind, trace, log=tuple(history.log))


def _told(error: Exception) -> str:
    """A broken invariant says which it is; of anything else the end of its way here is told, too."""
    if isinstance(error, AssertionError) and str(error):
        return str(error).strip()
    return "\n".join([repr(error), *(line.rstrip() for line in traceback.format_exception(error)[-6:])])


def least(seed: int, kind: str) -> Outcome:
    """The same finding with as few steps as leaving out one after the other allows."""
    whole = live(seed, kind)
    word = whole.found.split(":")[0]
    if not word:
        return whole
    skip: list[int] = []
    before = -1
    while before != len(skip):
        before = len(skip)
        for n in [CALM, *reversed(range(STEPS))]:
            if n not in skip and live(seed, kind, skip=[*skip, n]).found.startswith(word):
                skip.append(n)
    found = live(seed, kind, skip=skip)
    return replace(found, log=(*found.log, f"--skip={','.join(map(str, sorted(skip)))}"))
