"""Appointments that overlap stand side by side: which column each of them takes, and how wide it may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """``column`` of ``columns`` equal ones, reaching over ``width`` of them to the right."""

    column: int
    columns: int
    width: int = 1


def side_by_side(spans: Sequence[Span]) -> list[Slot]:
    """A slot for each half-open span (start, end), in the order given. Two that overlap never share any part of a column.

    Those that hang together by overlaps share one number of columns; who starts earlier stands further left.
    """
    out: dict[int, Slot] = {}
    for group in _clusters(spans):
        taken = _columns(spans, group)
        count = max(taken.values()) + 1
        for n in group:
            out[n] = Slot(taken[n], count, _reach(spans, group, taken, n, count))
    return [out[n] for n in range(len(spans))]


def _clusters(spans: Sequence[Span]) -> Iterator[list[int]]:
    """The spans (by number) that hang together, each group in order of start."""
    group: list[int] = []
    end = 0
    for n in sorted(range(len(spans)), key=lambda n: (spans[n][0], -spans[n][1], n)):
        if group and spans[n][0] >= end:
            yield group
            group = []
        end = max(end, spans[n][1]) if group else spans[n][1]
        group.append(n)
    if group:
        yield group


def _columns(spans: Sequence[Span], group: Sequence[int]) -> dict[int, int]:
    """The leftmost column that is free when a span starts."""
    free: list[int] = []  # when each column is free again
    taken = {}
    for n in group:
        start, end = spans[n]
        column = next((c for c, until in enumerate(free) if until <= start), len(free))
        free[column : column + 1] = [end]
        taken[n] = column
    return taken


def _reach(spans: Sequence[Span], group: Sequence[int], taken: dict[int, int], n: int, count: int) -> int:
    """How many columns a span can cover before it would meet another."""
    start, end = spans[n]
    right = [taken[o] for o in group if taken[o] > taken[n] and spans[o][0] < end and start < spans[o][1]]
    return min(right, default=count) - taken[n]
