"""The figures: what is run beside what, what must be true of each run, and which ratio is wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import httpx

from tests.bench.inside import REPORTS, Inside
from tests.bench.stage import Stage
from tests.bench.timing import Program, Took, in_turns, middle


class CountError(AssertionError):
    """A number of requests or rows is not what it must be."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``ratio`` is what is compared with ``wanted``, at least or at most."""

    figure: str
    ours: str
    other: str
    ratio: float
    wanted: float
    at_least: bool
    unit: str = "x"

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.ratio >= self.wanted if self.at_least else self.ratio <= self.wanted


Figure = Callable[[Stage, int], list[Row]]


def quiet(stage: Stage, runs: int) -> list[Row]:
    """Nothing changed: ours beside vdirsyncer's, one request, and no row touched."""
    ready(stage)
    before = stage.quiet_rows()
    took = in_turns([stage.calsync("sync", "--json"), stage.vdirsyncer("sync")], runs, _one_request)
    if stage.quiet_rows() != before:
        raise CountError("a sync that found nothing new wrote rows")
    return [_faster("sync, nothing changed", took, "calsync", "vdirsyncer", 1.8)]


def inside(stage: Stage, runs: int) -> list[Row]:
    """Processor time of a quiet sync in a running engine, beside that of the one REPORT alone."""
    ready(stage)
    _, said = Program("inside", *_inside_words(stage)).run()
    found = Inside(**json.loads(said.splitlines()[-1]))
    ours, other = f"{found.sync:.1f} ms", f"REPORT {found.report:.1f} ms"
    title = f"quiet sync inside the engine, CPU beside the REPORT (median of {REPORTS})"
    return [Row(title, ours, other, found.beside, 30, False, "ms")]


def first(stage: Stage, runs: int) -> list[Row]:
    """Everything for the first time: ours, vdirsyncer's, and the least that it takes."""
    ours = stage.calsync("sync", "--json", before=stage.before_first_sync)
    peer = stage.vdirsyncer("sync", before=stage.before_first_vdir)
    took = in_turns([ours, peer, stage.floor()], runs, lambda name, said: _all_pulled(stage, name, said))
    return [
        _slower("first sync", took, "calsync", "vdirsyncer", 1.6),
        _slower("first sync", took, "calsync", "floor", 1.5),
    ]


def one_change(stage: Stage, runs: int) -> list[Row]:
    """One event changed on the server: how many requests that takes."""
    ready(stage)
    _change_one(stage)
    took, said = stage.calsync("sync", "--json").run()
    run = json.loads(said)["runs"][0]
    if run["pulled"] != {"created": 0, "updated": 1, "deleted": 0} or run["requests"] > 3:
        raise CountError(f"one remote change: {run}")
    requests = run["requests"]
    return [Row("one remote change, requests", str(requests), _told(took), requests, 3, False, "")]


def agenda(stage: Stage, runs: int) -> list[Row]:
    """A month for people to read, beside khal's list of the same month with a warm cache."""
    ready(stage)
    first, days = month(stage.today)
    last = first + timedelta(days=days - 1)
    khal = stage.khal(first, days)
    khal.run()
    counts: dict[str, int] = {}
    ours = stage.calsync("agenda", "--from", first.isoformat(), "--to", last.isoformat())
    took = in_turns([ours, khal], runs, lambda name, said: _count_lines(counts, name, said))
    if abs(counts["calsync"] - counts["khal"]) > 5 + 0.1 * counts["khal"]:  # khal repeats what goes past midnight
        raise CountError(f"the two agendas do not show the same: {counts}")
    title = f"agenda of a month ({counts['calsync']} lines; khal {counts['khal']})"
    return [_faster(title, took, "calsync", "khal", 5)]


def google(stage: Stage, runs: int) -> list[Row]:
    """Google's: everything for the first time, store included, beside gcsa that merely lists it; our mapping beside the JSON parser."""
    from tests.bench.google import EVENTS, beside_json, street

    with street() as full:
        parse, mapping = beside_json(full.pages())
        took = in_turns([full.ours(stage.folder), full.gcsa()], runs, lambda name, said: _listed(EVENTS, name, said))
    mine, theirs = middle(took["calsync"]), middle(took["gcsa"])
    title, ratio = f"Google, first sync of {EVENTS}: CPU beside gcsa listing", mine.cpu / theirs.cpu
    words = (f"{mapping * 1000:.0f} ms", f"json.loads {parse * 1000:.0f} ms")
    return [
        Row(title, _told(mine), _told(theirs), ratio, 1, False),
        Row("Google, mapping of the same pages: CPU beside json.loads", *words, mapping / parse, 3, False),
    ]


FIGURES: Mapping[str, Figure] = {
    "quiet": quiet,
    "inside": inside,
    "first": first,
    "change": one_change,
    "agenda": agenda,
    "google": google,
}


def ready(stage: Stage) -> None:
    """Both sides have synced everything."""
    stage.calsync("sync", "--json").run()
    stage.vdirsyncer("sync").run()


def month(today: date) -> tuple[date, int]:
    """The first day of this month and how many days it has."""
    start = today.replace(day=1)
    return start, ((start + timedelta(days=31)).replace(day=1) - start).days


def _one_request(name: str, said: str) -> None:
    runs = json.loads(said)["runs"] if name == "calsync" else []
    if any(run["requests"] != 1 or run["status"] != "ok" or any(run["pulled"].values()) for run in runs):
        raise CountError(f"a quiet sync asks once: {runs}")


def _all_pulled(stage: Stage, name: str, said: str) -> None:
    if name == "vdirsyncer":
        found = len(list(stage.vdir.rglob("*.ics")))
    else:
        found = json.loads(said)["runs"][0]["pulled"]["created"] if name == "calsync" else int(said)
    if found != stage.events:
        raise CountError(f"{name} pulled {found} of {stage.events} events")


def _listed(events: int, name: str, said: str) -> None:
    if int(said) != events:
        raise CountError(f"{name} listed {said} of {events} events")


def _count_lines(counts: dict[str, int], name: str, said: str) -> None:
    counts[name] = sum(1 for line in said.splitlines() if line.strip())


def _change_one(stage: Stage) -> None:
    """The way any other program would."""
    some = min(stage.shelf.glob("*.ics"))
    text = some.read_text(encoding="utf-8").replace("SUMMARY:", "SUMMARY:Changed ")
    auth = (stage.server.user, stage.server.password)
    with httpx.Client(base_url=stage.server.url, auth=auth, trust_env=False) as client:
        kind = {"Content-Type": "text/calendar"}
        client.put(f"{stage.collection}{some.name}", content=text, headers=kind).raise_for_status()


def _inside_words(stage: Stage) -> tuple[Sequence[str], Mapping[str, str]]:
    program = stage.calsync()
    return [program.words[0], "-m", "tests.bench.inside", stage.server.url, stage.collection], program.environment


def _faster(figure: str, took: Mapping[str, Sequence[Took]], ours: str, other: str, wanted: float) -> Row:
    mine, theirs = middle(took[ours]), middle(took[other])
    return Row(f"{figure}: faster than {other}", _told(mine), _told(theirs), theirs.wall / mine.wall, wanted, True)


def _slower(figure: str, took: Mapping[str, Sequence[Took]], ours: str, other: str, wanted: float) -> Row:
    mine, theirs = middle(took[ours]), middle(took[other])
    return Row(f"{figure}: time beside {other}", _told(mine), _told(theirs), mine.wall / theirs.wall, wanted, False)


def _told(took: Took) -> str:
    return f"{took.wall:.2f} s (cpu {took.cpu:.2f})"
