"""Bars over several days in lanes below one another, and what is left out where the lanes do not suffice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Bar = tuple[int, int]
"""First and last column, both included."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The lane of each bar, None where there is no room for it; ``more``: how many are left out in each column."""

    lanes: tuple[int | None, ...]
    more: tuple[int, ...]


def lanes(bars: Sequence[Bar]) -> list[int]:
    """A lane for each bar: the first one free in all its columns. Who comes first in the list chooses first."""
    taken: list[set[int]] = []
    out = []
    for first, last in bars:
        wanted = set(range(first, last + 1))
        lane = next((n for n, columns in enumerate(taken) if not columns & wanted), len(taken))
        if lane == len(taken):
            taken.append(set())
        taken[lane] |= wanted
        out.append(lane)
    return out


def fit(bars: Sequence[Bar], columns: int, height: int) -> Fit:
    """The bars in ``height`` lanes. Where some are left out, the column's last lane is kept free to say how many.

    A bar is shown whole or not at all.
    """
    wanted = lanes(bars)
    hidden: set[int] = set()
    while True:
        full = {c for n in _beyond(wanted, hidden, height) for c in _columns(bars[n])}
        full |= {c for n in hidden for c in _columns(bars[n])}
        more = {n for n, bar in enumerate(bars) if wanted[n] >= height - bool(full & set(_columns(bar)))} - hidden
        if not more:
            break
        hidden |= more
    counts = [sum(column in _columns(bars[n]) for n in hidden) for column in range(columns)]
    return Fit(tuple(None if n in hidden else lane for n, lane in enumerate(wanted)), tuple(counts))


def _beyond(wanted: Sequence[int], hidden: set[int], height: int) -> list[int]:
    return [n for n, lane in enumerate(wanted) if lane >= height and n not in hidden]


def _columns(bar: Bar) -> range:
    return range(bar[0], bar[1] + 1)
