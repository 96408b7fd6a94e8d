"""The full figures, in ranges that can be repeated one by one: ``python -m tests.durability NAME --range A:B``."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.durability import failing, kills, power
from tests.durability.flipping import Wreck, outcomes
from tests.durability.place import edited
from tests.durability.test_two_instances import races
from tests.fakes import Temper

Figure = Callable[[Path, range], Counter[str]]


def _damage(kind: str) -> Figure:
    async def wrecked(folder: Path, numbers: range) -> Counter[str]:
        return await outcomes(Wreck(await edited(), folder), kind, numbers)

    return _at_once(wrecked)


def _kills(points: Callable[[range], list[kills.Point]]) -> Figure:
    def killed(folder: Path, numbers: range) -> Counter[str]:
        with kills.lives(folder) as one:
            return kills.kill_all(one, points(numbers))

    return killed


def _failures(kind: str) -> Figure:
    """The numbers are those of the statements or calls."""

    async def failed(folder: Path, numbers: range) -> Counter[str]:
        found: Counter[str] = Counter()
        for temper in Temper:
            home = await edited(temper)
            for lasting in (False, True):
                found[f"{temper}, {'lasting' if lasting else 'once'}"] += await failing.every(
                    home, kind, lasting, numbers
                )
        return found

    return _at_once(failed)


async def _power(folder: Path, numbers: range) -> Counter[str]:
    left, commits = await power.recorded(folder)
    cuts = power.cuts(left.with_name("left.db-wal"), numbers)
    lost = [power.check_cut(left, commits, cut) for cut in cuts]
    return Counter({"cuts": len(lost), "commits": len(commits.noted)})


def _races(folder: Path, numbers: range) -> Counter[str]:
    races(folder, numbers)
    return Counter({"races": len(numbers)})


def _at_once(figure: Callable[[Path, range], Awaitable[Counter[str]]]) -> Figure:
    async def all_of_it(folder: Path, numbers: range) -> Counter[str]:
        return await figure(folder, numbers)

    return lambda folder, numbers: asyncio.run(all_of_it(folder, numbers))


FIGURES: dict[str, Figure] = {
    "kills": _kills(kills.points),
    "named-kills": _kills(kills.named),
    "power": _at_once(_power),
    "statements": _failures("statement"),
    "calls": _failures("call offline"),
    "flips": _damage("flip"),
    "zeroed-pages": _damage("zero"),
    "truncations": _damage("truncate"),
    "instances": _races,
}


def main() -> None:
    """Run one figure over a range, and print what was counted; an AssertionError names the number that failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    parser.add_argument("name", choices=sorted(FIGURES))
    parser.add_argument("--range", default="1:20", help="A:B, B excluded")
    words = parser.parse_args()
    first, last = (int(part) for part in words.range.split(":"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = FIGURES[words.name](Path(folder), range(first, last))
    counted = ", ".join(f"{what}: {count}" for what, count in sorted(found.items()))
    print(f"{words.name} {words.range}: {counted} ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
