"""How single occurrences of a series take part in a merge: spelled out where only one side has them apart, bound together where they must be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from calsync_desktop.core.fields import OVERRIDE, SKIPPED, Fields, gather
from calsync_desktop.core.starts import gives
from calsync_desktop.core.when import When, start_of_key

_SERIES_ONLY = ("rule", "extra/", "instances/", "masterless")
Paths = frozenset[str]


@dataclass(frozen=True, slots=True)
class Three:
    """The three layouts of one appointment; ``base`` empty when there is none."""

    base: Fields
    ours: Fields
    theirs: Fields

    @property
    def sides(self) -> tuple[Fields, ...]:
        """Those that exist."""
        return (self.base, self.ours, self.theirs) if self.base else (self.ours, self.theirs)


def spread(three: Three) -> Three:
    """The layouts with every occurrence that any side overrides spelled out on all sides that show it, so that fields compare with their like.

    Only where all sides have the same starts and rule, and only starts that these give: elsewhere a key is no occurrence, and spelling it out would
    double or resurrect it.
    """
    if len({_grid(side) for side in three.sides}) > 1:
        return three
    keys = {p[10:] for side in three.sides for p, v in side.items() if v == OVERRIDE and p.startswith("instances/")}
    lone = {key for key in keys if any(f"instances/{key}" not in side for side in three.sides)}
    shown = {key for key in lone if _has(three.ours, key)}
    return Three(*(spelled_out(side, shown) for side in (three.base, three.ours, three.theirs)))


def spelled_out(side: Fields, keys: Collection[str]) -> Fields:
    """``side`` with an override for each key that it shows as an ordinary occurrence; unchanged when it is no series."""
    if "rule" not in side:
        return side
    out = dict(side)
    plain = {p: v for p, v in side.items() if not p.startswith(_SERIES_ONLY)}
    for key in keys:
        if f"instances/{key}" not in side:
            out[f"instances/{key}"] = OVERRIDE
            out |= {f"instances/{key}/{p}": v for p, v in (plain | {"when": _when_at(side["when"], key)}).items()}
    return out


def settled_instances(fields: Mapping[str, Any], theirs: Fields) -> dict[str, Any]:
    """A merged layout without the fields of occurrences that ended up skipped or ordinary, and without skips of ours where nothing starts any more.

    An override that says what the series says is ordinary, unless ``theirs`` (as it was before ``spread``) has it apart: many services never forget
    that an occurrence was changed once, and would go on showing what they hold of it.
    """
    out = {p: v for p, v in fields.items() if _belongs(p, fields)}
    strays = [p for p, v in out.items() if v == SKIPPED and _is_marker(p) and p not in theirs and not _has(out, p[10:])]
    for marker in strays:
        del out[marker]
    markers = [p for p, v in out.items() if v == OVERRIDE and _is_marker(p)]
    for marker in markers:
        if marker not in theirs:
            rest = {p: v for p, v in out.items() if p != marker and not p.startswith(f"{marker}/")}
            out = rest if spelled_out(rest, [marker[10:]]) == out else out
    return out


def contested_instances(three: Three, mine: Paths, theirs: Paths) -> list[Paths]:
    """Groups of paths that only make sense together; ``mine`` and ``theirs`` changed, and differ now.

    * the schedule (start, rule, added dates and every occurrence), when what one side did to it does not fit what the other did
    * an occurrence skipped on one side and edited on the other: that occurrence
    """
    if any("rule" in side for side in three.sides) and _unfitting(three, mine, theirs):
        return [frozenset(p for side in three.sides for p in side if _is_schedule(p))]
    return _skipped_against_edited(three, mine, theirs)


def _unfitting(three: Three, mine: Paths, theirs: Paths) -> bool:
    """The schedules cannot be laid over each other; without a base whenever they are not the same."""
    if not three.base:
        return _grid(three.ours) != _grid(three.theirs)
    return _torn(three, mine, theirs) or _torn(Three(three.base, three.theirs, three.ours), theirs, mine)


def _torn(three: Three, one: Paths, other: Paths) -> bool:
    """What ``one`` (the side in ``ours``) did to the schedule does not leave a place for what the ``other`` did to it.

    ==================================  ===============================================================
    one                                 does not fit when the other
    ==================================  ===============================================================
    gave it another rule                gave it another rule too
    moved it, made or unmade a series   changed the rule, added dates or an occurrence, or moved it
    another rule or other added dates   overrides an occurrence that is none any more
    ==================================  ===============================================================
    """
    schedule = {p for p in other if _is_schedule(p)}
    if not any(_is_schedule(p) for p in one) or not schedule:
        return False
    if "rule" in one & other:
        return True
    if _placed(three.ours) != _placed(three.base):
        return bool(schedule - {"when"}) or "when" in one or _placed(three.theirs) != _placed(three.base)
    return any(_is_grid(p) for p in one) and _leaves_strays(three, one, schedule)


def _leaves_strays(three: Three, one: Paths, other: Collection[str]) -> bool:
    """An override that ``other`` touched would have no start any more in the merged schedule, and has one now."""
    grid = {p: v for p, v in three.theirs.items() if _is_grid(p) and p not in one}
    grid |= {p: v for p, v in three.ours.items() if _is_grid(p) and (p in one or p == "when")}
    touched = {p.split("/")[1] for p in other if p.startswith("instances/")}
    shown = {key for key in touched if three.theirs.get(f"instances/{key}") == OVERRIDE}
    return any(not _has(grid, key) and _has(three.theirs, key) for key in shown)


def _skipped_against_edited(three: Three, mine: Paths, theirs: Paths) -> list[Paths]:
    groups = []
    for marker in sorted(p for p in mine | theirs if p.startswith("instances/") and p.count("/") == 1):
        under = frozenset(p for side in three.sides for p in side if p == marker or p.startswith(f"{marker}/"))
        if SKIPPED in (three.ours.get(marker), three.theirs.get(marker)) and under & mine and under & theirs:
            groups.append(under)
    return groups


def _is_marker(path: str) -> bool:
    return path.startswith("instances/") and path.count("/") == 1


def _is_grid(path: str) -> bool:
    return path in ("when", "rule") or path.startswith("extra/")


def _is_schedule(path: str) -> bool:
    return _is_grid(path) or path.startswith("instances/")


def _grid(side: Fields) -> tuple[Any, ...]:
    """What decides at which starts a series occurs, skipped ones aside."""
    return (*_placed(side), side.get("rule"), *sorted(p for p in side if p.startswith("extra/")))


def _placed(side: Fields) -> tuple[Any, ...]:
    """Where a series begins, and whether it is one."""
    when = side.get("when")
    return (when and (when.kind, when.start, when.zone), "rule" in side)


def _has(side: Fields, key: str) -> bool:
    return gives(gather("", {p: v for p, v in side.items() if _is_grid(p)}), key)


def _belongs(path: str, fields: Mapping[str, Any]) -> bool:
    if not path.startswith("instances/") or path.count("/") < 2:
        return True
    marker = "/".join(path.split("/", 2)[:2])
    return fields.get(marker) == OVERRIDE


def _when_at(master: When, key: str) -> When:
    return master.moved_to(start_of_key(key, master))
