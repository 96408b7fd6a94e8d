"""How single occurrences of a series take part in a merge: spelled out where only one side has them apart, and bound together where they must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calsync_desktop.core.fields import OVERRIDE, SKIPPED, Fields
from calsync_desktop.core.when import When, start_of_key

_SERIES_ONLY = ("rule", "extra/", "instances/", "masterless")


@dataclass(frozen=True, slots=True)
class Three:
    """The three layouts of one appointment."""

    base: Fields
    ours: Fields
    theirs: Fields


def spread(three: Three) -> Three:
    """The layouts with every occurrence that any side overrides spelled out on all sides that show it, so that fields compare with their like.

    Only where all sides have the same starts and rule: elsewhere a key may not be an occurrence at all, and spelling it out would double it.
    """
    sides = [side for side in (three.base, three.ours, three.theirs) if side]
    if len({_grid(side) for side in sides}) > 1:
        return three
    keys = {p[10:] for side in sides for p, v in side.items() if v == OVERRIDE and p.startswith("instances/")}
    return Three(*(_spelled_out(side, keys) for side in (three.base, three.ours, three.theirs)))


def contested_instances(three: Three, mine: frozenset[str], theirs: frozenset[str]) -> list[frozenset[str]]:
    """Groups of paths that only make sense together.

    * the grid (start or zone of a series) moved on one side, and on the other the rule or an occurrence changed: all of them
    * start and rule of a series changed on different sides: both
    * an occurrence skipped on one side and edited on the other: that occurrence
    """
    everything = [p for p in mine | theirs if p in ("when", "rule") or p.startswith("instances/")]
    for one, other in ((mine, theirs), (theirs, mine)):
        if _moved(three, one) and any(p == "rule" or p.startswith("instances/") for p in other):
            return [frozenset({*everything, "when", "rule", *_all_instances(three)})]
    return _schedule(mine, theirs) + _skipped_against_edited(three, mine, theirs)


def settled_instances(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A layout without the fields of occurrences that ended up skipped or ordinary."""
    return {p: v for p, v in fields.items() if _belongs(p, fields)}


def _belongs(path: str, fields: Mapping[str, Any]) -> bool:
    if not path.startswith("instances/") or path.count("/") < 2:
        return True
    marker = "/".join(path.split("/", 2)[:2])
    return fields.get(marker) == OVERRIDE


def _grid(side: Fields) -> tuple[Any, ...]:
    """What decides at which starts a series occurs, skipped ones aside."""
    when = side["when"]
    return (when.kind, when.start, when.zone, side.get("rule"), *sorted(p for p in side if p.startswith("extra/")))


def _moved(three: Three, paths: frozenset[str]) -> bool:
    """The side that changed ``paths`` moved the start of a series."""
    if "when" not in paths or not three.base or not any("rule" in side for side in (three.base, three.ours, three.theirs)):
        return False
    return any(side["when"].key != three.base["when"].key for side in (three.ours, three.theirs))


def _schedule(mine: frozenset[str], theirs: frozenset[str]) -> list[frozenset[str]]:
    pair = frozenset({"when", "rule"})
    if "rule" in mine | theirs and pair & mine and pair & theirs:
        return [pair]
    return []


def _skipped_against_edited(three: Three, mine: frozenset[str], theirs: frozenset[str]) -> list[frozenset[str]]:
    groups = []
    for marker in sorted(p for p in mine | theirs if p.startswith("instances/") and p.count("/") == 1):
        under = frozenset(p for side in (three.ours, three.theirs, three.base) for p in side if p == marker or p.startswith(f"{marker}/"))
        if SKIPPED in (three.ours.get(marker), three.theirs.get(marker)) and under & mine and under & theirs:
            groups.append(under)
    return groups


def _all_instances(three: Three) -> set[str]:
    return {p for side in (three.base, three.ours, three.theirs) for p in side if p.startswith("instances/")}


def _spelled_out(side: Fields, keys: set[str]) -> Fields:
    """``side`` with an override for each key that it shows as an ordinary occurrence; without any when it is no series."""
    if "rule" not in side:
        return side
    out = dict(side)
    plain = {p: v for p, v in side.items() if not p.startswith(_SERIES_ONLY)}
    for key in keys:
        if f"instances/{key}" not in side:
            out[f"instances/{key}"] = OVERRIDE
            out |= {f"instances/{key}/{p}": v for p, v in plain.items()} | {f"instances/{key}/when": _when_at(side["when"], key)}
    return out


def _when_at(master: When, key: str) -> When:
    return master.moved_to(start_of_key(key, master))
