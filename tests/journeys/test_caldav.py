"""The same journeys over CalDAV: the sandbox with the ways of several servers, and whatever goes wrong on its line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import pytest

from calsync_desktop.core.provider import Notify
from calsync_desktop.sandbox.caldav import (
    LIKE_ICLOUD,
    LIKE_NEXTCLOUD,
    LIKE_RADICALE,
    LIKE_XANDIKOS,
    CalDavSandbox,
    Fault,
    Quirks,
)
from calsync_desktop.sync import writing
from calsync_desktop.sync.editing import Edit
from tests.journeys.dav_house import SandboxHouse, sandbox_house
from tests.journeys.house import call

KINDS = {
    "plain": Quirks(),
    "radicale": LIKE_RADICALE,
    "xandikos": LIKE_XANDIKOS,
    "nextcloud": LIKE_NEXTCLOUD,
    "icloud": LIKE_ICLOUD,
    "pages": Quirks(page_size=2),
    "without sync-collection": Quirks(sync_collection=False),
    "without ctag either": Quirks(sync_collection=False, ctag=False),
    "no etag in answers": Quirks(put_etag=False),
    "renaming": Quirks(renames=True),
    "rewriting": Quirks(rewrites=True),
    "weak etags": Quirks(weak_etags=True),
    "gzip suffix": Quirks(gzip_suffix=True),
}
SERVERS = pytest.mark.parametrize("quirks", KINDS.values(), ids=KINDS.keys())
SECOND, FOURTH = "20260309T090000Z", "20260323T090000Z"
SERIES = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//another//device//EN
X-WR-CALNAME:kept
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20260301T080000Z
DTSTART:20260302T090000Z
DTEND:20260302T100000Z
SUMMARY:{uid}
X-THEIR-OWN:must stay
{more}END:VEVENT
END:VCALENDAR
"""
Act = Callable[[SandboxHouse], Awaitable[None]]


def ics(uid: str, more: str = "") -> str:
    return SERIES.format(uid=uid, more=more).replace("\n", "\r\n")


def says(old: str, new: str) -> Callable[[str], str]:
    """Another device's edit."""
    return lambda text: text.replace(old, new)


async def furnished(quirks: Quirks) -> SandboxHouse:
    """A few appointments on both sides."""
    sandbox = CalDavSandbox(quirks=quirks)
    home = await sandbox_house(sandbox, window_days="365")
    for uid in ("one", "two", "three"):
        sandbox.store.put(f"{home.work}{uid}.ics", ics(uid))
    sandbox.store.put(f"{home.work}weekly.ics", ics("weekly", "RRULE:FREQ=WEEKLY;COUNT=6\n"))
    assert (await home.sync()).status == "ok"
    home.ground.pass_time(60)
    return home


async def everything(home: SandboxHouse) -> None:
    """One of each kind, on both sides."""
    await home.engine.add(home.calendar(home.work), call("Made here").content)
    await home.edit("one", title="Ours")
    await home.engine.delete(home.row("three").id)
    await home.engine.edit(home.row("weekly").id, Edit({"title": "Apart"}, at=SECOND))
    await home.engine.edit(home.row("weekly").id, Edit({"title": "Later"}, following=FOURTH))
    home.sandbox.store.edit(f"{home.work}one.ics", says("SUMMARY", "LOCATION:Theirs\r\nSUMMARY"))
    home.sandbox.store.edit(f"{home.work}two.ics", says("SUMMARY:two", "SUMMARY:Theirs"))
    home.sandbox.store.put(f"{home.work}new.ics", ics("new"))


async def settled(home: SandboxHouse) -> None:
    """All of ``everything`` arrived once, and nobody writes any more."""
    for _ in range(3):
        report = await home.sync()
        assert report.status == "ok", report
    assert home.titles() == home.titles_there() == ["Later", "Made here", "Ours", "Theirs", "new", "weekly"]
    one = home.there()["one"].content
    assert (one.title, one.location) == ("Ours", "Theirs")
    assert all("X-THEIR-OWN" in text for name, text in home.sandbox.store.texts(home.work).items() if "one.ics" in name)
    home.check()
    home.check_faces()
    writes = len(home.sandbox.journal.writes())
    await home.sync(from_scratch=True)
    assert len(home.sandbox.journal.writes()) == writes
    home.check()


@SERVERS
async def test_edits_of_both_sides_arrive_whatever_the_servers_ways(quirks: Quirks) -> None:
    home = await furnished(quirks)
    await everything(home)
    await settled(home)


Kind = Literal["lose_request", "lose_answer", "status_before", "status_after", "handled_twice", "cut_off"]
FAULTS: tuple[Kind, ...] = ("lose_request", "lose_answer", "status_before", "status_after", "handled_twice", "cut_off")


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "REPORT"])
@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize("name", ["plain", "no etag in answers"])
async def test_whatever_happens_to_one_request_everything_arrives_once(
    name: str, nth: int, method: str, kind: Kind
) -> None:
    home = await furnished(KINDS[name])
    await everything(home)
    home.sandbox.faults.add(Fault(kind, method=method, nth=nth, status=500))
    await home.sync()
    home.sandbox.faults.clear()
    await settled(home)


@SERVERS
async def test_a_dead_token_heals(quirks: Quirks) -> None:
    home = await furnished(quirks)
    await everything(home)
    home.sandbox.store.expire_tokens()
    await settled(home)


@SERVERS
async def test_a_deletion_on_either_side(quirks: Quirks) -> None:
    home = await furnished(quirks)
    await home.engine.delete(home.row("one").id)
    home.sandbox.store.delete(f"{home.work}two.ics")
    for _ in range(2):
        await home.sync()
    assert home.titles() == home.titles_there() == ["three", "weekly"]
    home.check()


@SERVERS
async def test_a_change_between_looking_and_sending_is_merged(quirks: Quirks) -> None:
    home = await furnished(quirks)
    await home.edit("one", title="Ours")

    def theirs() -> None:
        home.sandbox.store.edit(f"{home.work}one.ics", says("SUMMARY", "LOCATION:Theirs\r\nSUMMARY"))

    home.sandbox.faults.add(Fault("call_before", method="PUT", action=theirs))
    for _ in range(2):
        await home.sync()
    one = home.there()["one"].content
    assert (one.title, one.location) == ("Ours", "Theirs")
    home.check()


async def test_an_edit_made_while_a_put_is_under_way_goes_next() -> None:
    home = await furnished(Quirks())
    await home.edit("one", title="First")

    def ours() -> None:
        writing.edit(home.engine._desk(), home.row("one").id, Edit({"title": "Second"}), Notify.NONE)

    home.sandbox.faults.add(Fault("call_after", method="PUT", action=ours))
    for _ in range(2):
        await home.sync()
    assert home.there()["one"].content.title == "Second"
    home.check()


@dataclass(frozen=True, slots=True)
class Broken:
    """A resource that cannot be read, and why nobody else suffers."""

    text: str


@pytest.mark.parametrize(
    "broken", [Broken("no calendar at all"), Broken(ics("bad").replace("DTSTART:20260302T090000Z\r\n", ""))]
)
async def test_a_broken_resource_is_parked_alone(broken: Broken) -> None:
    home = await furnished(Quirks())
    home.sandbox.store.put(f"{home.work}bad.ics", broken.text)
    await everything(home)
    for _ in range(3):
        report = await home.sync()
        assert (report.status, report.parked) == ("ok", 1)
    assert home.titles() == ["Later", "Made here", "Ours", "Theirs", "new", "weekly"]
    home.sandbox.store.put(f"{home.work}bad.ics", ics("bad"))
    report = await home.sync()
    assert (report.parked, "bad" in home.titles()) == (0, True)


async def test_a_quiet_sync_asks_once() -> None:
    home = await furnished(Quirks())
    assert (await home.sync()).requests == 1
