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
    return [lane for lane in _lanes(bars, len(bars)) if lane is not None]


def fit(bars: Sequence[Bar], columns: int, height: int) -> Fit:
    """The bars in ``height`` lanes. Where some are left out, the column's last lane is kept free to say how many.

    A bar is shown whole or not at all.
    """
    found = _lanes(bars, height)
    masks = [_mask(bar) for bar in bars]
    full = 0
    for mask, lane in zip(masks, found, strict=True):
        full |= mask if lane is None else 0
    given_up = True
    while given_up:
        given_up = False
        for n, lane in enumerate(found):
            if lane == height - 1 and masks[n] & full:
                found[n], full, given_up = None, full | masks[n], True
    hidden = [mask for mask, lane in zip(masks, found, strict=True) if lane is None]
    return Fit(tuple(found), tuple(sum(mask >> column & 1 for mask in hidden) for column in range(columns)))


def _lanes(bars: Sequence[Bar], height: int) -> list[int | None]:
    """The lanes of those that find one among the first ``height``; columns are bits."""
    taken = [0] * height
    out: list[int | None] = []
    for bar in bars:
        mask = _mask(bar)
        lane = next((n for n, columns in enumerate(taken) if not columns & mask), None)
        if lane is not None:
            taken[lane] |= mask
        out.append(lane)
    return out


def _mask(bar: Bar) -> int:
    first, last = bar
    return (1 << last + 1) - (1 << first)
